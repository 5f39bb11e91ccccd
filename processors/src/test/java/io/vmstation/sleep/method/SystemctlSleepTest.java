package io.vmstation.sleep.method;

import static io.vmstation.wake.RecordedCommands.printed;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.CommandResult.Failed;
import io.vmstation.spi.CommandResult.NotInstalled;
import io.vmstation.spi.CommandResult.TimedOut;
import io.vmstation.spi.SleepMethod.Order;
import io.vmstation.spi.SleepMethod.Sent;
import io.vmstation.spi.SleepMethod.Sent.Accepted;
import io.vmstation.spi.SleepMethod.Sent.Refused;
import io.vmstation.wake.RecordedCommands;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers are those of systemd 252, sudo 1.9.13 and polkit 122. */
class SystemctlSleepTest {
    private static final CommandResult NOBODY_BLOCKS =
            printed(
                    """
                    a(ssssuu) 1 "sleep" "ModemManager" "ModemManager needs to reset devices" \
                    "delay" 0 14
                    """);
    private static final CommandResult BACKUP_BLOCKS =
            printed(
                    """
                    a(ssssuu) 2 "shutdown:sleep" "rsync backup" "Nightly \\"copy\\" is running" \
                    "block" 0 15 "sleep" "ModemManager" "reset" "delay" 0 14
                    """);
    private static final CommandResult NO_BUS =
            new Exited(1, "", "Failed to connect to bus: No such file or directory\n");
    private static final CommandResult DONE = printed("");

    private static Sent suspend(RecordedCommands commands) {
        return send("root", commands, Map.of());
    }

    private static Sent send(String user, RecordedCommands commands, Map<String, Object> options) {
        Order order = Orders.systemctl(Orders.node(user), commands, options);
        return SystemctlSleep.suspend().send(order).join();
    }

    @Test
    void looksWhatBlocksItAndThenSuspends() {
        RecordedCommands commands = new RecordedCommands(NOBODY_BLOCKS, DONE);

        assertThat(suspend(commands)).isEqualTo(new Accepted("systemctl suspend was accepted"));
        assertThat(commands.lines.get(0)).startsWith("busctl").endsWith("ListInhibitors");
        assertThat(commands.lines.get(1)).containsExactly("systemctl", "suspend");
    }

    @Test
    void aProgramThatBlocksItIsNamedAndLeftAlone() {
        RecordedCommands commands = new RecordedCommands(BACKUP_BLOCKS);

        assertThat(suspend(commands))
                .isEqualTo(
                        new Refused(
                                "sleep is blocked by rsync backup (Nightly \"copy\" is running)"));
    }

    @Test
    void whatBlocksItIsIgnoredWhenTheUserSaysSo() {
        RecordedCommands commands = new RecordedCommands(BACKUP_BLOCKS, DONE);

        assertThat(send("root", commands, Map.of("ignoreInhibitors", true)))
                .isInstanceOf(Accepted.class);
        assertThat(commands.lines.get(1)).containsExactly("systemctl", "suspend", "-i");
    }

    @Test
    void poweringOffIsBlockedByOthersThanSuspending() {
        RecordedCommands commands =
                new RecordedCommands(
                        printed("a(ssssuu) 1 \"sleep\" \"copy\" \"runs\" \"block\" 0 15"), DONE);
        Order order = Orders.systemctl(Orders.node("root"), commands, Map.of());

        assertThat(SystemctlSleep.poweroff().send(order).join()).isInstanceOf(Accepted.class);
        assertThat(commands.lines.get(1)).containsExactly("systemctl", "poweroff");
    }

    @Test
    void withoutLogindNobodyCanBlockIt() {
        assertThat(suspend(new RecordedCommands(NO_BUS, DONE))).isInstanceOf(Accepted.class);
        assertThat(suspend(new RecordedCommands(new NotInstalled("busctl"), DONE)))
                .isInstanceOf(Accepted.class);
    }

    @Test
    void whenItCannotBeToldWhatBlocksItTheNodeStaysAwake() {
        CommandResult odd = new Exited(1, "", "Call failed: Connection timed out\n");
        assertThat(suspend(new RecordedCommands(odd)).detail())
                .isEqualTo(
                        "it cannot be told what blocks it: exit code 1: Call failed: Connection"
                                + " timed out");
        for (String output : List.of("", "a(ssssuu) 2 \"sleep\" \"a\" \"b\" \"block\" 0 1", "?")) {
            assertThat(suspend(new RecordedCommands(printed(output)))).isInstanceOf(Refused.class);
        }
    }

    @Test
    void aNodeThatCannotBeReachedIsARefusalHoweverTheLookFails() {
        assertThat(suspend(new RecordedCommands(new TimedOut(Duration.ofSeconds(9)))))
                .isEqualTo(new Refused("the node did not answer within 9 s"));
        assertThat(
                        send(
                                "root",
                                new RecordedCommands(new Failed("SSH: refused")),
                                Map.of("ignoreInhibitors", true)))
                .isEqualTo(new Refused("SSH: refused"));
    }

