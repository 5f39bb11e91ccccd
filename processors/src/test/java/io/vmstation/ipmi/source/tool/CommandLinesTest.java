package io.vmstation.ipmi.source.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding.Chassis;
import io.vmstation.ipmi.reading.Finding.Failed;
import io.vmstation.ipmi.source.BmcConnection.InBand;
import io.vmstation.ipmi.source.BmcConnection.Lan;
import io.vmstation.ipmi.source.BmcSource;
import io.vmstation.ipmi.source.Password;
import io.vmstation.ipmi.source.PowerAction;
import io.vmstation.ipmi.source.ReadOrder;
import io.vmstation.ipmi.source.freeipmi.FreeIpmi;
import io.vmstation.ipmi.source.ipmitool.Ipmitool;
import io.vmstation.node.Bmc.Privilege;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What programs are told, and by what way. */
class CommandLinesTest {
    private static final String SECRET = "hunter2 \"#\\";

    @TempDir Path folder;
    private final Watched commands = new Watched();
    private BmcSource freeIpmi;
    private BmcSource ipmitool;

    /** Keeps what it is to run, and what stands in the files that it is told of. */
    private static final class Watched implements Commands {
        private final List<List<String>> lines = new ArrayList<>();
        private final List<Map<String, String>> environments = new ArrayList<>();
        private final List<String> configurations = new ArrayList<>();

        @Override
        public CompletableFuture<CommandResult> run(
                List<String> arguments, Map<String, String> environment, Duration timeLimit) {
            lines.add(arguments);
            environments.add(environment);
            arguments.stream()
                    .filter(word -> word.startsWith("--config-file=/") && !word.endsWith("null"))
                    .map(word -> Path.of(word.substring("--config-file=".length())))
                    .forEach(file -> configurations.add(text(file)));
            return CompletableFuture.completedFuture(new Exited(0, "System Power : on\n", ""));
        }

