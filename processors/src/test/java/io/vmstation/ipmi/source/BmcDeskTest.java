package io.vmstation.ipmi.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.node.Bmc;
import io.vmstation.node.Bmc.Privilege;
import io.vmstation.node.BmcPolling;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.TestBmc;
import io.vmstation.node.TestNode;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandRound;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reading and ordering by whatever source there is. */
@Timeout(60)
class BmcDeskTest {
    private final ScriptedSource nativeOne = new ScriptedSource("native");
    private final ScriptedSource freeipmi = new ScriptedSource("freeipmi");
    private final BmcTurns turns = new BmcTurns();
    private final AtomicInteger logIns = new AtomicInteger();
    @TempDir private Path folder = Path.of("");
    private Path password = Path.of("");

    @BeforeEach
    void writePassword() throws Exception {
        password = Files.writeString(folder.resolve("bmc"), "open sesame \nmore\n");
    }

    private BmcDesk desk(BmcSource... sources) {
        return new BmcDesk(
                new BmcSources(List.of(sources)),
                turns,
                new NodeConnections(
                        (arguments, environment, limit) ->
                                CompletableFuture.completedFuture(
                                        new CommandResult.NotInstalled("here")),
                        node -> new Round(),
                        node -> node.name().equals("masternode")),
                Duration.ofMillis(100));
    }

    private final class Round implements CommandRound {
        private boolean open = true;

        Round() {
            logIns.incrementAndGet();
        }

        @Override
        public CompletableFuture<CommandResult> run(
                List<String> arguments, Map<String, String> environment, Duration timeLimit) {
            return CompletableFuture.completedFuture(new CommandResult.NotInstalled("there"));
        }

        @Override
        public void close() {
            if (open) {
                logIns.decrementAndGet();
            }
            open = false;
        }
    }

    private Node node(String source, Bmc.Access access) {
        return TestNode.named("tower").bmc(new Bmc(access, polling(source))).build();
    }

    private static BmcPolling polling(String source) {
        return new BmcPolling(
                Duration.ofSeconds(30),
                Duration.ofSeconds(1),
                source,
                List.of("chassis", "sel-events"),
                Set.of(42),
                List.of());
    }

    private Node node() {
        return node("auto", lan());
    }

    private Bmc.Lan lan() {
        return new Bmc.Lan(
                "192.0.2.9", 6230, "admin", password, List.of(17, 3), Privilege.OPERATOR);
    }

    private static ReadOrder order(Node node) {
        return BmcDesk.order(node.bmc().orElseThrow().polling());
    }

    private static BmcReading read(BmcDesk desk, Node node) {
        return desk.read(node, order(node)).join();
    }

    private static String reason(BmcReading reading) {
        return reading.finding(Collector.CHASSIS, Finding.Failed.class)
                .map(Finding.Failed::reason)
                .orElse("");
    }

    @Test
    void theBestSourceThatWorksReads() {
        nativeOne.unfit("its library is not here");

        BmcReading reading = read(desk(nativeOne, freeipmi), node());

        assertThat(reading.source()).isEqualTo("freeipmi");
        assertThat(reading.findings())
                .containsOnlyKeys(Collector.CHASSIS, Collector.SEL_EVENTS)
                .containsValue(ScriptedSource.ON);
    }

    @Test
    void itSaysWhichSourceThatIsAndWhyNoBetterOne() {
        nativeOne.unfit("its library is not here");
        BmcDesk desk = desk(nativeOne, freeipmi);

        desk.retain(new Nodes(List.of(node())));

        assertThat(desk.servedBy())
                .containsExactly(
                        Map.entry("tower", "freeipmi (not native: its library is not here)"));
        assertThat(freeipmi.asked).isEmpty();
    }

    @Test
    void whatIsInstalledMeanwhileIsUsed() {
        nativeOne.unfit("its library is not here");
        BmcDesk desk = desk(nativeOne, freeipmi);
        assertThat(read(desk, node()).source()).isEqualTo("freeipmi");

        nativeOne.fit();

        assertThat(read(desk, node()).source()).isEqualTo("native");
        assertThat(desk.servedBy()).containsExactly(Map.entry("tower", "native"));
    }

