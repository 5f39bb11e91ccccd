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
import io.vmstation.spi.ClientConnections.ClientConnection;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandRound;
import io.vmstation.spi.Event;
import io.vmstation.spi.Events;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.NodeStates;
import io.vmstation.spi.Reachability;
import io.vmstation.spi.SleepCheck;
import io.vmstation.spi.Timetable;
import io.vmstation.spi.Verdict;
import io.vmstation.spi.Verdict.Hold;
import io.vmstation.watch.LastUsed;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A site whose checks, machines, timetable and clocks answer as the test says. */
final class IdleSite implements Reachability, NodeStates, Events, Timetable, AutoCloseable {
    static final Duration MINUTE = Duration.ofMinutes(1);
    static final Evidence IDLE = new Evidence.Idle("nobody is there");
    static final Evidence BUSY = new Evidence.Busy("anna is logged in");

    final TestTime time = new TestTime();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final LastUsed used = new LastUsed(time::nanos, time::now);
    final BackOff backOff = new BackOff(time.clock());
    final Map<String, Evidence> evidence = new ConcurrentHashMap<>();
    final Map<String, State> states = new ConcurrentHashMap<>();
    final List<Event> events = new CopyOnWriteArrayList<>();
    final List<Connection> connections = new CopyOnWriteArrayList<>();
    final AtomicInteger looks = new AtomicInteger();
    final Deque<Answer> answers = new ArrayDeque<>();
    final ExecutorService starters = Executors.newSingleThreadExecutor();

    /** Other nodes, what is known of their clients, who is wanted, and our own addresses. */
    final List<Node> others = new CopyOnWriteArrayList<>();

    final Map<String, List<ClientConnection>> clients = new ConcurrentHashMap<>();
    final Set<String> wanted = ConcurrentHashMap.newKeySet();
    final Set<String> ownAddresses = ConcurrentHashMap.newKeySet();
    final Ties ties =
            new Ties(
                    () -> new Nodes(others),
                    this,
                    node -> clients.getOrDefault(node, List.of()),
                    node -> wanted.contains(node.name()),
                    address -> ownAddresses.contains(address.getHostAddress()));
    Function<Node, Optional<Instant>> neverSleepUntil = node -> Optional.empty();
    Function<Instant, Optional<Instant>> nextWake = after -> Optional.empty();
    Function<Node, CommandRound> connecting = this::connection;
    @Nullable Function<Node, CompletableFuture<Answer>> probing;
    Function<Node, State> lastState = node -> states.getOrDefault(node.name(), State.AWAKE);
    Duration checkTimeout = Duration.ofSeconds(20);
    Duration idleFor = Duration.ofHours(2);
    Duration grace = Duration.ofMinutes(10);

    /** A connection that answers nothing, and remembers its end. */
    static final class Connection implements CommandRound {
        final AtomicInteger closed = new AtomicInteger();

        @Override
        public CompletableFuture<CommandResult> run(
                List<String> arguments, Map<String, String> environment, Duration timeLimit) {
            return new CompletableFuture<>();
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    private CommandRound connection(Node node) {
        Connection connection = new Connection();
        connections.add(connection);
        return connection;
    }

    /** A check that says what {@link #evidence} holds under its name, idle at first. */
    SleepCheck check(String name) {
        return check(
                name,
                question -> CompletableFuture.completedFuture(evidence.getOrDefault(name, IDLE)));
    }

    SleepCheck check(String name, Function<SleepCheck.Question, CompletableFuture<Evidence>> look) {
        return new SleepCheck() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String description() {
                return "Says what the test says.";
            }

            @Override
            public CompletableFuture<Evidence> look(Question question) {
                looks.incrementAndGet();
                return look.apply(question);
            }
        };
    }

    Node node(String name, String... checks) {
        return TestNode.named(name).sleep(settings(checks)).build();
    }

    SleepSettings settings(String... checks) {
        return new SleepSettings(
                new Choice("suspend", Options.NONE),
                Stream.of(checks).map(check -> new Choice(check, Options.NONE)).toList(),
                idleFor,
                grace,
                Duration.ofSeconds(15),
                Duration.ofMinutes(2),
                Duration.ofMinutes(30),
                new DrainSettings(Duration.ofMinutes(5), false, List.of()));
    }

    Judge judge(SleepCheck... checks) {
        return new Judge(
                new Awakeness(this, this, Duration.ofMillis(100)),
                new Rounds(
                        new SleepChecks(List.of(checks)),
                        node -> connecting.apply(node),
                        starters,
                        checkTimeout),
                new Holds(used, this, backOff, ties),
                new VerdictJournal(this, time.clock()),
                new VerdictMetrics(meters),
                time.clock(),
                new JudgePace(MINUTE, checkTimeout),
                Runnable::run);
    }

    /** The verdict of one round. */
    static Verdict round(Judge judge, Node node) {
        try {
            return judge.assess(node).get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no verdict", e);
        }
    }

    /** A round each minute, as long as that; the first one at once. */
    Verdict rounds(Judge judge, Node node, Duration length) {
        Verdict verdict = round(judge, node);
        for (long minute = 0; minute < length.toMinutes(); minute++) {
            time.pass(MINUTE);
            verdict = round(judge, node);
        }
        return verdict;
    }

    static List<String> kinds(Verdict verdict) {
        return verdict.holds().stream().map(Hold::kind).toList();
    }

    List<String> changes() {
        return events.stream()
                .map(event -> String.valueOf(event.details().get("verdict")))
                .toList();
    }

    void silentOnce() {
        answers.add(new Answer.Silent("no answer"));
    }

    @Override
    public synchronized CompletableFuture<Answer> machine(Node node, Duration patience) {
        if (probing != null) {
            return probing.apply(node);
        }
        Answer next = answers.poll();
        return CompletableFuture.completedFuture(
                next == null ? new Answer.Ready(new InetSocketAddress("192.0.2.1", 0)) : next);
    }

    @Override
    public CompletableFuture<Answer> service(
            Node node, Service service, Duration patience, Runnable signOfLife) {
        throw new UnsupportedOperationException("a judge asks for machines only");
    }

    @Override
    public State last(Node node) {
        return lastState.apply(node);
    }

    @Override
    public void saw(Node node, State state) {
        states.put(node.name(), state);
    }

    @Override
    public CompletableFuture<Void> record(Event event) {
        events.add(event);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Optional<String> refusal(Node node, String cause, Instant at) {
        return Optional.empty();
    }

    @Override
    public Optional<Instant> neverSleepUntil(Node node, Instant at) {
        return neverSleepUntil.apply(node).filter(at::isBefore);
    }

    @Override
    public Optional<Instant> nextWake(Node node, Instant after) {
        return nextWake.apply(after);
    }

    @Override
    public void close() {
        starters.shutdownNow();
    }
}
