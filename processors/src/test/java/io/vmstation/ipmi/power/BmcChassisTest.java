package io.vmstation.ipmi.power;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vmstation.exec.LocalCommands;
import io.vmstation.ipmi.BmcSimulator;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.source.BmcDesk;
import io.vmstation.ipmi.source.BmcSource;
import io.vmstation.ipmi.source.BmcSources;
import io.vmstation.ipmi.source.BmcTurns;
import io.vmstation.ipmi.source.NodeConnections;
import io.vmstation.ipmi.source.PowerAction;
import io.vmstation.ipmi.source.PowerResult;
import io.vmstation.ipmi.source.freeipmi.FreeIpmi;
import io.vmstation.ipmi.source.ipmitool.Ipmitool;
import io.vmstation.ipmi.source.lan.LanSource;
import io.vmstation.ipmi.source.tool.PrivateFolder;
import io.vmstation.node.Bmc;
import io.vmstation.node.Node;
import io.vmstation.node.Options;
import io.vmstation.node.TestBmc;
import io.vmstation.node.TestNode;
import io.vmstation.spi.MethodOutcome;
import io.vmstation.spi.SleepMethod.Order;
import io.vmstation.spi.SleepMethod.Sent;
import io.vmstation.spi.SleepMethod.Sent.Accepted;
import io.vmstation.spi.SleepMethod.Sent.Refused;
import io.vmstation.wake.RecordedCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Switching a simulated machine on and off, by each source there is. */
@Timeout(120)
class BmcChassisTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Map<String, BiFunction<LocalCommands, Path, BmcSource>> SOURCES =
            Map.of(
                    "native",
                    (commands, folder) -> new LanSource(),
                    "freeipmi",
                    (commands, folder) ->
                            new FreeIpmi(
                                    commands,
                                    BmcChassisTest::isInstalled,
                                    new PrivateFolder(folder.resolve("private"))),
                    "ipmitool",
                    (commands, folder) ->
                            new Ipmitool(
                                    commands,
                                    BmcChassisTest::isInstalled,
                                    new PrivateFolder(folder.resolve("private"))));

    @TempDir Path folder;
    private final LocalCommands commands = new LocalCommands();
    private final List<BmcSource> sources = new ArrayList<>();
    private Path password;

    @BeforeEach
    void writePassword() throws IOException {
        password = Files.writeString(folder.resolve("password"), BmcSimulator.PASSWORD + "\n");
    }

    @AfterEach
    void close() {
        sources.forEach(BmcSource::close);
        commands.close();
    }

    static Stream<String> sources() {
        return SOURCES.keySet().stream().sorted();
    }

    private static boolean isInstalled(String program) {
        return Stream.of("/usr/bin", "/usr/sbin")
                .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }

    private Chassis by(String source) {
        NodeConnections connections =
                new NodeConnections(
                        commands,
                        node -> {
                            throw new AssertionError("no BMC is asked by its machine here");
                        },
                        node -> false);
        BmcSource made =
                requireNonNull(SOURCES.get(source), "no such source").apply(commands, folder);
        sources.add(made);
        return new BmcChassis(
                new BmcDesk(new BmcSources(List.of(made)), new BmcTurns(), connections));
    }

    private static Chassis fit(Chassis chassis, Node node) {
        Optional<String> obstacle = chassis.obstacle(node);
        assumeTrue(obstacle.isEmpty(), () -> "skipped, " + obstacle.orElseThrow());
        return chassis;
    }

    private static Node node(Bmc bmc) {
        return TestNode.named("storage").bmc(bmc).build();
    }

    private static boolean isOn(Chassis chassis, Node node) {
        Finding found = chassis.look(node, LIMIT).join();
        assertThat(found).isInstanceOf(Finding.Chassis.class);
        return ((Finding.Chassis) found).powerOn();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void theMachineFollowsEveryOrder(String source) {
        try (BmcSimulator bmc = new BmcSimulator(folder)) {
            Node node = node(bmc.asBmc(password, 17, 3));
            Chassis chassis = fit(by(source), node);
            bmc.power(true);
            assertThat(isOn(chassis, node)).isTrue();

            assertThat(chassis.order(node, PowerAction.HARD_OFF, LIMIT).join())
                    .isEqualTo(new PowerResult.Accepted());
            assertThat(isOn(chassis, node)).isFalse();
            assertThat(chassis.order(node, PowerAction.ON, LIMIT).join())
                    .isEqualTo(new PowerResult.Accepted());
            assertThat(isOn(chassis, node)).isTrue();
            assertThat(chassis.order(node, PowerAction.CYCLE, LIMIT).join())
                    .isEqualTo(new PowerResult.Accepted());
            assertThat(chassis.order(node, PowerAction.SOFT_OFF, LIMIT).join())
                    .isEqualTo(new PowerResult.Accepted());
            assertThat(bmc.orders()).startsWith("power 0", "power 1").endsWith("shutdown 1");
        }
    }

    @ParameterizedTest
    @MethodSource("sources")
    void aWakeSwitchesOnAMachineThatIsOffAndNoOther(String source) {
        try (BmcSimulator bmc = new BmcSimulator(folder)) {
            Node node = node(bmc.asBmc(password, 17, 3));
            Chassis chassis = fit(by(source), node);
            BmcPowerOn method = new BmcPowerOn(() -> chassis);
            bmc.power(false);

            assertThat(method.ask(node).join())
                    .isEqualTo(
                            new MethodOutcome.Sent(
                                    1,
                                    "power on, by the BMC 127.0.0.1 port %d (user admin, by %s)"
                                            .formatted(bmc.port(), source)));
            assertThat(isOn(chassis, node)).isTrue();
            assertThat(method.ask(node).join()).isInstanceOf(MethodOutcome.Unneeded.class);
            assertThat(bmc.orders()).containsExactly("power 1");
        }
    }

    @ParameterizedTest
    @MethodSource("sources")
    void aSleepShutsTheMachineDownByTheFirstCipherSuiteThatTheBmcKnows(String source) {
        try (BmcSimulator bmc = new BmcSimulator(folder)) {
            Node node = node(bmc.asBmc(password, 17, 3));
            Chassis chassis = fit(by(source), node);

            assertThat(softOff(chassis, node))
                    .isInstanceOf(Accepted.class)
                    .extracting(Sent::detail)
                    .asString()
                    .endsWith("(user admin, by " + source + ") has pressed the power button");
            assertThat(bmc.orders()).containsExactly("shutdown 1");
        }
    }

    private static Sent softOff(Chassis chassis, Node node) {
        return new SoftOff(() -> chassis)
                .send(new Order(node, Options.NONE, new RecordedCommands(), LIMIT))
                .join();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void aWrongPasswordIsARefusalThatNamesWhatToCheckAndNoPassword(String source) throws Exception {
        Files.writeString(password, "hunter2");
        try (BmcSimulator bmc = new BmcSimulator(folder)) {
            Node node = node(bmc.asBmc(password, 17, 3));
            Chassis chassis = fit(by(source), node);

            assertThat(softOff(chassis, node))
                    .isInstanceOf(Refused.class)
                    .extracting(Sent::detail)
                    .asString()
                    .containsIgnoringCase("password")
                    .doesNotContain("hunter2");
            assertThat(chassis.look(node, LIMIT).join()).isInstanceOf(Finding.Failed.class);
            assertThat(chassis.describe(node)).doesNotContain("hunter2");
            assertThat(bmc.orders()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("sources")
    void aPasswordThatIsNotThereIsAnObstacle(String source) {
        Path none = folder.resolve("none");
        Node node = node(TestBmc.overLan("192.0.2.9", 623, "admin", none, List.of(3)));
        Chassis chassis = by(source);

        assertThat(chassis.obstacle(node))
                .contains("the password cannot be read from " + none + ": there is no such file");
        assertThat(softOff(chassis, node)).isInstanceOf(Refused.class);
        assertThat(new SoftOff(() -> chassis).plan(order(node))).startsWith("nothing: ");
        assertThat(new BmcPowerOn(() -> chassis).ask(node).join())
                .isInstanceOf(MethodOutcome.Unavailable.class);
    }

    private static Order order(Node node) {
        return new Order(node, Options.NONE, new RecordedCommands(), LIMIT);
    }
}
