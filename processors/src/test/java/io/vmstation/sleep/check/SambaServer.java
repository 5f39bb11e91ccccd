package io.vmstation.sleep.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real Samba on loopback with a share "media" for guests; reads and writes its folder only. */
final class SambaServer implements AutoCloseable {
    /** The shared folder. */
    final Path share;

    private final Path configuration;
    private final int port;
    private final Process process;

    /**
     * @param programs where {@code smbstatus} is put, which asks this server
     */
    SambaServer(Path folder, Path programs) throws IOException {
        for (String program :
                List.of("/usr/sbin/smbd", "/usr/bin/smbstatus", "/usr/bin/smbclient")) {
            assumeTrue(
                    Files.isExecutable(Path.of(program)),
                    "skipped, missing packages: samba smbclient");
        }
        assumeTrue(System.getProperty("user.name").equals("root"), "skipped, smbstatus needs root");
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        share = Files.createDirectories(folder.resolve("share"));
        // Guests are user nobody, who must reach it from the folder of temporary files.
        for (Path each : List.of(share, folder, folder.getParent())) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        configuration = Files.writeString(folder.resolve("smb.conf"), settings(folder));
        Path smbstatus = programs.resolve("smbstatus");
        Files.writeString(
                smbstatus,
                "#!/bin/sh\nexec /usr/bin/smbstatus -s '" + configuration + "' \"$@\"\n");
        Files.setPosixFilePermissions(smbstatus, PosixFilePermissions.fromString("rwxr-xr-x"));
        // In a process group of its own, all of which it ends when it is ended.
        process =
                new ProcessBuilder("/usr/sbin/smbd", "-F", "-s", configuration.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("smbd.out").toFile())
                        .start();
        await().ignoreExceptions().until(this::accepts);
    }

    /** A client that is connected and does this: commands of smbclient(1), from its input. */
    Process client() throws IOException {
        return new ProcessBuilder(
                        "/usr/bin/smbclient",
                        "-N",
                        "-s",
                        configuration.toString(),
                        "-p",
                        String.valueOf(port),
                        "//127.0.0.1/media")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        assertThat(process.onExit()).succeedsWithin(30, TimeUnit.SECONDS);
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private boolean accepts() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        }
    }

    private String settings(Path folder) throws IOException {
        StringBuilder settings = new StringBuilder("[global]\n");
        for (String kind : List.of("private", "lock", "state", "cache", "pid", "ncalrpc")) {
            Path own = Files.createDirectories(folder.resolve(kind));
            String name = kind.equals("ncalrpc") ? "ncalrpc dir" : kind + " directory";
            settings.append(name.replace("private directory", "private dir"))
                    .append(" = ")
                    .append(own)
                    .append('\n');
        }
        Stream.of(
                        "server role = standalone server",
                        "disable netbios = yes",
                        "interfaces = 127.0.0.1/32",
                        "bind interfaces only = yes",
                        "smb ports = " + port,
                        "map to guest = Bad User",
                        "guest account = nobody",
                        "load printers = no",
                        "disable spoolss = yes",
                        "usershare path =",
                        "logging = file",
                        "log file = " + folder.resolve("smbd.log"),
                        "[media]",
                        "path = " + share,
                        "guest ok = yes",
                        "read only = yes")
                .forEach(line -> settings.append(line).append('\n'));
        return settings.toString();
    }
}
