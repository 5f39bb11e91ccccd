package io.vmstation.wake.arm;

import static io.vmstation.wake.RecordedCommands.printed;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.spi.CommandResult;
import io.vmstation.wake.RecordedCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ArmInterfaceTest {
    static CommandResult recorded(String name) {
        try (InputStream in =
                ArmInterfaceTest.class.getResourceAsStream("/ethtool/" + name + ".txt")) {
            byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
            return printed(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ArmOutcome arm(boolean dryRun, RecordedCommands commands) {
        return new ArmInterface(commands).arm("enp0s31f6", dryRun).join();
    }

    @Test
    void leavesAnInterfaceAloneThatListensAlready() {
        RecordedCommands commands = new RecordedCommands(recorded("armed"));

        assertThat(arm(false, commands)).isEqualTo(new ArmOutcome.AlreadyArmed());
        assertThat(commands.lines).containsExactly(List.of("ethtool", "enp0s31f6"));
    }

    @Test
    void enablesTheMagicPacketAndVerifiesIt() {
        RecordedCommands commands =
                new RecordedCommands(recorded("off"), printed(""), recorded("armed"));

        assertThat(arm(false, commands)).isEqualTo(new ArmOutcome.Armed());
        assertThat(commands.lines.get(1)).containsExactly("ethtool", "-s", "enp0s31f6", "wol", "g");
    }

    @Test
    void keepsTheOtherWaysOfWaking() {
        RecordedCommands commands =
                new RecordedCommands(recorded("unicast-only"), printed(""), recorded("armed"));

        arm(false, commands);

        assertThat(commands.lines.get(1)).endsWith("wol", "ug");
    }

    @Test
    void aDryRunOnlySaysWhatItWouldDo() {
        RecordedCommands commands = new RecordedCommands(recorded("off"));

        assertThat(arm(true, commands)).isEqualTo(new ArmOutcome.WouldArm("g"));
        assertThat(commands.lines).hasSize(1);
    }

    @Test
    void doesNotBelieveASettingThatDidNotStay() {
        RecordedCommands commands =
                new RecordedCommands(recorded("off"), printed(""), recorded("off"));

        assertThat(arm(false, commands)).isInstanceOf(ArmOutcome.Failed.class);
    }

    @Test
    void saysThatACardOrADriverCannotDoIt() {
        assertThat(arm(false, new RecordedCommands(recorded("incapable"))))
                .isInstanceOf(ArmOutcome.Unsupported.class);
        assertThat(arm(false, new RecordedCommands(recorded("virtual"))))
                .isInstanceOf(ArmOutcome.Unsupported.class);
    }

    @Test
    void namesTheRemedyWhenEthtoolIsMissingOrNotPermitted() {
        assertThat(arm(false, new RecordedCommands(new CommandResult.NotInstalled("ethtool"))))
                .isEqualTo(new ArmOutcome.Failed("ethtool is not installed: apt install ethtool"));
        CommandResult refused =
                new CommandResult.Exited(
                        0, "Settings for eth0:\n", "netlink error: Operation not permitted\n");
        assertThat(arm(false, new RecordedCommands(refused)))
                .isEqualTo(
                        new ArmOutcome.Failed(
                                "ethtool may not read it: run as root or with CAP_NET_ADMIN"));
    }

    @Test
    void refusesANameThatCouldBeAnOption() {
        RecordedCommands commands = new RecordedCommands();

        assertThat(new ArmInterface(commands).arm("--help", false).join())
                .isInstanceOf(ArmOutcome.Failed.class);
        assertThat(commands.lines).isEmpty();
    }
}
