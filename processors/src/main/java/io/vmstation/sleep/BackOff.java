package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.node.SleepSettings;
import io.vmstation.spi.Verdict.Hold;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Leaves a node alone for a while after it could not be put to sleep, so that one that refuses is
 * not asked every minute. Remembered in memory only. Thread-safe.
 */
public final class BackOff implements SleepFailures {
    private record Failed(Node node, long at, String reason) {}

    private final SleepClock clock;
    private final ConcurrentMap<String, Failed> failed = new ConcurrentHashMap<>();

    /** Goes by the steady side of {@code clock}. */
    public BackOff(SleepClock clock) {
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    public void failed(Node node, String reason) {
        failed.put(node.name(), new Failed(node, clock.nanos(), reason));
    }

    /** What keeps the node awake because of a failed attempt, if anything still does. */
    public Optional<Hold> hold(Node node) {
        Failed last = failed.get(node.name());
        if (last == null) {
            return Optional.empty();
        }
        Duration ago = Duration.ofNanos(clock.nanos() - last.at());
        Duration left = length(node).minus(ago);
        if (left.isNegative() || left.isZero() || !last.node().equals(node)) {
            // Over, or the node was configured anew: what was wrong may be right now.
            failed.remove(node.name(), last);
            return Optional.empty();
        }
        return Optional.of(
                new Hold(
                        "back-off",
                        "it could not be put to sleep "
                                + Spoken.duration(ago)
                                + " ago: "
                                + last.reason(),
                        Optional.of(clock.now().plus(left))));
    }

    @Override
    public void slept(Node node) {
        failed.remove(node.name());
    }

    private static Duration length(Node node) {
        return node.sleep().map(SleepSettings::backOff).orElse(Duration.ZERO);
    }
}
