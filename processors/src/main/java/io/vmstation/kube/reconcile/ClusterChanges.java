package io.vmstation.kube.reconcile;

import io.vmstation.node.ReconciledCluster;
import java.util.function.BooleanSupplier;

/**
 * Compares a cluster with what is wanted, and changes it. One run at a time for each cluster; every
 * method blocks for its requests, and throws a {@link KubeApiException} when the server is away.
 */
public interface ClusterChanges {

    /**
     * Compares, and changes nothing.
     *
     * @param desired without problems
     */
    Plan plan(ReconciledCluster cluster, DesiredState desired);

    /**
     * Compares, and changes nothing.
     *
     * @param stop asked between objects: whether nobody wants this any more
     * @return of those that were come to, good for nothing when it was stopped
     */
    default Plan plan(ReconciledCluster cluster, DesiredState desired, BooleanSupplier stop) {
        return plan(cluster, desired);
    }

    /**
     * Does what was planned, but for pruning. What is refused for one object does not keep the
     * others back.
     *
     * @param stop asked between objects: whether nobody wants this any more
     * @return with an outcome for each object that was come to
     */
    ChangeSet apply(ReconciledCluster cluster, Plan plan, BooleanSupplier stop);

    /**
     * Deletes what the files no longer have, if all else went well.
     *
     * @param applied what {@link #apply} has come to
     * @return that, and the outcomes of pruning
     */
    ChangeSet prune(ReconciledCluster cluster, Plan plan, ChangeSet applied, BooleanSupplier stop);
}
