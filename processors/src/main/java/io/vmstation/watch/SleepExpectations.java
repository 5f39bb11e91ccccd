package io.vmstation.watch;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.spi.Event;
import io.vmstation.spi.Events;
import io.vmstation.spi.NodeStates;
import io.vmstation.spi.NodeStates.State;
import io.vmstation.watch.Expectation.Phase;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Which nodes are meant to be asleep, as alerts need to know it: the gauge {@code
 * vmstation_node_sleep_expected}.
 *
 * <ul>
 *   <li>1 from the moment that a node was put to sleep, or switched off, by VMStation and was found
 *       silent; also while it is being woken, until that wake succeeds or fails
 *   <li>0 while it is meant to be awake: it has answered since, or a wake of it has failed
 *   <li>absent when nobody knows: a node that VMStation did not put to sleep and that has not
 *       answered. Not known is not asleep
 * </ul>
 *
 * <p>It is made of events, so the ledger tells it at a start. What only the eye has seen becomes an
 * event for that reason: {@code node.awoke} when a node that was put to sleep answers though nobody
 * woke it, {@code node.asleep} when one that was switched off has fallen silent. Thread-safe.
 */
public final class SleepExpectations implements Consumer<Event> {
    /** The events that change what is expected. */
    public static final Set<String> KINDS =
            Set.of(
                    "node.suspended",
                    "node.asleep",
                    "node.awoke",
                    "wake.requested",
                    "wake.completed",
                    "wake.failed",
                    "wake.interrupted",
                    "power.ordered");

    /** How many of the newest events of a node tell all that is expected of it. */
    public static final int ENOUGH_EVENTS = 20;

    private final MeterRegistry meters;
    private final NodeStates states;
    private final Events events;
    private final Supplier<Nodes> nodes;
    private final InstantSource clock;
    private final Map<String, Row> rows = new ConcurrentHashMap<>();

    /** What is expected of one node, and the gauge that shows it. */
    private static final class Row {
        private volatile Expectation expectation = Expectation.NONE;
        private Optional<Gauge> gauge = Optional.empty();
    }

    /**
     * @param meters where the gauges go
     * @param states what is seen of the nodes; {@link #seen} has to hear of its changes
     * @param events where is written what only was seen
     * @param nodes the nodes of now
     * @param clock the time of day, by which events are dated
     */
    public SleepExpectations(
            MeterRegistry meters,
            NodeStates states,
            Events events,
            Supplier<Nodes> nodes,
            InstantSource clock) {
        this.meters = requireNonNull(meters, "meters is null");
        this.states = requireNonNull(states, "states is null");
        this.events = requireNonNull(events, "events is null");
        this.nodes = requireNonNull(nodes, "nodes is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * Takes in what the ledger remembers of one node. To be called before anything happens.
     *
     * @param newestFirst the newest events of these {@link #KINDS}, as many as {@link
     *     #ENOUGH_EVENTS}
     */
    public void remember(List<Event> newestFirst) {
        for (int i = newestFirst.size() - 1; i >= 0; i--) {
            accept(newestFirst.get(i));
        }
    }

    /** Takes an event in, of any kind. */
    @Override
    public void accept(Event event) {
        if (KINDS.contains(event.kind())) {
            nodes.get()
                    .find(event.node())
                    .ifPresent(node -> change(node, now -> now.after(event, node)));
        }
    }

    /** A node is seen doing something else than before. */
    public void seen(Node node) {
        State state = states.last(node);
        Phase before = change(node, now -> now.seen(state, clock.instant()));
        if (before == Phase.ASLEEP && state == State.AWAKE) {
            record("node.awoke", node, "it answers, and VMStation did not wake it");
        } else if (before == Phase.LEAVING
                && state == State.ASLEEP
                && expectation(node).phase() == Phase.ASLEEP) {
            record("node.asleep", node, "it is silent after it was switched off");
        }
    }

    /** Whether a node is meant to be asleep; absent when nobody knows. */
    public Optional<Boolean> isMeantToBeAsleep(Node node) {
        OptionalDouble value = expectation(node).value(clock.instant());
        return value.isPresent() ? Optional.of(value.getAsDouble() > 0) : Optional.empty();
    }

    /** Forgets, gauge and all, every node that is not in this set. */
    public void retain(Nodes current) {
        for (String name : rows.keySet()) {
            if (current.find(name).isEmpty()) {
                rows.computeIfPresent(
                        name,
                        (gone, row) -> {
                            row.gauge.ifPresent(meters::remove);
                            return null;
                        });
            }
        }
    }

    private Expectation expectation(Node node) {
        Row row = rows.get(node.name());
        return row == null ? Expectation.NONE : row.expectation;
    }

    private interface Change {
        Expectation of(Expectation now);
    }

    /** Returns the phase before the change. */
    private Phase change(Node node, Change change) {
        Phase[] before = {Phase.UNKNOWN};
        rows.compute(
                node.name(),
                (name, known) -> {
                    Row row = known == null ? new Row() : known;
                    before[0] = row.expectation.phase();
                    row.expectation = change.of(row.expectation);
                    show(name, row);
                    return row;
                });
        return before[0];
    }

    /** What nobody knows has no gauge; once known, a node is never unknown again. */
    private void show(String node, Row row) {
        if (row.gauge.isEmpty() && row.expectation.phase() != Phase.UNKNOWN) {
            row.gauge =
                    Optional.of(
                            Gauge.builder("vmstation.node.sleep.expected", row, this::value)
                                    .description("Whether a node is meant to be asleep")
                                    .tag("node", node)
                                    .register(meters));
        }
    }

    private double value(Row row) {
        OptionalDouble value = row.expectation.value(clock.instant());
        return value.orElse(Double.NaN);
    }

    private void record(String kind, Node node, String found) {
        // The ledger itself reports what it could not write.
        var unused =
                events.record(
                        new Event(
                                clock.instant(),
                                kind,
                                node.name(),
                                "",
                                "",
                                "",
                                Map.of("found", found)));
    }
}
