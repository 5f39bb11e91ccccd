package io.vmstation.exec;

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
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real OpenSSH server on loopback with keys of its own. */
public final class SshDaemon implements AutoCloseable {
    public final int port;
    public final Path clientKey;
    public final Path knownHosts;
    private final Process process;

    public SshDaemon(Path folder, Path programs) throws IOException, InterruptedException {
        Path sshd = Path.of("/usr/sbin/sshd");
        assumeTrue(Files.isExecutable(sshd), "skipped, missing package: openssh-server");
        Path hostKey = key(folder.resolve("host"));
        Path otherHostKey = key(folder.resolve("host-ecdsa"), "ecdsa");
        clientKey = key(folder.resolve("client"));
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path authorized =
                Files.copy(folder.resolve("client.pub"), folder.resolve("authorized_keys"));
        String publicKey = Files.readString(folder.resolve("host.pub"));
        knownHosts =
                Files.writeString(
                        folder.resolve("known_hosts"), "[127.0.0.1]:" + port + " " + publicKey);
        Path config =
                Files.write(
                        folder.resolve("sshd_config"),
                        List.of(
                                "Port " + port,
                                "ListenAddress 127.0.0.1",
                                "HostKey " + hostKey,
                                "HostKey " + otherHostKey,
                                "PidFile none",
                                "AuthorizedKeysFile " + authorized,
                                "PermitRootLogin prohibit-password",
                                "PasswordAuthentication no",
                                "KbdInteractiveAuthentication no",
                                "UsePAM no",
                                "StrictModes no",
                                "SetEnv PATH=" + programs + ":/usr/sbin:/usr/bin:/sbin:/bin"));
        if (System.getProperty("user.name").equals("root")) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
        process =
                new ProcessBuilder(
                                sshd.toString(),
                                "-D",
                                "-f",
                                config.toString(),
                                "-E",
                                folder.resolve("sshd.log").toString())
                        .start();
        await().ignoreExceptions().until(this::accepts);
    }

    private boolean accepts() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        }
    }

    static Path key(Path file) throws IOException, InterruptedException {
        return key(file, "ed25519");
    }

    private static Path key(Path file, String type) throws IOException, InterruptedException {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/ssh-keygen")),
                "skipped, missing package: openssh-client");
        Process keygen =
                new ProcessBuilder("ssh-keygen", "-q", "-t", type, "-N", "", "-f", file.toString())
                        .start();
        assertThat(keygen.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(keygen.exitValue()).isZero();
        return file;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
