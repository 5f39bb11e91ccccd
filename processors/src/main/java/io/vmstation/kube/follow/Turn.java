package io.vmstation.kube.follow;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.ReconciledCluster;
import java.util.function.BooleanSupplier;

/**
 * That a cluster is looked at now. Whoever takes one hands it back to {@link DueClusters#ended}, in
 * any case: until then there is no other for this cluster.
 */
public final class Turn {
    private final ReconciledCluster cluster;
    private final Cause cause;
    private volatile boolean stopped;

    Turn(ReconciledCluster cluster, Cause cause) {
        this.cluster = requireNonNull(cluster, "cluster is null");
        this.cause = requireNonNull(cause, "cause is null");
    }

    /** Which. */
    public ReconciledCluster cluster() {
        return cluster;
    }

    /** Why. */
    public Cause cause() {
        return cause;
    }

    /** Whether nobody wants it any more: to be asked between two objects. Thread-safe. */
    public BooleanSupplier stop() {
        return () -> stopped;
    }

    /** Nobody wants it any more. */
    void stopIt() {
        stopped = true;
    }

    @Override
    public String toString() {
        return cluster.name() + " for " + cause.word();
    }
}
