package io.vmstation.sleep;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.node.Choice;
import io.vmstation.node.DrainSettings;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.Options;
import io.vmstation.node.Service;
import io.vmstation.node.SleepSettings;
import io.vmstation.node.TestNode;
import io.vmstation.spi.Answer;
import io.vmstation.spi.ClientConnections;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.Commands;
import io.vmstation.spi.Event;
import io.vmstation.spi.Events;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.NodeStates;
import io.vmstation.spi.Reachability;
import io.vmstation.spi.SleepMethod;
import io.vmstation.spi.Verdict;
import io.vmstation.spi.Verdicts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

/** What surrounds a sleep in a test: machines, checks, a ledger, and what each was asked. */
public class SleepSite
        implements Reachability,
                NodeStates,
                Events,
                ClientConnections,
                Verdicts,
                SleepMethod,
                SleepFailures {
    /** How many verdicts were asked for that a round under way could answer. */
    final AtomicInteger roundsThatMayBeOld = new AtomicInteger();

    final Map<String, Machine> machines = new ConcurrentHashMap<>();
    final Map<String, State> states = new ConcurrentHashMap<>();
    final Map<String, List<ClientConnection>> clients = new ConcurrentHashMap<>();
    final Set<String> wanted = ConcurrentHashMap.newKeySet();
    final Set<String> unwritable = ConcurrentHashMap.newKeySet();
    public final List<Event> events = new CopyOnWriteArrayList<>();
    public final List<String> backOffs = new CopyOnWriteArrayList<>();
    final List<String> slept = new CopyOnWriteArrayList<>();
    final List<List<String>> commands = new CopyOnWriteArrayList<>();

    /** Nodes whose machine does not answer though its services may. */
    final Set<String> mute = ConcurrentHashMap.newKeySet();

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    /** What programs on the node answer. */
    volatile Function<List<String>, CompletableFuture<CommandResult>> shell =
            line -> CompletableFuture.completedFuture(new CommandResult.Failed("not installed"));

    /** What the checks say, each time. */
    public volatile Function<Node, CompletableFuture<Verdict>> judge =
            node -> CompletableFuture.completedFuture(idle(node));

    /** What the method does. */
    volatile Function<Node, CompletableFuture<Sent>> send =
            node -> {
                machine(node).takesOrder();
                machine(node).goesDown();
                return CompletableFuture.completedFuture(new Sent.Accepted("it took the order"));
            };

    public static Node node(String name) {
        return node(name, Duration.ofMillis(60), Duration.ofMillis(400));
    }

    static Node node(String name, Duration silence, Duration suspendDeadline, Service... services) {
        return TestNode.named(name)
                .mac("d0:94:66:30:d6:63")
                .services(services)
                .sleep(
                        new SleepSettings(
                                new Choice("suspend", Options.NONE),
                                List.of(new Choice("sessions", Options.NONE)),
                                Duration.ofHours(2),
                                Duration.ofMinutes(10),
                                silence,
                                suspendDeadline,
                                Duration.ofMinutes(30),
                                new DrainSettings(Duration.ofMinutes(5), false, List.of())))
                .build();
    }

    public static Nodes nodes(Node... all) {
        return new Nodes(List.of(all));
    }

    static SleepPatience patience() {
        return new SleepPatience(
                Duration.ofMillis(500),
                3,
                Duration.ofMillis(1),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20));
    }

    Sleeps sleeps() {
        return sleeps(patience());
    }

    Sleeps sleeps(SleepPatience patience) {
        return new Sleeps(surroundings(), patience);
    }

    public Surroundings surroundings() {
        return new Surroundings(
                this,
                this,
                this,
                this,
                node -> wanted.contains(node.name()),
                node -> remote(),
                List.of(this),
                this,
                new SleepMetrics(meters));
    }

    private Commands remote() {
        return (arguments, environment, timeLimit) -> {
            commands.add(arguments);
            return shell.apply(arguments);
        };
    }

    Machine machine(Node node) {
        return machines.computeIfAbsent(node.name(), name -> new Machine());
    }

    public static Verdict idle(Node node, Verdict.Hold... holds) {
        return verdict(node, new Evidence.Idle("nobody is logged in"), holds);
    }

    public static Verdict verdict(Node node, Evidence evidence, Verdict.Hold... holds) {
        return new Verdict(
                node.name(),
                Instant.EPOCH,
                List.of(new Verdict.Finding("sessions", evidence)),
                Optional.of(Instant.EPOCH),
                List.of(holds),
                Optional.empty());
    }

    /** The kinds of what was recorded, {@code node.cordoned} once for begun and once for done. */
    public Stream<String> kinds() {
        return events.stream().map(Event::kind);
    }

    /** The steps that were taken back, in that order. */
    public List<String> undone() {
        return events.stream()
                .filter(event -> event.kind().equals("sleep.undone"))
                .map(event -> String.valueOf(event.details().get("step")))
                .toList();
    }

    public Event event(String kind) {
        return events.stream().filter(e -> e.kind().equals(kind)).findFirst().orElseThrow();
    }

    double requests(String outcome) {
        return meters.find("vmstation.sleep.requests").tag("outcome", outcome).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    @Override
    public CompletableFuture<Answer> machine(Node node, Duration patience) {
        return mute.contains(node.name())
                ? CompletableFuture.completedFuture(new Answer.Silent("no answer"))
                : machine(node).answer(0, patience);
    }

    @Override
    public CompletableFuture<Answer> service(
            Node node, Service service, Duration patience, Runnable signOfLife) {
        return machine(node).answer(service.port(), patience);
    }

    @Override
    public State last(Node node) {
        return states.getOrDefault(node.name(), State.AWAKE);
    }

    @Override
    public void saw(Node node, State state) {
        states.put(node.name(), state);
    }

    @Override
    public CompletableFuture<Void> record(Event event) {
        if (unwritable.contains(event.kind())) {
            return CompletableFuture.failedFuture(new IllegalStateException("the disk is full"));
        }
        events.add(event);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public List<ClientConnection> of(String node) {
        return clients.getOrDefault(node, List.of());
    }

    /** A client that the relay holds or serves. */
    static ClientConnection client(String source) {
        return new ClientConnection("wake-on-ssh", source, Instant.EPOCH, 0, Instant.EPOCH);
    }

    @Override
    public CompletableFuture<Verdict> assess(Node node) {
        roundsThatMayBeOld.incrementAndGet();
        return judge.apply(node);
    }

    @Override
    public CompletableFuture<Verdict> assessAnew(Node node) {
        return judge.apply(node);
    }

    @Override
    public Optional<Verdict> last(String node) {
        return Optional.empty();
    }

    @Override
    public String name() {
        return "suspend";
    }

    @Override
    public void failed(Node node, String reason) {
        backOffs.add(node.name() + ": " + reason);
    }

    @Override
    public void slept(Node node) {
        slept.add(node.name());
    }

    @Override
    public String description() {
        return "Suspends a machine of a test.";
    }

    @Override
    public String plan(Order order) {
        return "systemctl suspend";
    }

    @Override
    public CompletableFuture<Sent> send(Order order) {
        return send.apply(order.node());
    }
}