    @Test
    void whoNamesASourceGetsItOrAReason() {
        BmcDesk desk = desk(nativeOne, freeipmi);
        assertThat(read(desk, node("freeipmi", lan())).source()).isEqualTo("freeipmi");

        freeipmi.unfit("ipmi-sensors is missing, apt install freeipmi-tools");

        BmcReading reading = read(desk, node("freeipmi", lan()));
        assertThat(reading.source()).isEqualTo("none");
        assertThat(reason(reading))
                .isEqualTo(
                        "the source freeipmi cannot talk to it: ipmi-sensors is missing, apt"
                                + " install freeipmi-tools, or set source to auto");
        assertThat(reason(read(desk, node("ipmitool", lan()))))
                .isEqualTo("there is no source ipmitool here, known are native, freeipmi");
        assertThat(nativeOne.asked).isEmpty();
    }

    @Test
    void whereNothingWorksItSaysWhatIsMissing() {
        nativeOne.unfit("its library is not here");
        freeipmi.unfit("apt install freeipmi-tools");

        assertThat(reason(read(desk(nativeOne, freeipmi), node())))
                .isEqualTo(
                        "nothing on this machine can talk to it: native: its library is not here;"
                                + " freeipmi: apt install freeipmi-tools");
    }

    @Test
    void thePasswordIsReadWhenItIsNeeded() throws Exception {
        BmcDesk desk = desk(nativeOne);
        read(desk, node());
        Files.writeString(password, "changed");
        read(desk, node());

        assertThat(nativeOne.connections)
                .extracting(connection -> ((BmcConnection.Lan) connection).password().text())
                .containsExactly("open sesame", "changed");
        assertThat(nativeOne.connections.toString()).doesNotContain("open").contains("***");
        assertThat(nativeOne.orders.get(0))
                .isEqualTo(
                        new ReadOrder(
                                Set.of(Collector.CHASSIS, Collector.SEL_EVENTS),
                                Set.of(42),
                                Duration.ofSeconds(1),
                                List.of()));
    }

    @Test
    void aPasswordThatIsNotThereIsAFindingAndNoSecret() throws Exception {
        Files.writeString(password, "\nopen sesame\n");
        assertThat(reason(read(desk(nativeOne), node())))
                .isEqualTo(
                        "the password cannot be read from "
                                + password
                                + ": its first line is empty");
        Files.delete(password);
        assertThat(reason(read(desk(nativeOne), node())))
                .isEqualTo(
                        "the password cannot be read from " + password + ": there is no such file");
        Files.createDirectory(password);
        assertThat(reason(read(desk(nativeOne), node()))).endsWith(": it is no file");
        assertThat(desk(nativeOne).power(node(), PowerAction.ON, Duration.ofSeconds(1)).join())
                .isInstanceOf(PowerResult.Refused.class);
        assertThat(nativeOne.asked).isEmpty();
    }

    @Test
    void aNodeWithoutABmcIsNoReasonToBreak() {
        Node bare = TestNode.named("bare").build();
        assertThat(
                        reason(
                                desk(nativeOne)
                                        .read(
                                                bare,
                                                new ReadOrder(
                                                        Set.of(Collector.CHASSIS),
                                                        Set.of(),
                                                        Duration.ofSeconds(1),
                                                        List.of()))
                                        .join()))
                .isEqualTo("node bare has no BMC: add bmc to it in nodes.yaml");
    }

    @Test
    void inBandIsOneLogInThatEndsWithTheReading() {
        CompletableFuture<Finding> slow = new CompletableFuture<>();
        freeipmi.answer("tower", slow);
        BmcDesk desk = desk(freeipmi);
        Node node = node("auto", new Bmc.InBand());

        CompletableFuture<BmcReading> reading = desk.read(node, order(node));
        assertThat(logIns).hasValue(1);
        slow.complete(ScriptedSource.ON);

        assertThat(reading).isDone();
        assertThat(logIns).hasValue(0);
        assertThat(freeipmi.connections)
                .singleElement()
                .satisfies(
                        connection ->
                                assertThat(((BmcConnection.InBand) connection).isThisMachine())
                                        .isFalse());
    }

    @Test
    void thisMachineItselfNeedsNoLogIn() {
        Node own =
                TestNode.named("masternode")
                        .bmc(new Bmc(new Bmc.InBand(), polling("auto")))
                        .build();

        assertThat(read(desk(freeipmi), own).source()).isEqualTo("freeipmi");

        assertThat(((BmcConnection.InBand) freeipmi.connections.get(0)).isThisMachine()).isTrue();
        assertThat(logIns).hasValue(0);
    }

