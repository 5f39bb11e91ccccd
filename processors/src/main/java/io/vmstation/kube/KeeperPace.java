package io.vmstation.kube;

import java.time.Duration;

/**
 * How patient the keeper is. All lengths are positive.
 *
 * @param ready how long a woken node may take until the cluster calls it ready
 * @param round how often all nodes are looked at
 * @param retry how soon a node is tried again after a failure; twice as long each time
 * @param undo how long taking a sleep attempt back may take until it counts as failed
 */
public record KeeperPace(Duration ready, Duration round, Duration retry, Duration undo) {
    /** What suits a site whose nodes may take that long until they are ready. */
    public static KeeperPace usual(Duration ready) {
        return new KeeperPace(
                ready, Duration.ofMinutes(1), Duration.ofSeconds(5), Duration.ofSeconds(30));
    }
}
