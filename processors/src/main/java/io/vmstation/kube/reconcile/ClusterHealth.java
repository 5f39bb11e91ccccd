package io.vmstation.kube.reconcile;

import io.vmstation.node.ReconciledCluster;
import java.util.List;

/** Judges how the objects of a cluster do. Thread-safe. */
public interface ClusterHealth {

    /** How each wanted object does now; blocks for the few requests that it takes. */
    List<ObjectHealth> assess(ReconciledCluster cluster, DesiredState desired);
}
