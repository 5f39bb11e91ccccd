package io.vmstation.sleep.check;

import static io.vmstation.spi.OptionDescription.Type.DURATION;
import static io.vmstation.spi.OptionDescription.Type.SIZE;
import static java.util.Objects.requireNonNull;

import io.vmstation.node.Options;
import io.vmstation.sleep.check.GrowthHistory.Growth;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.Evidence.Busy;
import io.vmstation.spi.Evidence.Idle;
import io.vmstation.spi.Evidence.Unknown;
import io.vmstation.spi.OptionDescription;
import io.vmstation.spi.SleepCheck.Question;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Compares how fast counters of bytes grow with a threshold, on average over a window, so that
 * neither chatter nor a pause of a few seconds decides. Keeps the readings of each node.
 * Thread-safe.
 */
final class Throughput {
    private final LongSupplier nanoTime;
    private final Map<Key, GrowthHistory> histories = new HashMap<>();

    private record Key(String node, Options options) {}

    /**
     * @param nanoTime a clock that only goes forward
     */
    Throughput(LongSupplier nanoTime) {
        this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
    }

    /** The option {@code below}. */
    static OptionDescription below(String standard) {
        return OptionDescription.of(
                "below",
                SIZE,
                standard,
                "Bytes per second, on average, from which on the node counts as in use.");
    }

    /** The option {@code over}. */
    static OptionDescription over() {
        return OptionDescription.of(
                "over",
                DURATION,
                "5m",
                "How long the average reaches back; until it has been measured for as long, the node"
                        + " counts as in use.");
    }

    /** Judges one more reading, in bytes by name of what is counted. */
    Evidence judge(Question question, Map<String, Long> counters) {
        Duration over = question.options().duration("over");
        Growth growth = grown(new Key(question.node().name(), question.options()), over, counters);
        if (growth.perSecond().isEmpty()) {
            return new Unknown(
                    "measured for "
                            + Clause.of(growth.covered())
                            + " so far, it takes "
                            + Clause.of(over));
        }
        double below = question.options().integer("below");
        double perSecond = growth.perSecond().get();
        String reason =
                Clause.ofBytes(perSecond)
                        + " per second over "
                        + Clause.of(growth.covered())
                        + (perSecond < below ? ", below " : ", not below ")
                        + Clause.ofBytes(below);
        return perSecond < below ? new Idle(reason) : new Busy(reason);
    }

    private synchronized Growth grown(Key key, Duration over, Map<String, Long> counters) {
        return histories
                .computeIfAbsent(key, none -> new GrowthHistory(over))
                .add(nanoTime.getAsLong(), counters);
    }
}
