package io.vmstation.sleep.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vmstation.exec.LocalCommands;
import io.vmstation.exec.SshConnections;
import io.vmstation.exec.SshDaemon;
import io.vmstation.node.Node;
import io.vmstation.node.SshAccess;
import io.vmstation.node.TestNode;
import io.vmstation.spi.CommandRound;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.Evidence.Busy;
import io.vmstation.spi.Evidence.Idle;
import io.vmstation.spi.Evidence.Unknown;
import io.vmstation.spi.SleepCheck;
import io.vmstation.spi.SleepCheck.Question;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The checks against the real programs of this machine, asked by a real SSH connection. */
@Timeout(120)
class RealNodeTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir private Path folder;
    private Path programs;
    private SshDaemon daemon;
    private SshConnections connections;
    private Node node;

    @BeforeEach
    void start() throws Exception {
        programs = Files.createDirectory(folder.resolve("bin"));
        daemon = new SshDaemon(folder, programs);
        connections = new SshConnections(daemon.knownHosts);
        node =
                TestNode.named("homelab")
                        .addresses(List.of("127.0.0.1"))
                        .ssh(
                                new SshAccess(
                                        System.getProperty("user.name"),
                                        daemon.port,
                                        Optional.of(daemon.clientKey)))
                        .build();
    }

    @AfterEach
    void stop() {
        if (connections != null) {
            connections.close();
            daemon.close();
        }
    }

    private CompletableFuture<Evidence> look(
            CommandRound round, SleepCheck check, Map<String, Object> set, Duration limit) {
        return check.look(new Question(node, Looks.options(check, set), round, limit));
    }

    private Evidence look(SleepCheck check, Map<String, Object> set) {
        try (CommandRound round = connections.round(node)) {
            return look(round, check, set, LIMIT).orTimeout(1, TimeUnit.MINUTES).join();
        }
    }

    @Test
    void allChecksOfARoundShareOneLogIn() throws Exception {
        Map<String, Evidence> found = new ConcurrentHashMap<>();
        try (LocalCommands here = new LocalCommands();
                CommandRound round = connections.round(node)) {
            Map<String, Object> quiet = Map.of("command", List.of("echo", "quiet"));
            Stream<SleepCheck> others =
                    SleepCheckContractTest.checks().filter(check -> !check.name().equals("exec"));
            CompletableFuture.allOf(
                            Stream.concat(others, Stream.of(new ExecCheck(here)))
                                    .map(
                                            check ->
                                                    look(round, check, quiet, LIMIT)
                                                            .thenAccept(
                                                                    it ->
                                                                            found.put(
                                                                                    check.name(),
                                                                                    it)))
                                    .toArray(CompletableFuture<?>[]::new))
                    .get(60, TimeUnit.SECONDS);
        }

        assertThat(daemon.logIns()).isEqualTo(1);
        assertThat(found).hasSize(11).containsEntry("exec", new Idle("quiet"));
        for (String name :
                List.of("sessions", "connections", "load", "processes", "inhibit-file")) {
            assertThat(found.get(name)).as(name).isNotInstanceOf(Unknown.class);
        }
    }

    @Test
    void aChangedHostKeyMakesEveryCheckUnknown() throws Exception {
        Path other = SshDaemon.key(folder.resolve("other"));
        Files.writeString(
                daemon.knownHosts,
                "[127.0.0.1]:" + daemon.port + " " + Files.readString(Path.of(other + ".pub")));

        SleepCheckContractTest.checks()
                .filter(check -> !check.name().equals("exec"))
                .forEach(
                        check ->
                                assertThat(look(check, Map.of()))
                                        .as(check.name())
                                        .isInstanceOfSatisfying(
                                                Unknown.class,
                                                it ->
                                                        assertThat(it.reason())
                                                                .startsWith(
                                                                        "its host key is not the"
                                                                                + " known one")));
    }

    @Test
    void aCheckThatHangsHurtsNoOther() {
        try (LocalCommands here = new LocalCommands();
                CommandRound round = connections.round(node)) {
            InhibitFileCheck file = new InhibitFileCheck();
            assertThat(look(round, file, Map.of(), LIMIT)).succeedsWithin(LIMIT);
            CompletableFuture<Evidence> hanging =
                    look(
                            round,
                            new ExecCheck(here),
                            Map.of("command", List.of("sleep", "1000")),
                            Duration.ofSeconds(1));

            assertThat(look(round, file, Map.of(), LIMIT))
                    .succeedsWithin(LIMIT)
                    .isInstanceOf(Idle.class);
            assertThat(hanging)
                    .succeedsWithin(LIMIT)
                    .isInstanceOfSatisfying(
                            Unknown.class,
                            it -> assertThat(it.reason()).startsWith("sleep did not end within"));
        }
    }

    @Test
    void seesConnectionsOfOthersButNotItsOwn() throws Exception {
        Map<String, Object> port = Map.of("ports", List.of((long) daemon.port));

        assertThat(look(new ConnectionsCheck(), port))
                .isEqualTo(new Idle("nobody is connected to port " + daemon.port));
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), daemon.port)) {
            assertThat(client.isConnected()).isTrue();
            assertThat(look(new ConnectionsCheck(), port))
                    .isEqualTo(new Busy("connected: 127.0.0.1 on port " + daemon.port));
        }
    }

    @Test
    void seesAProgramThatRuns() throws Exception {
        Map<String, Object> names = Map.of("names", List.of("vmst-backup"));
        Path program = Files.copy(Path.of("/bin/sleep"), folder.resolve("vmst-backup"));

        assertThat(look(new ProcessesCheck(), names)).isInstanceOf(Idle.class);
        Process running = new ProcessBuilder(program.toString(), "1000").start();
        try {
            await().untilAsserted(
                            () ->
                                    assertThat(look(new ProcessesCheck(), names))
                                            .isEqualTo(new Busy("running: vmst-backup")));
        } finally {
            running.destroyForcibly();
        }
    }

    @Test
    void seesTheFileThatKeepsANodeAwake() throws Exception {
        Path file = folder.resolve("stay-awake");
        Map<String, Object> path = Map.of("path", file.toString());

        assertThat(look(new InhibitFileCheck(), path)).isInstanceOf(Idle.class);
        Files.writeString(file, "film night\n");
        assertThat(look(new InhibitFileCheck(), path))
                .isEqualTo(new Busy(file + " says: film night"));
    }

    @Test
    void measuresTheNetworkFromRoundToRound() {
        NetworkCheck check = new NetworkCheck();
        Map<String, Object> brief =
                Map.of(
                        "over",
                        Duration.ofSeconds(1),
                        "ignore",
                        List.of(),
                        "below",
                        Long.MAX_VALUE / 2);

        assertThat(look(check, brief)).isInstanceOf(Unknown.class);
        await().untilAsserted(() -> assertThat(look(check, brief)).isInstanceOf(Idle.class));
    }

    @Test
    void tellsAFilmThatIsPlayedFromAClientThatIsJustConnected() throws Exception {
        SambaCheck check = new SambaCheck();
        try (SambaServer samba = new SambaServer(folder.resolve("samba"), programs)) {
            Files.createDirectory(samba.share.resolve("films"));
            try (RandomAccessFile film =
                    new RandomAccessFile(samba.share.resolve("films/film.mkv").toFile(), "rw")) {
                film.setLength(256L * 1024 * 1024);
            }
            assertThat(look(check, Map.of())).isEqualTo(new Idle("no file is open"));

            Process client = samba.client();
            try (OutputStream input = client.getOutputStream()) {
                tell(input, "ls");
                await().until(() -> sessions() == 1);
                assertThat(look(check, Map.of())).isEqualTo(new Idle("no file is open"));

                tell(input, "notify films");
                await().until(() -> smbstatus().contains("\"filename\": \"films\""));
                assertThat(look(check, Map.of())).isEqualTo(new Idle("no file is open"));
            } finally {
                client.destroyForcibly();
            }
            play(samba, check);
        }
    }

    private void play(SambaServer samba, SleepCheck check) throws Exception {
        Path screen = folder.resolve("screen");
        assertThat(new ProcessBuilder("mkfifo", screen.toString()).start().waitFor()).isZero();
        Process client = samba.client();
        // A player that has stopped to take what the server sends.
        Process player = new ProcessBuilder("sh", "-c", "exec sleep 1000 <" + screen).start();
        try (OutputStream input = client.getOutputStream()) {
            tell(input, "get films/film.mkv " + screen);

            await().untilAsserted(
                            () ->
                                    assertThat(look(check, Map.of()).reason())
                                            .startsWith("open: films/film.mkv"));
            assertThat(look(check, Map.of())).isInstanceOf(Busy.class);
        } finally {
            player.destroyForcibly();
            client.destroyForcibly();
        }
        await().untilAsserted(
                        () ->
                                assertThat(look(check, Map.of()))
                                        .isEqualTo(new Idle("no file is open")));
    }

    private static void tell(OutputStream client, String command) throws Exception {
        client.write((command + "\n").getBytes(StandardCharsets.UTF_8));
        client.flush();
    }

    private long sessions() throws Exception {
        return smbstatus().split("\"session_dialect\"", -1).length - 1L;
    }

    private String smbstatus() throws Exception {
        Process process =
                new ProcessBuilder(programs.resolve("smbstatus").toString(), "--json").start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
