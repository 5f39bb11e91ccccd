package io.vmstation.ipmi.poll;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.ipmi.LatestReadings;
import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.source.BmcDesk;
import io.vmstation.ipmi.source.BmcSources;
import io.vmstation.ipmi.source.BmcTurns;
import io.vmstation.ipmi.source.NodeConnections;
import io.vmstation.ipmi.source.ScriptedSource;
import io.vmstation.node.Bmc;
import io.vmstation.node.Bmc.Privilege;
import io.vmstation.node.BmcPolling;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.Service;
import io.vmstation.node.SshAccess;
import io.vmstation.node.TestNode;
import io.vmstation.spi.Answer;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandRound;
import io.vmstation.spi.Event;
import io.vmstation.spi.NodeStates;
import io.vmstation.spi.Reachability;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A site with BMCs that answer as the test says, and a clock that it sets. */
final class PollSite implements NodeStates, Reachability {
    static final Duration INTERVAL = Duration.ofSeconds(30);

    final ScriptedSource source = new ScriptedSource("native");
    final Map<String, State> states = new ConcurrentHashMap<>();
    final Map<String, Answer> answers = new ConcurrentHashMap<>();
    final List<Event> events = new CopyOnWriteArrayList<>();
    final Set<String> goingDown = ConcurrentHashMap.newKeySet();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final LatestReadings readings = new LatestReadings();
    final AtomicLong clock = new AtomicLong(-5_000_000_000L);
    final BmcStates bmcs =
            new BmcStates(
                    meters,
                    event -> {
                        events.add(event);
                        return CompletableFuture.completedFuture(null);
                    });
    final BmcPolls polls;
    private final Path password;

    PollSite(Path folder) throws Exception {
        password = Files.writeString(folder.resolve("bmc"), "secret\n");
        BmcDesk desk =
                new BmcDesk(
                        new BmcSources(List.of(source)),
                        new BmcTurns(),
                        new NodeConnections(
                                (arguments, environment, limit) ->
                                        CompletableFuture.completedFuture(
                                                new CommandResult.NotInstalled("here")),
                                node -> new NoRound(),
                                PollSite::isThisMachine));
        polls =
                new BmcPolls(
                        desk,
                        new Sleepers(
                                this,
                                this,
                                node -> goingDown.contains(node.name()),
                                PollSite::isThisMachine),
                        readings,
                        bmcs,
                        clock::get,
                        new PollTimes(clock.get(), bound -> bound / 2));
    }

    private static boolean isThisMachine(Node node) {
        return node.name().equals("masternode");
    }

    private record NoRound() implements CommandRound {
        @Override
        public CompletableFuture<CommandResult> run(
                List<String> arguments, Map<String, String> environment, Duration timeLimit) {
            return CompletableFuture.completedFuture(new CommandResult.NotInstalled("there"));
        }

        @Override
        public void close() {}
    }

    /** A node whose BMC is at the address of its name. */
    Node overLan(String name) {
        return overLan(name, INTERVAL);
    }

    Node overLan(String name, Duration interval) {
        return TestNode.named(name)
                .bmc(
                        new Bmc(
                                new Bmc.Lan(
                                        name,
                                        623,
                                        "admin",
                                        password,
                                        List.of(17),
                                        Privilege.OPERATOR),
                                polling(interval)))
                .build();
    }

    Node inBand(String name) {
        return TestNode.named(name)
                .ssh(new SshAccess("root", 22, Optional.empty()))
                .bmc(new Bmc(new Bmc.InBand(), polling(INTERVAL)))
                .build();
    }

    private static BmcPolling polling(Duration interval) {
        return new BmcPolling(
                interval,
                Duration.ofSeconds(10),
                "auto",
                List.of("chassis", "ipmi"),
                Set.of(),
                List.of());
    }

    void configure(Node... nodes) {
        polls.retain(new Nodes(List.of(nodes)));
    }

    void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    /** One round of the route; returns those that were due. */
    List<String> tick() {
        List<String> due = polls.due();
        for (String name : due) {
            var unused = poll(name);
        }
        return due;
    }

    CompletableFuture<Optional<BmcReading>> poll(String name) {
        CompletableFuture<Optional<BmcReading>> reading = polls.poll(name);
        var unused = reading.thenAccept(told -> told.ifPresent(read -> readings.note(name, read)));
        return reading;
    }

    /** Rounds every half second; returns the seconds after which that BMC was asked. */
    List<Double> watch(String bmc, Duration time) {
        List<Double> asked = new ArrayList<>();
        for (long millis = 0; millis < time.toMillis(); millis += 500) {
            if (tick().contains(bmc)) {
                asked.add(millis / 1000.0);
            }
            pass(Duration.ofMillis(500));
        }
        return asked;
    }

    Optional<BmcState> state(String node) {
        return bmcs.last(node);
    }

    double gauge(String node, String state) {
        return meters.get("vmstation.bmc.state").tags("node", node, "state", state).gauge().value();
    }

    List<String> kinds() {
        return events.stream().map(Event::kind).toList();
    }

    @Override
    public State last(Node node) {
        return states.getOrDefault(node.name(), State.AWAKE);
    }

    @Override
    public Optional<Instant> since(Node node) {
        return Optional.empty();
    }

    @Override
    public void saw(Node node, State state) {
        states.put(node.name(), state);
    }

    @Override
    public CompletableFuture<Answer> machine(Node node, Duration patience) {
        return CompletableFuture.completedFuture(
                answers.getOrDefault(
                        node.name(), new Answer.Ready(new InetSocketAddress("192.0.2.1", 0))));
    }

    @Override
    public CompletableFuture<Answer> service(
            Node node, Service service, Duration patience, Runnable signOfLife) {
        return machine(node, patience);
    }
}
