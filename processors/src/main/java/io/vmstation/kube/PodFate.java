package io.vmstation.kube;

import io.fabric8.kubernetes.api.model.Pod;

/** What a drain does with one pod. */
sealed interface PodFate {

    /** Which pod. */
    Pod pod();

    /** It is evicted. */
    record Evicted(Pod pod) implements PodFate {}

    /** It goes by itself; the drain only waits for it. */
    record Going(Pod pod, String reason) implements PodFate {}

    /** It stays on the node, and sleeps and wakes with it. */
    record Staying(Pod pod, String reason) implements PodFate {}

    /** It must not be evicted, and so the node cannot be drained. */
    record Refused(Pod pod, String reason) implements PodFate {}
}
