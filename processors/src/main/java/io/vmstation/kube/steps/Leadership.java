package io.vmstation.kube.steps;

import io.vmstation.node.ReconciledCluster;
import java.util.Optional;

/** Which of several hosts changes a cluster. Thread-safe. */
public interface Leadership {

    /** Whether this host may change the cluster now. Never blocks. */
    boolean mayChange(ReconciledCluster cluster);

    /** Waits a moment until that is clear. */
    boolean awaitMayChange(ReconciledCluster cluster);

    /** Which other host changes the cluster; empty when none does, as far as is known. */
    Optional<String> otherLeader(ReconciledCluster cluster);

    /** Why nobody can tell; empty when somebody can. */
    Optional<String> leaseProblem(ReconciledCluster cluster);
}
