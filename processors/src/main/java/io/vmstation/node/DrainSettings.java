package io.vmstation.node;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * How a node is emptied before it sleeps.
 *
 * @param deadline how long evictions may take
 * @param force whether pods that cannot be evicted in time, or belong to no controller, may be
 *     deleted
 * @param scaleDown workloads that are scaled to zero before and back to what they were after the
 *     wake
 */
public record DrainSettings(Duration deadline, boolean force, List<Workload> scaleDown) {
    public DrainSettings {
        requireNonNull(deadline, "deadline is null");
        scaleDown = List.copyOf(scaleDown);
    }
}
