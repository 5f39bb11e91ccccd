package io.vmstation.watch;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.spi.NodeActivity;
import io.vmstation.spi.NodeStates;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was last seen of each node, in memory: after a start nothing was seen yet. Each node has the
 * state set {@code vmstation_node_state}, one gauge a state of which exactly one is 1. A change of
 * state is logged, and a node that has come up counts as used. Nodes are told apart by name.
 * Thread-safe.
 */
public final class LastSeen implements NodeStates {
    private static final Logger log = LoggerFactory.getLogger(LastSeen.class);

    private final MeterRegistry meters;
    private final NodeActivity activity;
    private final ConcurrentMap<String, StateSet> byName = new ConcurrentHashMap<>();
    private final List<Consumer<Node>> whenAwake = new CopyOnWriteArrayList<>();
    private final List<Consumer<Node>> whenChanged = new CopyOnWriteArrayList<>();

    /**
     * @param meters where the gauges go
     * @param activity hears of nodes that have come up
     */
    public LastSeen(MeterRegistry meters, NodeActivity activity) {
        this.meters = requireNonNull(meters, "meters is null");
        this.activity = requireNonNull(activity, "activity is null");
    }

    /**
     * Tells of each node that is seen awake and was not before.
     *
     * @param listener must neither block nor fail
     */
    public void onAwake(Consumer<Node> listener) {
        whenAwake.add(listener);
    }

    /**
     * Tells of each node that is seen doing something else than before. By the time it is told, the
     * node may already do the next thing: ask {@link #last}.
     *
     * @param listener must neither block nor fail
     */
    public void onChange(Consumer<Node> listener) {
        whenChanged.add(listener);
    }

    @Override
    public State last(Node node) {
        StateSet states = byName.get(node.name());
        return states == null ? State.UNKNOWN : states.latest().state();
    }

    @Override
    public Optional<Instant> since(Node node) {
        StateSet states = byName.get(node.name());
        return states == null ? Optional.empty() : states.latest().since();
    }

    @Override
    public void saw(Node node, State state) {
        changed(node, states(node).see(state), state);
    }

    /** Shows every node of this set, and forgets, gauges and all, every node that is not in it. */
    public void retain(Nodes nodes) {
        nodes.all().forEach(this::states);
        for (String name : byName.keySet()) {
            if (nodes.find(name).isEmpty()) {
                byName.computeIfPresent(
                        name,
                        (gone, states) -> {
                            states.removeFrom(meters);
                            return null;
                        });
            }
        }
    }

    /** What is known now, to be handed to {@link #looked} when a look has ended. */
    Sighting latest(Node node) {
        return states(node).latest();
    }

    /**
     * Notes what a look found, unless somebody else saw the node while the look was under way, or a
     * wake of it is under way, or its silence only confirms that its wake failed.
     *
     * @param before what was known when the look began
     */
    void looked(Node node, Sighting before, boolean answered) {
        State found = answered ? State.AWAKE : State.ASLEEP;
        boolean silentAsBefore = !answered && before.state() == State.FAILED;
        if (before.state() == State.WAKING || silentAsBefore) {
            return;
        }
        StateSet states = byName.get(node.name());
        if (states != null && states.see(before, found)) {
            changed(node, before.state(), found);
        }
    }

    private StateSet states(Node node) {
        return byName.computeIfAbsent(node.name(), name -> new StateSet(name, meters));
    }

    private void changed(Node node, State before, State after) {
        if (after == State.AWAKE) {
            noteArrival(node, before);
        }
        if (before != after) {
            String sentence =
                    switch (after) {
                        case UNKNOWN -> "Nobody knows what the node does";
                        case ASLEEP -> "Node is asleep";
                        case WAKING -> "Node is waking";
                        case AWAKE -> "Node is awake";
                        case FAILED -> "Node could not be woken";
                    };
            log.info("{}: node={}, before={}", sentence, node.name(), StateSet.word(before));
            whenChanged.forEach(listener -> listener.accept(node));
        }
    }

    /** The first sight of a node after our own start says nothing about when it came up. */
    private void noteArrival(Node node, State before) {
        switch (before) {
            case WAKING -> activity.used(node.name(), "it was woken");
            case ASLEEP, FAILED -> activity.used(node.name(), "the machine came up by itself");
            case UNKNOWN, AWAKE -> {}
        }
        if (before != State.AWAKE) {
            whenAwake.forEach(listener -> listener.accept(node));
        }
    }
}