        private static String text(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    @BeforeEach
    void makeSources() {
        PrivateFolder files = new PrivateFolder(folder.resolve("bmc"));
        freeIpmi = new FreeIpmi(commands, program -> true, files);
        ipmitool = new Ipmitool(commands, program -> true, files);
    }

    private static Lan bmc(String host, Privilege privilege) {
        return new Lan(host, 6230, "us er", new Password(SECRET), List.of(17), privilege);
    }

    private static ReadOrder order(String... workarounds) {
        return new ReadOrder(
                Set.of(Collector.CHASSIS), Set.of(), Duration.ofSeconds(10), List.of(workarounds));
    }

    private Chassis chassis(BmcSource source, Lan bmc, String... workarounds) {
        return (Chassis)
                SourceSite.found(source.read(bmc, order(workarounds)).join(), Collector.CHASSIS);
    }

    @Test
    void freeIpmiIsToldThePasswordByAFileThatIsGoneAfterwards() throws IOException {
        assertThat(chassis(freeIpmi, bmc("192.0.2.9", Privilege.OPERATOR)).powerOn()).isTrue();

        assertThat(commands.configurations).containsExactly("password \"hunter2 \\\"\\#\\\\\"\n");
        assertThat(commands.lines.get(0))
                .contains(
                        "ipmi-chassis",
                        "--driver-type=LAN_2_0",
                        "--hostname=192.0.2.9:6230",
                        "--username=us er",
                        "--privilege-level=OPERATOR",
                        "--cipher-suite-id=17",
                        "--retransmission-timeout=1000",
                        "--get-chassis-status");
        assertThat(commands.lines.toString()).doesNotContain("hunter2");
        assertThat(commands.environments).containsExactly(Map.of());
        try (var left = Files.walk(folder)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void ipmitoolIsToldThePasswordByItsEnvironment() {
        assertThat(chassis(ipmitool, bmc("192.0.2.9", Privilege.USER)).powerOn()).isTrue();

        assertThat(commands.lines.get(0))
                .containsExactly(
                        "ipmitool",
                        "-I",
                        "lanplus",
                        "-H",
                        "192.0.2.9",
                        "-p",
                        "6230",
                        "-U",
                        "us er",
                        "-E",
                        "-C",
                        "17",
                        "-L",
                        "USER",
                        "-N",
                        "1",
                        "-R",
                        "2",
                        "-v",
                        "chassis",
                        "status");
        assertThat(commands.environments.get(0))
                .containsOnlyKeys("IPMI_PASSWORD", "IPMITOOL_PASSWORD")
                .containsValue(SECRET);
    }

    @Test
    void anAddressOfIpv6IsWrittenAsEachProgramWantsIt() {
        Lan bmc = bmc("2001:db8::9", Privilege.OPERATOR);

        assertThat(chassis(freeIpmi, bmc).powerOn()).isTrue();
        assertThat(chassis(ipmitool, bmc).powerOn()).isTrue();
        assertThat(commands.lines.get(0)).contains("--hostname=[2001:db8::9]:6230");
        assertThat(commands.lines.get(1)).containsSequence("-H", "2001:db8::9", "-p", "6230");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-x", "a,b", "bmc[1-9]", "/etc/passwd", "a b", "a\nb", "a:b", "@x"})
    void whatIsNoAddressOfOneMachineReachesNoProgram(String host) {
        for (BmcSource source : List.of(freeIpmi, ipmitool)) {
            assertThat(
                            SourceSite.found(
                                    source.read(bmc(host, Privilege.USER), order()).join(),
                                    Collector.CHASSIS))
                    .isEqualTo(
                            new Failed(
                                    "the address of the BMC is neither a name nor an IP address"));
        }
        assertThat(commands.lines).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\ndriver-type LAN", "x\u0000", "\r"})
    void aLogInWithALineBreakReachesNoProgram(String odd) {
        for (BmcSource source : List.of(freeIpmi, ipmitool)) {
            for (Lan bmc :
                    List.of(
                            SourceSite.lan(623, odd, "secret", 3),
                            SourceSite.lan(623, "admin", odd, 3))) {
                assertThat(SourceSite.found(source.read(bmc, order()).join(), Collector.CHASSIS))
                        .isInstanceOfSatisfying(
                                Failed.class,
                                failed ->
                                        assertThat(failed.reason())
                                                .contains("holds a control character"));
            }
        }
        assertThat(commands.lines).isEmpty();
    }

    @Test
    void workaroundsThatFreeIpmiKnowsAreHandedOnAndOthersAreNot() {
        assertThat(
                        chassis(
                                        freeIpmi,
                                        bmc("192.0.2.9", Privilege.USER),
                                        "opensesspriv",
                                        "nonsense",
                                        "skipchecks")
                                .powerOn())
                .isTrue();

        assertThat(commands.configurations.get(0))
                .endsWith("\nworkaround-flags opensesspriv skipchecks\n");
    }

    @Test
    void anOrderAsksForAnOperatorAtLeast() {
        for (BmcSource source : List.of(freeIpmi, ipmitool)) {
            source.power(
                            bmc("192.0.2.9", Privilege.USER),
                            PowerAction.SOFT_OFF,
                            Duration.ofSeconds(10))
                    .join();
        }
        assertThat(commands.lines.get(0))
                .contains("--privilege-level=OPERATOR", "--chassis-control=SOFT-SHUTDOWN");
        assertThat(commands.lines.get(1))
                .containsSequence("-L", "OPERATOR")
                .endsWith("-v", "chassis", "power", "soft");
    }

    @Test
    void whatIsMissingOnThisMachineIsSaidWithTheRemedy() {
        PrivateFolder files = new PrivateFolder(folder);
        Lan lan = bmc("192.0.2.9", Privilege.USER);

        assertThat(new FreeIpmi(commands, program -> false, files).unfit(lan))
                .contains(
                        "there is no ipmi-sensors: apt install freeipmi-tools, or dnf install freeipmi");
        assertThat(new Ipmitool(commands, program -> false, files).unfit(lan))
                .contains("there is no ipmitool: apt install ipmitool, or dnf install ipmitool");
        assertThat(freeIpmi.unfit(lan)).isEmpty();
        assertThat(freeIpmi.unfit(new InBand("storage", false, commands))).isEmpty();
    }

    @Test
    void aMachineWithoutADeviceOrTheRightToItIsToldWhatToDo() throws IOException {
        Path devices = Files.createDirectory(folder.resolve("dev"));
        InBandDevice device = new InBandDevice(devices);

        assertThat(device.missing())
                .contains(
                        "there is no "
                                + devices
                                + "/ipmi0: modprobe -a ipmi_si ipmi_devintf, if this machine has a"
                                + " BMC");
        Files.createFile(devices.resolve("ipmi0"));
        assertThat(device.missing()).isEqualTo(Optional.empty());
    }
}
