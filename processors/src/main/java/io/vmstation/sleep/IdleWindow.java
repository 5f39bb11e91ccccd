package io.vmstation.sleep;

import io.vmstation.node.Node;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * For how long one node has been found idle, round after round. One round in which it is in use, or
 * in which nobody can tell, ends the series; so do rounds that are missing, and another
 * configuration of the node. Goes by a clock that nobody sets. Not thread-safe.
 */
final class IdleWindow {
    private final long longestGap;
    private @Nullable Node judged;
    private long since;
    private long latest;

    /**
     * @param longestGap from the end of a round to the end of the next one of the same series
     */
    IdleWindow(Duration longestGap) {
        this.longestGap = longestGap.toNanos();
    }

    /**
     * Takes in a round in which every check said idle.
     *
     * @param now when it ended, by the steady clock: what was seen idle counts from then
     * @param lastUse how long ago this host itself last saw the node being used, if it did: a use
     *     between two rounds ends a series too
     * @return for how long nobody has used it; zero for the first round of a series
     */
    Duration idle(Node node, long now, Optional<Duration> lastUse) {
        boolean goesOn = node.equals(judged) && now - latest <= longestGap;
        if (!goesOn) {
            since = now;
        }
        lastUse.ifPresent(ago -> since = Math.max(since, now - ago.toNanos()));
        judged = node;
        latest = now;
        return Duration.ofNanos(now - since);
    }

    /** Takes in a round in which the node was in use, or not awake, or could not be judged. */
    void interrupt() {
        judged = null;
    }
}
