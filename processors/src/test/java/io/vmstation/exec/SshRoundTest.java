package io.vmstation.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vmstation.node.Node;
import io.vmstation.node.SshAccess;
import io.vmstation.node.TestNode;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.CommandResult.Failed;
import io.vmstation.spi.CommandResult.TimedOut;
import io.vmstation.spi.CommandRound;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SshRoundTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir private Path folder;
    private SshDaemon daemon;
    private SshConnections connections;

    @BeforeEach
    void start() throws Exception {
        daemon = new SshDaemon(folder, folder);
        connections = new SshConnections(daemon.knownHosts);
    }

    @AfterEach
    void stop() {
        if (connections != null) {
            connections.close();
            daemon.close();
        }
    }

    private Node node(int port) {
        return TestNode.named("homelab")
                .addresses(List.of("127.0.0.1"))
                .ssh(
                        new SshAccess(
                                System.getProperty("user.name"),
                                port,
                                Optional.of(daemon.clientKey)))
                .build();
    }

    private CommandRound round() {
        return connections.round(node(daemon.port));
    }

    private static CompletableFuture<CommandResult> run(CommandRound round, String... arguments) {
        return round.run(List.of(arguments), LONG);
    }

    @Test
    void manyCommandsShareOneLogIn() throws Exception {
        try (CommandRound round = round()) {
            List<CompletableFuture<CommandResult>> results = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                results.add(run(round, "sh", "-c", "sleep 0.1; echo " + i));
            }

            for (int i = 0; i < 40; i++) {
                assertThat(results.get(i))
                        .succeedsWithin(LONG)
                        .extracting(SshRoundTest::output)
                        .isEqualTo(i + "\n");
            }
        }
        assertThat(daemon.logIns()).isEqualTo(1);
    }

    @Test
    void aRoundInWhichNothingIsRunDoesNotLogIn() throws Exception {
        round().close();
        try (CommandRound round = round()) {
            assertThat(run(round, "true")).succeedsWithin(LONG);
        }

        assertThat(daemon.logIns()).isEqualTo(1);
    }

    @Test
    void makesDoWithTheSessionsThatTheNodeAllows() throws Exception {
        daemon.close();
        Path other = Files.createDirectory(folder.resolve("strict"));
        daemon = new SshDaemon(other, folder, "MaxSessions 2");
        connections = new SshConnections(daemon.knownHosts);
        try (CommandRound round = round()) {
            List<CompletableFuture<CommandResult>> results = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                results.add(run(round, "sh", "-c", "sleep 0.1; echo done"));
            }

            assertThat(results)
                    .allSatisfy(
                            it ->
                                    assertThat(it)
                                            .succeedsWithin(LONG)
                                            .extracting(SshRoundTest::output)
                                            .isEqualTo("done\n"));
        }
        assertThat(daemon.logIns()).isEqualTo(1);
    }

    @Test
    void aCommandThatHangsIsKilledAtItsLimitAndHurtsNoOther() throws Exception {
        Path pid = folder.resolve("pid");
        Duration brief = Duration.ofSeconds(1);
        try (CommandRound round = round()) {
            assertThat(run(round, "true")).succeedsWithin(LONG);
            CompletableFuture<CommandResult> hanging =
                    round.run(
                            List.of("sh", "-c", "echo $$ >'" + pid + "'; exec sleep 1000"), brief);
            CompletableFuture<CommandResult> patient = run(round, "sh", "-c", "sleep 2; echo done");

            assertThat(hanging).succeedsWithin(LONG).isEqualTo(new TimedOut(brief));
            await().until(() -> ended(pid));
            assertThat(patient)
                    .succeedsWithin(LONG)
                    .extracting(SshRoundTest::output)
                    .isEqualTo("done\n");
            assertThat(run(round, "echo", "next"))
                    .succeedsWithin(LONG)
                    .extracting(SshRoundTest::output)
                    .isEqualTo("next\n");
        }
        assertThat(daemon.logIns()).isEqualTo(1);
    }

    @Test
    void manyThatHangGiveTheirPlacesToTheNext() throws Exception {
        Duration brief = Duration.ofSeconds(1);
        try (CommandRound round = round()) {
            for (int i = 0; i < 20; i++) {
                var unused = round.run(List.of("sleep", "1000"), brief);
            }

            assertThat(run(round, "echo", "my turn"))
                    .succeedsWithin(LONG)
                    .extracting(SshRoundTest::output)
                    .isEqualTo("my turn\n");
        }
    }

    @Test
    void anUnwantedCommandEndsAtItsLimitAtTheLatest() throws Exception {
        Path pid = folder.resolve("pid");
        try (CommandRound round = round()) {
            CompletableFuture<CommandResult> result =
                    round.run(
                            List.of("sh", "-c", "echo $$ >'" + pid + "'; exec sleep 1000"),
                            Duration.ofSeconds(3));
            await().until(() -> Files.exists(pid) && Files.size(pid) > 0);

            result.cancel(false);

            await().until(() -> ended(pid));
        }
    }

    @Test
    void closingFailsWhatRunsAndWhatWaits() throws Exception {
        Path pid = folder.resolve("pid");
        CommandRound round = round();
        List<CompletableFuture<CommandResult>> results = new ArrayList<>();
        results.add(
                round.run(
                        List.of("sh", "-c", "echo $$ >'" + pid + "'; exec sleep 1000"),
                        Duration.ofSeconds(3)));
        for (int i = 0; i < 20; i++) {
            results.add(run(round, "sleep", "20"));
        }
        await().until(() -> Files.exists(pid) && Files.size(pid) > 0);

        round.close();

        assertThat(results)
                .allSatisfy(
                        it ->
                                assertThat(it)
                                        .isCompletedWithValueMatching(Failed.class::isInstance));
        await().until(() -> ended(pid));
        assertThat(run(round, "true").join()).isInstanceOf(Failed.class);
    }

    @Test
    void closingWhileItLogsInFailsEverything() {
        CommandRound round = round();
        CompletableFuture<CommandResult> result = run(round, "true");

        round.close();

        assertThat(result).succeedsWithin(LONG);
        assertThat(run(round, "true").join()).isInstanceOf(Failed.class);
    }

    @Test
    void roundsThatAreCutShortLeaveNoConnectionAndNoThread() throws Exception {
        try (CommandRound first = round()) {
            assertThat(run(first, "true")).succeedsWithin(LONG);
        }
        int threads = Thread.activeCount();
        for (int i = 0; i < 40; i++) {
            CommandRound round = round();
            CompletableFuture<CommandResult> result = run(round, "sleep", "60");
            if (i % 4 == 1) {
                result.cancel(true);
            } else if (i % 4 == 2) {
                await().until(() -> daemon.connections() > 0);
            } else if (i % 4 == 3) {
                assertThat(run(round, "true")).succeedsWithin(LONG);
            }
            round.close();
        }

        // A channel whose program does not end is given up only after a few seconds.
        await().atMost(LONG).untilAsserted(() -> assertThat(daemon.connections()).isZero());
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 8);
    }

    @Test
    void aLostConnectionFailsTheRestAndIsNotMadeAgain() throws Exception {
        CommandRound round = round();
        assertThat(run(round, "true")).succeedsWithin(LONG);
        List<CompletableFuture<CommandResult>> results = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            results.add(run(round, "sleep", "20"));
        }

        daemon.crash();

        assertThat(results)
                .allSatisfy(it -> assertThat(it).succeedsWithin(LONG).isInstanceOf(Failed.class));
        assertThat(run(round, "true").join())
                .isEqualTo(new Failed("the connection to node homelab broke off"));
    }

    @Test
    void aChangedHostKeyFailsEveryCommandAndSaysWhatToDo() throws Exception {
        Path other = SshDaemon.key(folder.resolve("other"));
        String key = Files.readString(Path.of(other + ".pub"));
        Files.writeString(daemon.knownHosts, "[127.0.0.1]:" + daemon.port + " " + key);
        try (CommandRound round = round()) {
            List<CompletableFuture<CommandResult>> results =
                    List.of(run(round, "true"), run(round, "true"), run(round, "true"));

            assertThat(results)
                    .allSatisfy(
                            it ->
                                    assertThat(it)
                                            .succeedsWithin(LONG)
                                            .isEqualTo(
                                                    new Failed(
                                                            "its host key is not the known one:"
                                                                    + " compare, then put it into"
                                                                    + " the known_hosts file")));
        }
        assertThat(daemon.logIns()).isZero();
    }

    @Test
    void theTimeLimitCountsWhileItLogsInToo() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                CommandRound round = connections.round(node(silent.getLocalPort()))) {

            assertThat(round.run(List.of("true"), Duration.ofMillis(500)))
                    .succeedsWithin(LONG)
                    .isEqualTo(new Failed("could not log in to node homelab within 500 ms"));
        }
    }

    @Test
    void aNodeThatNobodyMayLogInToSaysWhatToAdd() {
        Node closed = TestNode.named("homelab").build();

        try (CommandRound round = connections.round(closed)) {
            assertThat(run(round, "true"))
                    .isCompletedWithValue(
                            new Failed(
                                    "nobody may log in to node homelab: add ssh: {user: ...} to it"
                                            + " in nodes.yaml"));
        }
    }

    /** Without the errors, in which start-up files of the login shell may grumble. */
    private static String output(CommandResult result) {
        return result instanceof Exited exited ? exited.output() : result.toString();
    }

    private static boolean ended(Path pid) throws Exception {
        return Files.exists(pid)
                && ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                        .filter(ProcessHandle::isAlive)
                        .isEmpty();
    }
}
