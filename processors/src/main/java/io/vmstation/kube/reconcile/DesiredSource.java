package io.vmstation.kube.reconcile;

import io.vmstation.node.ReconciledCluster;

/** Reads what a cluster should hold. Thread-safe. */
public interface DesiredSource {

    /**
     * Reads and checks all files of a cluster. Blocks for files, and for {@code kubectl kustomize}
     * where that is needed.
     *
     * @return with what is wrong among its problems, never half a state
     */
    DesiredState read(ReconciledCluster cluster);
}
