package io.vmstation.ipmi.source;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.source.BmcSources.Choice;
import io.vmstation.ipmi.source.NodeConnections.Way;
import io.vmstation.node.Bmc;
import io.vmstation.node.BmcPolling;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Where BMCs are asked: finds the way and the source, and keeps the turns. Whatever goes wrong is
 * part of the answer, which always comes. Thread-safe; never blocks the caller for longer than it
 * takes to read a small file.
 */
public final class BmcDesk {
    /** The source of a reading that no source has made. */
    public static final String NO_SOURCE = "none";

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final BmcSources sources;
    private final TimedTurns turns;
    private final NodeConnections connections;
    private final SourceNotices notices = new SourceNotices();
    private Map<String, Bmc.Access> known = Map.of();

    /** Asks by these sources, in these turns. */
    public BmcDesk(BmcSources sources, BmcTurns turns, NodeConnections connections) {
        this(sources, turns, connections, GRACE);
    }

    BmcDesk(BmcSources sources, BmcTurns turns, NodeConnections connections, Duration grace) {
        this.sources = requireNonNull(sources, "sources is null");
        this.turns = new TimedTurns(turns, grace);
        this.connections = requireNonNull(connections, "connections is null");
    }

    /**
     * Reads the BMC of a node by the source that its settings choose.
     *
     * @return completes normally, as {@link #read(BmcConnection, ReadOrder, String)} does
     */
    public CompletableFuture<BmcReading> read(Node node, ReadOrder order) {
        Way way = connections.to(node);
        if (way instanceof Way.Open open) {
            CompletableFuture<BmcReading> reading =
                    read(
                            open.connection(),
                            order,
                            source(node),
                            choice -> notices.note(node.name(), choice));
            var unused = reading.whenComplete((read, failure) -> open.end().run());
            return reading;
        }
        return CompletableFuture.completedFuture(
                new Asked(order).failed(((Way.Closed) way).reason()));
    }

    /**
     * Reads a BMC.
     *
     * @param source {@code auto}, or the name of the only one that will do
     * @return completes normally: when it is not its turn within the time limit of the order, or
     *     within about that time from the beginning of its turn. Cancelling it ends the attempt.
     */
    public CompletableFuture<BmcReading> read(
            BmcConnection connection, ReadOrder order, String source) {
        return read(connection, order, source, choice -> {});
    }

    private CompletableFuture<BmcReading> read(
            BmcConnection connection, ReadOrder order, String source, Consumer<Choice> notice) {
        Asked asked = new Asked(order);
        return turns.take(
                connection,
                order.timeLimit(),
                () -> {
                    Choice choice = sources.choose(source, connection);
                    notice.accept(choice);
                    return choice instanceof Choice.Found found
                            ? found.source().read(connection, order)
                            : CompletableFuture.completedFuture(
                                    asked.failed(((Choice.None) choice).reason()));
                },
                asked::failed);
    }

    /**
     * Gives the chassis of a node an order, by the source that its settings choose.
     *
     * @param timeLimit for waiting for the turn, and once more for the order; positive
     * @return completes normally. Cancelling it ends the attempt.
     */
    public CompletableFuture<PowerResult> power(Node node, PowerAction action, Duration timeLimit) {
        Way way = connections.to(node);
        if (way instanceof Way.Open open) {
            CompletableFuture<PowerResult> result =
                    power(open.connection(), action, timeLimit, source(node));
            var unused = result.whenComplete((ended, failure) -> open.end().run());
            return result;
        }
        return CompletableFuture.completedFuture(
                new PowerResult.Refused(((Way.Closed) way).reason()));
    }

    private CompletableFuture<PowerResult> power(
            BmcConnection connection, PowerAction action, Duration timeLimit, String source) {
        return turns.take(
                connection,
                timeLimit,
                () -> {
                    Choice choice = sources.choose(source, connection);
                    return choice instanceof Choice.Found found
                            ? found.source().power(connection, action, timeLimit)
                            : CompletableFuture.completedFuture(
                                    new PowerResult.Refused(((Choice.None) choice).reason()));
                },
                PowerResult.Refused::new);
    }

    /**
     * The source that the BMC of a node would be asked by now, or why there is none. Sends nothing.
     */
    public Choice choose(Node node) {
        Way way = connections.to(node);
        if (way instanceof Way.Open open) {
            Choice choice = sources.choose(source(node), open.connection());
            open.end().run();
            return choice;
        }
        return new Choice.None(((Way.Closed) way).reason());
    }

    private void announce(Node node) {
        if (connections.to(node) instanceof Way.Open open) {
            notices.note(node.name(), sources.choose(source(node), open.connection()));
            open.end().run();
        }
    }

    /** Which source reads the BMC of each node, or why none does; by the name of the node. */
    public Map<String, String> servedBy() {
        return notices.all();
    }

    /**
     * Takes these nodes from now on: says which source serves the new ones, and ends what is kept
     * for BMCs that are gone or reached otherwise. Asks nobody.
     */
    public synchronized void retain(Nodes nodes) {
        Map<String, Bmc.Access> next = new HashMap<>();
        for (Node node : nodes.all()) {
            node.bmc().ifPresent(bmc -> next.put(NodeConnections.key(node, bmc), bmc.access()));
        }
        known.forEach(
                (key, access) -> {
                    if (!access.equals(next.get(key))) {
                        sources.release(key);
                    }
                });
        known = next;
        notices.retain(name -> nodes.find(name).flatMap(Node::bmc).isPresent());
        nodes.all().forEach(this::announce);
    }

    /** What the polling settings ask for. */
    public static ReadOrder order(BmcPolling polling) {
        return new ReadOrder(
                polling.collectors().stream()
                        .flatMap(name -> Collector.named(name).stream())
                        .collect(Collectors.toSet()),
                polling.excludedSensors(),
                polling.timeLimit(),
                List.of());
    }

    private static String source(Node node) {
        return node.bmc().map(bmc -> bmc.polling().source()).orElse(BmcSources.AUTO);
    }

    /** A question, from the moment when it was asked. */
    private record Asked(ReadOrder order, Instant at, long nanos) {
        Asked(ReadOrder order) {
            this(order, Instant.now(), System.nanoTime());
        }

        /** The answer when there is none. */
        BmcReading failed(String reason) {
            Map<Collector, Finding> findings = new HashMap<>();
            order.collectors()
                    .forEach(collector -> findings.put(collector, new Finding.Failed(reason)));
            return new BmcReading(
                    NO_SOURCE, at, Duration.ofNanos(System.nanoTime() - nanos), findings);
        }
    }
}
