package io.vmstation.api;

import io.vmstation.ledger.LedgerReader;
import io.vmstation.node.Nodes;
import io.vmstation.spi.Event;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The latest wakes, attempts to sleep and orders for the power of each node, in memory: it hears of
 * every event as it is recorded, and is told at the start what the ledger remembers. Bounded, and
 * never reads the disk when it is asked. Thread-safe.
 */
public final class History implements Consumer<Event> {
    /** How many stories are kept of each node and kind. */
    static final int KEPT = 10;

    /** What tells a story; packets and further clients are counted elsewhere. */
    private static final Set<String> KINDS =
            Set.of(
                    "wake.requested",
                    "node.reachable",
                    "service.ready",
                    "node.uncordoned",
                    "workload.scaled",
                    "wake.completed",
                    "wake.failed",
                    "wake.interrupted",
                    "sleep.requested",
                    "sleep.refused",
                    "sleep.planned",
                    "node.armed",
                    "node.cordoned",
                    "node.drained",
                    "node.suspended",
                    "node.asleep",
                    "sleep.failed",
                    "sleep.aborted",
                    "sleep.undone",
                    "undo.failed",
                    "sleep.interrupted",
                    "power.requested",
                    "power.ordered",
                    "power.unchanged",
                    "power.refused",
                    "power.failed");

    private static final int MOST_EVENTS = 20 * KEPT;

    private final Map<Story.Kind, Map<String, Map<String, Story>>> stories =
            new EnumMap<>(Story.Kind.class);

    /** Takes in what the ledger remembers of these nodes. To be called once, before the rest. */
    public void load(LedgerReader ledger, Nodes nodes) {
        nodes.all()
                .forEach(
                        node -> {
                            List<Event> events =
                                    new ArrayList<>(ledger.latest(node.name(), KINDS, MOST_EVENTS));
                            Collections.reverse(events);
                            events.forEach(this);
                        });
    }

    @Override
    public synchronized void accept(Event event) {
        if (event.wake().isEmpty() || !KINDS.contains(event.kind())) {
            return;
        }
        for (Map<String, Map<String, Story>> kind : stories.values()) {
            Map<String, Story> known = kind.getOrDefault(event.node(), Map.of());
            Story story = known.get(event.wake());
            if (story != null) {
                known.put(event.wake(), story.with(event));
                return;
            }
        }
        if (Story.Kind.begunBy(event.kind()).isPresent()) {
            Story story = Story.of(event);
            stories.computeIfAbsent(story.kind(), kind -> new HashMap<>())
                    .computeIfAbsent(event.node(), name -> new Latest())
                    .put(story.id(), story);
        }
    }

    /** The latest wakes of a node, newest first. */
    public synchronized List<Story> wakes(String node) {
        return newestFirst(Story.Kind.WAKE, node);
    }

    /** The latest attempts to put a node to sleep, newest first. */
    public synchronized List<Story> sleeps(String node) {
        return newestFirst(Story.Kind.SLEEP, node);
    }

    /** The latest orders to switch the power of a node, newest first. */
    public synchronized List<Story> powers(String node) {
        return newestFirst(Story.Kind.POWER, node);
    }

    /** The story of that number, if it is among the latest of that node. */
    public synchronized Optional<Story> find(String node, String id) {
        return Stream.of(Story.Kind.values())
                .flatMap(kind -> Optional.ofNullable(latest(kind, node).get(id)).stream())
                .findFirst();
    }

    private List<Story> newestFirst(Story.Kind kind, String node) {
        List<Story> newest = new ArrayList<>(latest(kind, node).values());
        Collections.reverse(newest);
        return newest;
    }

    private Map<String, Story> latest(Story.Kind kind, String node) {
        return stories.getOrDefault(kind, Map.of()).getOrDefault(node, Map.of());
    }

    private static final class Latest extends LinkedHashMap<String, Story> {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Story> eldest) {
            return size() > KEPT;
        }
    }
}
