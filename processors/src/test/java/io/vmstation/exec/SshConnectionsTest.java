package io.vmstation.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.SshAccess;
import io.vmstation.node.TestNode;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.CommandRound;
import io.vmstation.wake.arm.ArmNode;
import io.vmstation.wake.arm.ArmOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SshConnectionsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir private Path folder;
    private Path programs;
    private SshDaemon daemon;
    private SshConnections connections;

    @BeforeEach
    void start() throws Exception {
        programs = Files.createDirectory(folder.resolve("bin"));
        daemon = new SshDaemon(folder, programs);
        connections = new SshConnections(daemon.knownHosts);
    }

    @AfterEach
    void stop() {
        if (connections != null) {
            connections.close();
            daemon.close();
        }
    }

    private Node node(Path key) {
        return TestNode.named("homelab")
                .addresses(List.of("127.0.0.1"))
                .mac("d0:94:66:30:d6:63")
                .ssh(new SshAccess(System.getProperty("user.name"), daemon.port, Optional.of(key)))
                .build();
    }

    private CommandResult run(List<String> arguments, Duration limit) throws Exception {
        return connections
                .on(node(daemon.clientKey))
                .run(arguments, limit)
                .get(30, TimeUnit.SECONDS);
    }

    @Test
    void argumentsArriveAsTheyAreWhateverTheyHold() throws Exception {
        CommandResult result =
                run(List.of("printf", "%s|", "it's", "$(id)", "a b", "\"q\"", "*;"), LIMIT);

        assertThat(result).isEqualTo(new Exited(0, "it's|$(id)|a b|\"q\"|*;|", ""));
    }

    @Test
    void theExitCodeAndTheErrorsComeBack() throws Exception {
        assertThat(run(List.of("ls", "/nonexistent"), LIMIT))
                .isInstanceOfSatisfying(
                        Exited.class,
                        exited -> {
                            assertThat(exited.code()).isNotZero();
                            assertThat(exited.errors()).contains("nonexistent");
                        });
    }

    @Test
    void knowsFromWhichPortsItIsLoggedIn() throws Exception {
        Exited exited = (Exited) run(List.of("printenv", "SSH_CONNECTION"), LIMIT);
        int ours = Integer.parseInt(exited.output().split(" ", -1)[1]);

        assertThat(connections.isOwnPort(ours)).isTrue();
        assertThat(connections.isOwnPort(daemon.port)).isFalse();
    }

    @Test
    void knowsHowOftenItIsLoggedInAtANode() throws Exception {
        Node node = node(daemon.clientKey);
        assertThat(connections.logIns(node)).isZero();
        try (CommandRound round = connections.round(node)) {
            round.run(List.of("true"), LIMIT).get(30, TimeUnit.SECONDS);
            assertThat(connections.logIns(node)).isEqualTo(1);
            run(List.of("true"), LIMIT);
            assertThat(connections.logIns(node)).isEqualTo(2);
        }
        assertThat(connections.logIns(TestNode.named("other").build())).isZero();
    }

    @Test
    void aProgramThatIsNotThereIsNamed() throws Exception {
        assertThat(run(List.of("no-such-program"), LIMIT))
                .isEqualTo(new CommandResult.NotInstalled("no-such-program"));
    }

    @Test
    void aNodeWithoutWhatLimitsProgramsIsNotSaidToLackTheProgram() throws Exception {
        program("env", "echo \"env: 'timeout': No such file or directory\" >&2", "exit 127");

        assertThat(run(List.of("true"), LIMIT))
                .isEqualTo(new CommandResult.NotInstalled("timeout"));
    }

    @Test
    void aProgramThatHangsEndsAtItsTimeLimit() throws Exception {
        Duration limit = Duration.ofSeconds(2);

        assertThat(run(List.of("sleep", "60"), limit)).isEqualTo(new CommandResult.TimedOut(limit));
    }

    @Test
    void refusesAMachineWhoseHostKeyIsNotTheKnownOne() throws Exception {
        Path other = SshDaemon.key(folder.resolve("other"));
        String key = Files.readString(Path.of(other + ".pub"));
        Files.writeString(daemon.knownHosts, "[127.0.0.1]:" + daemon.port + " " + key);

        assertThat(run(List.of("true"), LIMIT))
                .isInstanceOfSatisfying(
                        CommandResult.Failed.class,
                        failed -> assertThat(failed.reason()).contains("host key"));
    }

    @Test
    void saysSoWhenTheKeyIsRefused() throws Exception {
        Path other = SshDaemon.key(folder.resolve("other"));

        assertThat(
                        connections
                                .on(node(other))
                                .run(List.of("true"), LIMIT)
                                .get(30, TimeUnit.SECONDS))
                .isInstanceOf(CommandResult.Failed.class);
    }

    @Test
    void saysWhichKeyFileCannotBeRead() throws Exception {
        Path missing = folder.resolve("missing");

        assertThat(
                        connections
                                .on(node(missing))
                                .run(List.of("true"), LIMIT)
                                .get(10, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        CommandResult.Failed.class,
                        failed -> assertThat(failed.reason()).contains(missing.toString()));
    }

    @Test
    void saysThatAKeyWithAPassphraseCannotBeUsed() throws Exception {
        Path locked = SshDaemon.key(folder.resolve("locked"));
        Process keygen =
                new ProcessBuilder(
                                "ssh-keygen", "-q", "-p", "-N", "secret", "-f", locked.toString())
                        .start();
        assertThat(keygen.waitFor(30, TimeUnit.SECONDS)).isTrue();

        assertThat(
                        connections
                                .on(node(locked))
                                .run(List.of("true"), LIMIT)
                                .get(10, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        CommandResult.Failed.class,
                        failed ->
                                assertThat(failed.reason())
                                        .contains(locked.toString())
                                        .contains("passphrase"));
    }

    @Test
    void acceptsAMachineOfWhoseHostKeysOnlyOneIsKnown() throws Exception {
        assertThat(run(List.of("true"), LIMIT)).isEqualTo(new Exited(0, "", ""));
    }

    @Test
    void armsTheSleeperItselfOverSsh() throws Exception {
        program("ip", "echo '2: eno1: <UP> mtu 1500 \\    link/ether d0:94:66:30:d6:63 brd x'");
        program(
                "ethtool",
                "state=" + folder.resolve("wol"),
                "if [ \"$1\" = -s ]; then echo \"$4\" >\"$state\"; exit 0; fi",
                "printf 'Settings for %s:\\n\\tSupports Wake-on: pumbg\\n\\tWake-on: %s\\n' \"$1\""
                        + " \"$(cat \"$state\" 2>/dev/null || echo d)\"");
        Node node = node(daemon.clientKey);
        ArmNode armNode = new ArmNode(() -> new Nodes(List.of(node)), connections::on);

        assertThat(armNode.arm(node, true).get(30, TimeUnit.SECONDS))
                .containsExactly(Map.entry("eno1", new ArmOutcome.WouldArm("g")));
        assertThat(armNode.arm(node, false).get(30, TimeUnit.SECONDS))
                .containsExactly(Map.entry("eno1", new ArmOutcome.Armed()));
        assertThat(armNode.arm(node, false).get(30, TimeUnit.SECONDS))
                .containsExactly(Map.entry("eno1", new ArmOutcome.AlreadyArmed()));
    }

    /** No virtual network card supports Wake-on-LAN: these stand in for a real one's tools. */
    private void program(String name, String... lines) throws Exception {
        Path file = programs.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
