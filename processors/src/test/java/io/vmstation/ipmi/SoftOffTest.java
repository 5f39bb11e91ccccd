package io.vmstation.ipmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vmstation.exec.LocalCommands;
import io.vmstation.node.Bmc;
import io.vmstation.node.Options;
import io.vmstation.node.TestBmc;
import io.vmstation.node.TestNode;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.SleepMethod.Order;
import io.vmstation.spi.SleepMethod.Sent;
import io.vmstation.spi.SleepMethod.Sent.Accepted;
import io.vmstation.spi.SleepMethod.Sent.Refused;
import io.vmstation.wake.RecordedCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SoftOffTest {
    @TempDir Path folder;
    private Path password;

    @BeforeEach
    void writePassword() throws IOException {
        password = Files.writeString(folder.resolve("password"), BmcSimulator.PASSWORD + "\n");
    }

    private static Order order(Bmc bmc) {
        return new Order(
                TestNode.named("storage").bmc(bmc).build(),
                Options.NONE,
                new RecordedCommands(),
                Duration.ofSeconds(30));
    }

    private static Sent send(Bmc bmc) {
        try (LocalCommands commands = new LocalCommands()) {
            return new SoftOff(commands).send(order(bmc)).join();
        }
    }

    private static void assumeIpmitool() {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/ipmitool")),
                "skipped, missing package: ipmitool");
    }

    @Test
    void theChassisIsShutDownByTheFirstCipherSuiteThatTheBmcKnows() throws Exception {
        assumeIpmitool();
        try (BmcSimulator bmc = new BmcSimulator(folder)) {
            assertThat(send(bmc.asBmc(password, 17, 3)))
                    .isEqualTo(new Accepted("the BMC 127.0.0.1 has pressed the power button"));
            assertThat(bmc.orders()).containsExactly("shutdown 1");
        }
    }

    @Test
    void aWrongPasswordIsARefusalThatNamesWhatToCheckAndNoPassword() throws Exception {
        assumeIpmitool();
        Files.writeString(password, "hunter2");
        try (BmcSimulator bmc = new BmcSimulator(folder)) {
            assertThat(send(bmc.asBmc(password, 17, 3)))
                    .isInstanceOf(Refused.class)
                    .extracting(Sent::detail)
                    .asString()
                    .contains("cipher suite 17: ", "cipher suite 3: ", "check bmc.user")
                    .doesNotContain("hunter2");
            assertThat(bmc.orders()).isEmpty();
        }
    }

    @Test
    void thePasswordIsNeverOnTheCommandLine() {
        RecordedCommands commands = new RecordedCommands(RecordedCommands.printed(""));
        Bmc bmc = TestBmc.overLan("192.0.2.9", 6230, "admin", password, List.of(3));

        assertThat(new SoftOff(commands).send(order(bmc)).join()).isInstanceOf(Accepted.class);
        assertThat(String.join(" ", commands.lines.get(0)))
                .isEqualTo(
                        "ipmitool -I lanplus -H 192.0.2.9 -p 6230 -U admin -f "
                                + password
                                + " -C 3 -L OPERATOR chassis power soft");
    }

    @Test
    void aPlanNamesEveryCommandLineThatMayBeTried() {
        Bmc bmc = TestBmc.overLan("192.0.2.9", 623, "admin", password, List.of(17, 3));

        assertThat(new SoftOff(new RecordedCommands()).plan(order(bmc)))
                .startsWith("run ipmitool -I lanplus -H 192.0.2.9")
                .contains("-C 17 -L OPERATOR chassis power soft, else ipmitool", "-C 3");
    }

    @Test
    void aMissingToolIsARefusalWithARemedy() {
        RecordedCommands commands =
                new RecordedCommands(new CommandResult.NotInstalled("ipmitool"));
        Bmc bmc = TestBmc.overLan("192.0.2.9", 623, "admin", password, List.of(3));

        assertThat(new SoftOff(commands).send(order(bmc)).join())
                .isEqualTo(
                        new Refused("there is no ipmitool on this machine: apt install ipmitool"));
    }

    @Test
    void aNodeWithoutABmcAndAPasswordThatIsNotThereAreRefusals() {
        SoftOff method = new SoftOff(new RecordedCommands());
        Order without =
                new Order(
                        TestNode.named("storage").build(),
                        Options.NONE,
                        new RecordedCommands(),
                        Duration.ofSeconds(30));
        Path none = folder.resolve("none");

        assertThat(method.send(without).join())
                .isEqualTo(new Refused("node storage has no BMC: set bmc in nodes.yaml"));
        assertThat(method.plan(without)).startsWith("nothing: ");
        assertThat(
                        method.send(
                                        order(
                                                TestBmc.overLan(
                                                        "192.0.2.9",
                                                        623,
                                                        "admin",
                                                        none,
                                                        List.of(3))))
                                .join())
                .isEqualTo(new Refused("the password of the BMC cannot be read: " + none));
    }
}