    @Test
    void anOrderToTheChassisWaitsForTheReadingThatIsUnderWay() {
        CompletableFuture<Finding> slow = new CompletableFuture<>();
        nativeOne.answer("192.0.2.9", slow);
        BmcDesk desk = desk(nativeOne);
        Node node = node();
        CompletableFuture<BmcReading> reading = desk.read(node, order(node));
        CompletableFuture<PowerResult> power =
                desk.power(node, PowerAction.ON, Duration.ofMinutes(1));

        assertThat(nativeOne.asked).containsExactly("read 192.0.2.9");
        slow.complete(ScriptedSource.ON);

        assertThat(reading).isDone();
        assertThat(power).isCompletedWithValue(new PowerResult.Accepted());
        assertThat(nativeOne.asked).containsExactly("read 192.0.2.9", "ON 192.0.2.9");
    }

    @Test
    void whoWaitsTooLongForATurnIsTold() {
        nativeOne.answer("192.0.2.9", new CompletableFuture<>());
        BmcDesk desk = desk(nativeOne);
        Node node = node();
        CompletableFuture<BmcReading> stuck =
                desk.read(
                        node,
                        new ReadOrder(
                                Set.of(Collector.IPMI), Set.of(), Duration.ofHours(1), List.of()));

        assertThat(reason(read(desk, node))).isEqualTo("it was busy with other questions for 1 s");
        assertThat(stuck).isNotDone();
        stuck.cancel(false);
        assertThat(turns.busy()).isZero();
    }

    @Test
    void aSourceThatForgetsItsTimeLimitHoldsUpNobodyForEver() {
        CompletableFuture<Finding> never = new CompletableFuture<>();
        nativeOne.answer("192.0.2.9", never);
        BmcDesk desk = desk(nativeOne);

        assertThat(reason(read(desk, node()))).isEqualTo("it did not answer within 1 s");

        await().until(never::isCancelled);
        assertThat(turns.busy()).isZero();
    }

    @Test
    void aSourceThatBreaksIsAFinding() {
        nativeOne.answer(
                "192.0.2.9",
                CompletableFuture.failedFuture(new IllegalStateException("open sesame")));

        assertThat(reason(read(desk(nativeOne), node()))).isEqualTo("internal error, see the log");
    }

    @Test
    void cancellingAReadingEndsItAndTheLogIn() {
        CompletableFuture<Finding> slow = new CompletableFuture<>();
        freeipmi.answer("tower", slow);
        Node node = node("auto", new Bmc.InBand());
        CompletableFuture<BmcReading> reading = desk(freeipmi).read(node, order(node));

        reading.cancel(false);

        assertThat(slow).isCancelled();
        assertThat(logIns).hasValue(0);
        assertThat(turns.busy()).isZero();
    }

    @Test
    void whatIsKeptForABmcEndsWhenItIsGoneOrReachedOtherwise() throws Exception {
        BmcDesk desk = desk(nativeOne);
        Node node = node();
        desk.retain(new Nodes(List.of(node)));
        desk.retain(new Nodes(List.of(node)));
        assertThat(nativeOne.released).isEmpty();

        Path other = Files.writeString(folder.resolve("other"), "secret");
        Node changed =
                node(
                        "auto",
                        new Bmc.Lan(
                                "192.0.2.9",
                                6230,
                                "admin",
                                other,
                                List.of(17, 3),
                                Privilege.OPERATOR));
        desk.retain(new Nodes(List.of(changed)));
        assertThat(nativeOne.released).containsExactly("192.0.2.9 port 6230");

        desk.retain(Nodes.NONE);
        assertThat(nativeOne.released).hasSize(2);
        assertThat(desk.servedBy()).isEmpty();
    }

    @Test
    void theDefaultsAskForWhatTheyName() {
        assertThat(BmcDesk.order(TestBmc.POLLING).collectors())
                .containsExactlyInAnyOrder(
                        Collector.BMC,
                        Collector.IPMI,
                        Collector.CHASSIS,
                        Collector.DCMI,
                        Collector.SEL);
        assertThat(Optional.of(TestBmc.POLLING.timeLimit())).contains(Duration.ofSeconds(10));
    }
}
