package io.vmstation.kube.health;

import java.util.Set;

/** Which nodes of a cluster were put to sleep, so that their pods are missed by nobody. */
@FunctionalInterface
public interface ExpectedAsleep {

    /**
     * The names that these nodes have in the cluster, as {@code kubectl get nodes} shows them. A
     * node that should be awake and does not answer is none of them. Never blocks; thread-safe.
     */
    Set<String> nodes();
}
