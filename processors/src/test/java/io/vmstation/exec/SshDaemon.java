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
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real OpenSSH server on loopback with keys of its own. */
public final class SshDaemon implements AutoCloseable {
    public final int port;
    public final Path clientKey;
    public final Path knownHosts;
    private final Path log;
    private final Process process;

    /**
     * @param folder for its files
     * @param programs searched first for programs
     * @param more lines of its configuration that go before the others
     */
    public SshDaemon(Path folder, Path programs, String... more)
            throws IOException, InterruptedException {
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
        log = folder.resolve("sshd.log");
        Path config = Files.write(folder.resolve("sshd_config"), List.of(more));
        Files.write(
                config,
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
                        "SetEnv PATH=" + programs + ":/usr/sbin:/usr/bin:/sbin:/bin"),
                StandardOpenOption.APPEND);
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
                                log.toString())
                        .start();
        await().ignoreExceptions().until(this::accepts);
    }

    /** How often somebody has logged in. */
    public long logIns() throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains("Accepted publickey for")).count();
        }
    }

    /** How many clients are connected, or just log in. */
    public long connections() {
        return process.children().count();
    }

    /** Ends it together with all its connections, as a machine that falls over. */
    public void crash() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private boolean accepts() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        }
    }

    /** Makes a key pair; the public key lies beside it. */
    public static Path key(Path file) throws IOException, InterruptedException {
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

    /** Returns when nothing of it writes into its folder any more. */
    @Override
    public void close() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        process.destroyForcibly();
        process.onExit().join();
        all.addAll(all.stream().flatMap(ProcessHandle::descendants).toList());
        all.forEach(ProcessHandle::destroyForcibly);
        await().until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }
}
