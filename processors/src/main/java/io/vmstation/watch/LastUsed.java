package io.vmstation.watch;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Nodes;
import io.vmstation.spi.NodeActivity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * The last use of each node, in memory: after a start none was seen yet. Ages go by a clock that
 * nobody sets. Noting a use is cheap enough for every request. Thread-safe.
 */
public final class LastUsed implements NodeActivity {
    private record Noted(Instant at, long nanos, String what) {}

    private final LongSupplier nanos;
    private final InstantSource wall;
    private final ConcurrentMap<String, Noted> byName = new ConcurrentHashMap<>();

    /**
     * @param nanos nanoseconds that only go forward, from any beginning
     * @param wall the time of day, for people
     */
    public LastUsed(LongSupplier nanos, InstantSource wall) {
        this.nanos = requireNonNull(nanos, "nanos is null");
        this.wall = requireNonNull(wall, "wall is null");
    }

    @Override
    public void used(String node, String what) {
        byName.put(node, new Noted(wall.instant(), nanos.getAsLong(), what));
    }

    @Override
    public Optional<Use> last(String node) {
        return Optional.ofNullable(byName.get(node))
                .map(
                        noted ->
                                new Use(
                                        noted.at(),
                                        Duration.ofNanos(nanos.getAsLong() - noted.nanos()),
                                        noted.what()));
    }

    /** Forgets every node that is not in this set. */
    public void retain(Nodes nodes) {
        byName.keySet().removeIf(name -> nodes.find(name).isEmpty());
    }
}
