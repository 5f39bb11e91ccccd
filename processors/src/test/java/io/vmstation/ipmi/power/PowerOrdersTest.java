package io.vmstation.ipmi.power;

import static io.vmstation.ipmi.power.ScriptedChassis.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.source.PowerAction;
import io.vmstation.ipmi.source.PowerResult;
import io.vmstation.metrics.CatalogueAssertions;
import io.vmstation.node.Bmc;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.TestBmc;
import io.vmstation.node.TestNode;
import io.vmstation.spi.ClientConnections.ClientConnection;
import io.vmstation.spi.Event;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.NodeStates;
import io.vmstation.spi.PowerReport;
import io.vmstation.spi.PowerReport.Outcome;
import io.vmstation.spi.Verdict;
import io.vmstation.spi.Verdicts;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PowerOrdersTest implements NodeStates, Verdicts {
    private static final Bmc BMC =
            TestBmc.overLan("192.0.2.9", 623, "admin", Path.of("x"), List.of(3));
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final ScriptedChassis chassis = new ScriptedChassis().on(true);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final List<ClientConnection> clients = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, State> states = new ConcurrentHashMap<>();
    private Optional<Verdict> verdict = Optional.empty();
    private boolean waking;
    private boolean goingToSleep;
    private String own = "";
    private final Node node = add(TestNode.named("storage").bmc(BMC).build());
    private final PowerOrders orders =
            new PowerOrders(
                    () -> chassis,
                    new PowerSurroundings(
                            () -> new Nodes(nodes),
                            this,
                            this,
                            name -> clients,
                            any -> waking,
                            any -> goingToSleep,
                            any -> any.name().equals(own),
                            event -> {
                                events.add(event);
                                return CompletableFuture.completedFuture(null);
                            }),
                    new PowerMetrics(meters));

    private Node add(Node added) {
        nodes.add(added);
        return added;
    }

    private static PowerRequest request(Node node, PowerAction action, boolean force) {
        return new PowerRequest(node, action, force, false, "api", "192.0.2.7");
    }

    private PowerReport give(PowerAction action, boolean force) {
        return orders.give(request(node, action, force)).join();
    }

    private PowerReport plan(PowerAction action, boolean force) {
        return orders.give(new PowerRequest(node, action, force, true, "api", "")).join();
    }

    private double counted(String action, String outcome) {
        return meters
                .find("vmstation.power.orders")
                .tags("node", "storage", "action", action, "outcome", outcome)
                .counters()
                .stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    @Test
    void anOrderIsGivenAndToldWithWhoAsked() {
        PowerReport report = give(PowerAction.SOFT_OFF, false);

        assertThat(report.outcome())
                .isEqualTo(new Outcome.Ordered("the BMC of storage took the order"));
        assertThat(report.chassis()).hasValueSatisfying(seen -> assertThat(seen.on()).isTrue());
        assertThat(chassis.orders).containsExactly("SOFT_OFF storage");
        assertThat(events)
                .extracting(Event::kind)
                .containsExactly("power.requested", "power.ordered");
        assertThat(events)
                .allSatisfy(
                        event -> {
                            assertThat(event.wake()).isEqualTo(report.id()).isNotEmpty();
                            assertThat(event.cause()).isEqualTo("api");
                            assertThat(event.source()).isEqualTo("192.0.2.7");
                            assertThat(event.details()).containsEntry("action", "soft-off");
                        });
        assertThat(counted("soft-off", "ordered")).isOne();
        CatalogueAssertions.assertCatalogued(meters, "vmstation_power_orders_total");
    }

    @ParameterizedTest
    @EnumSource(names = {"CYCLE", "HARD_OFF"})
    void whatMayLoseDataHasToBeForced(PowerAction action) {
        PowerReport refused = give(action, false);

        assertThat(refused.outcome()).isInstanceOf(Outcome.Refused.class);
        assertThat(refused.outcome().detail())
                .startsWith(action.word() + " takes the power from it")
                .endsWith("it has to be forced, by --force or \"force\": true");
        assertThat(chassis.orders).isEmpty();
        assertThat(events).extracting(Event::kind).containsExactly("power.refused");
        assertThat(counted(action.word(), "refused")).isOne();

        assertThat(give(action, true).outcome()).isInstanceOf(Outcome.Ordered.class);
        assertThat(chassis.orders).containsExactly(action + " storage");
        assertThat(events.get(1).details()).containsEntry("force", "true");
    }

    @ParameterizedTest
    @EnumSource(names = {"SOFT_OFF", "CYCLE", "HARD_OFF"})
    void theMachineThatWeRunOnIsNeverSwitchedOffEvenByForce(PowerAction action) {
        own = "storage";

        assertThat(give(action, true).outcome())
                .isEqualTo(new Outcome.Refused("VMStation itself runs on it"));
        assertThat(chassis.orders).isEmpty();
    }

    @Test
    void theMachineThatWeRunOnIsKnownByItsBmcWhenItHasAnotherName() {
        add(TestNode.named("here").bmc(BMC).build());
        own = "here";

        assertThat(give(PowerAction.HARD_OFF, true).outcome())
                .isEqualTo(new Outcome.Refused("VMStation itself runs on it"));
    }

    @Test
    void anotherBmcBehindTheSameAddressIsAnotherMachine() {
        add(
                TestNode.named("here")
                        .bmc(TestBmc.overLan("192.0.2.9", 6230, "admin", Path.of("x"), List.of(3)))
                        .build());
        own = "here";

        assertThat(give(PowerAction.HARD_OFF, true).outcome()).isInstanceOf(Outcome.Ordered.class);
    }

    @Test
    void nobodyIsInTheWayOfAWakeOrASleepUnlessForced() {
        waking = true;
        assertThat(give(PowerAction.SOFT_OFF, false).outcome().detail())
                .isEqualTo("a wake of it is under way: wait for that, or force it");
        waking = false;
        goingToSleep = true;
        assertThat(give(PowerAction.SOFT_OFF, false).outcome().detail())
                .startsWith("it is being put to sleep");
        assertThat(give(PowerAction.ON, false).outcome()).isInstanceOf(Outcome.Refused.class);
        assertThat(chassis.orders).isEmpty();

        PowerReport forced = give(PowerAction.SOFT_OFF, true);
        assertThat(forced.outcome()).isInstanceOf(Outcome.Ordered.class);
        assertThat(forced.warnings()).containsExactly("it is being put to sleep");
    }

    @Test
    void toBeSwitchedOnIsWhatAWakeWantsToo() {
        waking = true;
        chassis.on(false);

        assertThat(give(PowerAction.ON, false).outcome()).isInstanceOf(Outcome.Ordered.class);
    }

    @Test
    void anExplicitOrderCountsThoughTheNodeIsInUseAndSaysSo() {
        states.put("storage", State.AWAKE);
        verdict =
                Optional.of(
                        new Verdict(
                                "storage",
                                NOON,
                                List.of(
                                        new Verdict.Finding("load", new Evidence.Idle("0.1")),
                                        new Verdict.Finding(
                                                "sessions", new Evidence.Busy("alice on pts/0"))),
                                Optional.empty(),
                                List.of(
                                        new Verdict.Hold("grace", "just woken", Optional.empty()),
                                        new Verdict.Hold(
                                                "needed", "tower needs it", Optional.empty())),
                                Optional.empty()));
        clients.add(new ClientConnection("wake-on-connect", "192.0.2.50", NOON, 0, NOON));

        PowerReport report = give(PowerAction.SOFT_OFF, false);

        assertThat(report.outcome()).isInstanceOf(Outcome.Ordered.class);
        assertThat(report.warnings())
                .containsExactly(
                        "192.0.2.50 uses it by wake-on-connect",
                        "it is in use: sessions: alice on pts/0",
                        "tower needs it");
    }

    @Test
    void aNodeOfTheClusterIsNotDrainedAndThatIsSaid() {
        Node worker = add(TestNode.named("worker").bmc(BMC).kubernetesNode("worker").build());

        assertThat(orders.give(request(worker, PowerAction.SOFT_OFF, false)).join().warnings())
                .containsExactly("its pods are not moved away first, as they are by a sleep");
    }

    @Test
    void nothingIsOrderedWhenItIsSoAlready() {
        assertThat(give(PowerAction.ON, false).outcome())
                .isEqualTo(
                        new Outcome.Unchanged(
                                "its chassis is on already; if it is suspended, it needs a wake"));
        chassis.on(false);
        assertThat(give(PowerAction.HARD_OFF, true).outcome())
                .isEqualTo(new Outcome.Unchanged("its chassis is off already"));
        assertThat(give(PowerAction.CYCLE, true).outcome())
                .isEqualTo(new Outcome.Refused("its chassis is off, so on is what it needs"));

        assertThat(chassis.orders).isEmpty();
        assertThat(events)
                .extracting(Event::kind)
                .containsExactly(
                        "power.requested", "power.unchanged",
                        "power.requested", "power.unchanged",
                        "power.requested", "power.refused");
        assertThat(counted("on", "unchanged")).isOne();
    }

    @Test
    void aBmcThatRefusesOrIsSilentIsAFailureWithItsReason() {
        chassis.answers(new PowerResult.Refused("the privilege does not suffice"));
        assertThat(give(PowerAction.SOFT_OFF, false).outcome())
                .isEqualTo(new Outcome.Failed("the privilege does not suffice"));
        assertThat(counted("soft-off", "failed")).isOne();

        chassis.looks(new Finding.Failed("no answer within 10 s"));
        assertThat(give(PowerAction.SOFT_OFF, false).outcome())
                .isEqualTo(new Outcome.Failed("no answer within 10 s"));
        assertThat(chassis.orders).hasSize(1);
        assertThat(events.get(3).kind()).isEqualTo("power.failed");
        assertThat(events.get(3).details()).containsEntry("reason", "no answer within 10 s");
        assertThat(counted("soft-off", "failed")).isEqualTo(2);
    }

    @Test
    void oneOrderAtATimeIsGivenToAMachine() {
        CompletableFuture<Finding> slow = new CompletableFuture<>();
        chassis.looks(any -> slow);
        CompletableFuture<PowerReport> first = orders.give(request(node, PowerAction.CYCLE, true));

        assertThat(give(PowerAction.CYCLE, true).outcome())
                .isEqualTo(
                        new Outcome.Refused(
                                "its BMC is just being asked for cycle for api from 192.0.2.7"));

        slow.complete(status(true));
        assertThat(first.join().outcome()).isInstanceOf(Outcome.Ordered.class);
        assertThat(give(PowerAction.CYCLE, true).outcome()).isInstanceOf(Outcome.Ordered.class);
        assertThat(chassis.orders).hasSize(2);
    }

    @Test
    void whoComesWhileTheBmcThinksIsNotSwitchedOff() {
        CompletableFuture<Finding> slow = new CompletableFuture<>();
        chassis.looks(any -> slow);
        CompletableFuture<PowerReport> order =
                orders.give(request(node, PowerAction.SOFT_OFF, false));
        waking = true;
        slow.complete(status(true));

        assertThat(order.join().outcome()).isInstanceOf(Outcome.Refused.class);
        assertThat(chassis.orders).isEmpty();
    }

    @Test
    void aDryRunTouchesNothingAndSaysWhatWouldBeDone() {
        states.put("storage", State.AWAKE);

        assertThat(plan(PowerAction.CYCLE, true).outcome())
                .isEqualTo(
                        new Outcome.Planned("the BMC of storage would be given the order cycle"));
        assertThat(plan(PowerAction.ON, false).outcome().detail())
                .startsWith("nothing would be ordered: its chassis is on already");
        assertThat(plan(PowerAction.CYCLE, false).outcome()).isInstanceOf(Outcome.Refused.class);
        chassis.looks(new Finding.Failed("no answer within 10 s"));
        assertThat(plan(PowerAction.SOFT_OFF, false).warnings())
                .containsExactly("its BMC does not tell what it is now: no answer within 10 s");

        assertThat(chassis.orders).isEmpty();
        assertThat(events).isEmpty();
        assertThat(meters.getMeters()).isEmpty();
        assertThat(states).containsEntry("storage", State.AWAKE);
    }

    @Test
    void nobodyTakesAMachineForAwakeThatWasSwitchedOff() {
        states.put("storage", State.AWAKE);
        give(PowerAction.HARD_OFF, true);
        assertThat(states).containsEntry("storage", State.UNKNOWN);

        states.put("storage", State.WAKING);
        chassis.on(true);
        give(PowerAction.CYCLE, true);
        assertThat(states).containsEntry("storage", State.WAKING);
    }

    @Test
    void theStatusIsToldAndNothingElseIsDone() {
        PowerReport report = orders.status(node).join();

        assertThat(report.outcome()).isEqualTo(new Outcome.Shown("its chassis is on"));
        assertThat(report.chassis())
                .contains(new PowerReport.Chassis(true, Optional.of(false), Optional.of(false)));
        assertThat(events).isEmpty();
        assertThat(chassis.orders).isEmpty();

        chassis.looks(new Finding.Unsupported("it knows no chassis"));
        assertThat(orders.status(node).join().outcome())
                .isEqualTo(new Outcome.Failed("it knows no chassis"));
    }

    @Test
    void aNodeWithoutABmcIsRefused() {
        Node plain = add(TestNode.named("attic").build());

        assertThat(orders.status(plain).join().outcome())
                .isEqualTo(new Outcome.Refused("it has no BMC: set bmc in nodes.yaml"));
        assertThat(orders.give(request(plain, PowerAction.ON, false)).join().outcome())
                .isInstanceOf(Outcome.Refused.class);
    }

    @Override
    public State last(Node asked) {
        return states.getOrDefault(asked.name(), State.UNKNOWN);
    }

    @Override
    public void saw(Node seen, State state) {
        states.put(seen.name(), state);
    }

    @Override
    public CompletableFuture<Verdict> assess(Node asked) {
        throw new AssertionError("the checks must not be asked");
    }

    @Override
    public CompletableFuture<Verdict> assessAnew(Node asked) {
        throw new AssertionError("the checks must not be asked");
    }

    @Override
    public Optional<Verdict> last(String name) {
        return verdict;
    }
}