    @Test
    void goingDownWithoutAnAnswerIsNoRefusal() {
        CommandResult brokenOff = new Failed("the connection ended", true);
        CommandResult silent = new TimedOut(Duration.ofSeconds(20));

        assertThat(suspend(new RecordedCommands(NOBODY_BLOCKS, brokenOff)))
                .isEqualTo(new Accepted("the connection ended while the node went down"));
        assertThat(suspend(new RecordedCommands(NOBODY_BLOCKS, silent)))
                .isInstanceOf(Accepted.class);
        assertThat(suspend(new RecordedCommands(NOBODY_BLOCKS, new Exited(143, "", ""))))
                .isInstanceOf(Accepted.class);
    }

    @Test
    void aRefusalKeepsWhatSystemctlSaidAndWhoBlocksItNow() {
        CommandResult no =
                new Exited(1, "", "Call to Suspend failed: Sleep verb \"suspend\" not supported\n");

        assertThat(suspend(new RecordedCommands(NOBODY_BLOCKS, no, NOBODY_BLOCKS)))
                .isEqualTo(
                        new Refused(
                                "exit code 1: Call to Suspend failed: Sleep verb \"suspend\" not"
                                        + " supported"));
        assertThat(suspend(new RecordedCommands(NOBODY_BLOCKS, no, BACKUP_BLOCKS)).detail())
                .endsWith("; sleep is blocked by rsync backup (Nightly \"copy\" is running)");
    }

    @Test
    void aLoginThatIsNotRootUsesSudoWithoutAskingForAPassword() {
        RecordedCommands commands = new RecordedCommands(NOBODY_BLOCKS, DONE);

        assertThat(send("vmstation", commands, Map.of())).isInstanceOf(Accepted.class);
        assertThat(commands.lines.get(1)).containsExactly("sudo", "-n", "systemctl", "suspend");
    }

    @Test
    void theUserMayDecideAboutSudo() {
        RecordedCommands with = new RecordedCommands(NOBODY_BLOCKS, DONE);
        RecordedCommands without = new RecordedCommands(NOBODY_BLOCKS, DONE);

        assertThat(send("root", with, Map.of("sudo", "true"))).isInstanceOf(Accepted.class);
        assertThat(send("vmstation", without, Map.of("sudo", "false")))
                .isInstanceOf(Accepted.class);
        assertThat(with.lines.get(1)).startsWith("sudo");
        assertThat(without.lines.get(1)).startsWith("systemctl");
        assertThat(send("root", new RecordedCommands(), Map.of("sudo", "perhaps")))
                .isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sudo: a password is required",
                "vmstation is not in the sudoers file.",
                "Sorry, user vmstation is not allowed to execute '/usr/bin/systemctl suspend' as"
                        + " root on storage."
            })
    void aMissingLineInSudoersIsSaidWordForWord(String said) {
        RecordedCommands commands =
                new RecordedCommands(NOBODY_BLOCKS, new Exited(1, "", said), NOBODY_BLOCKS);

        assertThat(send("vmstation", commands, Map.of()).detail())
                .contains(said)
                .endsWith(
                        "put into /etc/sudoers.d/vmstation on the node: vmstation ALL=(root)"
                                + " NOPASSWD: /usr/bin/systemctl suspend");
    }

    @Test
    void aMissingPermissionOfPolkitIsNamed() {
        CommandResult no =
                new Exited(1, "", "Call to Suspend failed: Interactive authentication required.\n");
        RecordedCommands commands = new RecordedCommands(NOBODY_BLOCKS, no, NOBODY_BLOCKS);

        assertThat(send("vmstation", commands, Map.of("sudo", "false")).detail())
                .contains("org.freedesktop.login1.suspend to vmstation", "or use sudo");
    }

    @Test
    void aMissingProgramIsNamedWithARemedy() {
        assertThat(
                        send(
                                        "vmstation",
                                        new RecordedCommands(
                                                NOBODY_BLOCKS, new NotInstalled("sudo")),
                                        Map.of())
                                .detail())
                .contains("no sudo on the node", "set sudo: false");
        assertThat(suspend(new RecordedCommands(NO_BUS, new NotInstalled("systemctl"))).detail())
                .contains("no systemctl on the node", "exec");
    }

    @Test
    void aPlanIsTheExactCommandLine() {
        RecordedCommands none = new RecordedCommands();

        assertThat(
                        SystemctlSleep.hibernate()
                                .plan(
                                        Orders.systemctl(
                                                Orders.node("vmstation"),
                                                none,
                                                Map.of("ignoreInhibitors", true))))
                .isEqualTo("run sudo -n systemctl hibernate -i on the node over SSH");
        assertThat(none.lines).isEmpty();
    }
}
