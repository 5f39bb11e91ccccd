package io.vmstation.share.samba;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vmstation.exec.LocalCommands;
import io.vmstation.spi.CommandResult.Exited;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real Samba server on loopback with one guest share, {@code media}. Reads nothing of /etc. */
public final class SambaServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What is shared. */
    public final Path share;

    /** Where the audit goes. */
    public final Path log;

    /** Its configuration. */
    public final Path conf;

    private final int port;
    private final LocalCommands commands = new LocalCommands();
    private final Process process;

    /**
     * Starts it, or skips the test with the reason why that is not possible here.
     *
     * @param global further lines of the section {@code [global]}
     * @param lines what the share says about its audit
     */
    public SambaServer(Path folder, String global, String lines)
            throws IOException, InterruptedException {
        for (String program : List.of("/usr/sbin/smbd", "/usr/bin/smbclient")) {
            assumeTrue(
                    Files.isExecutable(Path.of(program)),
                    "skipped, missing packages: samba smbclient samba-vfs-modules");
        }
        assumeTrue(System.getProperty("user.name").equals("root"), "skipped: smbd needs root");
        share = Files.createDirectories(folder.resolve("share"));
        log = folder.resolve("audit.log");
        conf = folder.resolve("smb.conf");
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        // Guests have to get there.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        Files.setPosixFilePermissions(share, PosixFilePermissions.fromString("rwxrwxrwx"));
        for (String part : List.of("private", "state", "run", "log")) {
            Files.createDirectories(folder.resolve(part));
        }
        Files.writeString(conf, text(folder, global, lines));
        // It ends by a signal to its whole process group, so it must have one of its own.
        process =
                new ProcessBuilder("/usr/sbin/smbd", "-F", "-s", conf.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("smbd.out").toFile())
                        .start();
        await().atMost(PATIENCE).until(() -> client("-L", "//127.0.0.1").code() == 0);
    }

    private String text(Path folder, String global, String lines) {
        return """
        [global]
            server role = standalone server
            disable netbios = yes
            interfaces = 127.0.0.1/32
            bind interfaces only = yes
            smb ports = %1$d
            map to guest = Bad User
            guest account = nobody
            load printers = no
            printcap name = /dev/null
            disable spoolss = yes
            usershare path =
            private dir = %2$s/private
            lock directory = %2$s/state
            state directory = %2$s/state
            cache directory = %2$s/state
            pid directory = %2$s/run
            ncalrpc dir = %2$s/run/ncalrpc
            log file = %2$s/log/log.%%m
        %3$s
        [media]
            path = %4$s
            guest ok = yes
            read only = no
        %5$s
        """
                .formatted(port, folder, global, share, lines);
    }

    /** What a client does with the share. */
    public Exited does(String what) {
        return client("//127.0.0.1/media", "-c", what);
    }

    /** As {@link #does}, which must succeed. */
    public void serves(String what) {
        Exited client = does(what);
        assertThat(client.code()).as(client.output() + client.errors()).isZero();
    }

    /** A client asks which shares there are. */
    public void looksAround() {
        assertThat(client("-L", "//127.0.0.1").code()).isZero();
    }

    private Exited client(String... arguments) {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "smbclient",
                                "-N",
                                "-s",
                                conf.toString(),
                                "-p",
                                Integer.toString(port)));
        line.addAll(List.of(arguments));
        return (Exited) commands.run(line, PATIENCE).join();
    }

    @Override
    public void close() {
        commands.close();
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }
}
