package io.vmstation.kube.follow;

import io.vmstation.kube.reconcile.ChangeSet;
import io.vmstation.kube.reconcile.FieldDifference;
import io.vmstation.kube.reconcile.ObjectHealth;
import io.vmstation.kube.reconcile.ObjectHealth.Status;
import io.vmstation.kube.reconcile.ObjectKey;
import io.vmstation.kube.reconcile.ObjectOutcome;
import io.vmstation.kube.reconcile.ObjectOutcome.Action;
import io.vmstation.kube.reconcile.ReconcileReport;
import io.vmstation.kube.reconcile.ReconcileReport.Result;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.node.ReconciledCluster.Access;
import io.vmstation.node.ReconciledCluster.Mode;
import io.vmstation.node.ReconciledCluster.Policy;
import io.vmstation.node.ReconciledCluster.Pruning;
import io.vmstation.node.ReconciledCluster.Sources;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Clusters and what runs over them have come to. */
final class TestReports {
    static final ObjectKey WEB = new ObjectKey("apps", "Deployment", "web", "web");

    private TestReports() {}

    static ReconciledCluster cluster(String name, Mode mode, String node) {
        return new ReconciledCluster(
                name,
                mode,
                new Access(Optional.empty(), Optional.empty()),
                Optional.of(node).filter(text -> !text.isEmpty()),
                new Sources("manifests", Optional.empty(), Optional.empty(), List.of(), "web"),
                Duration.ofMinutes(10),
                new Policy(false, false, List.of(), new Pruning(true, 10, 50, Set.of())));
    }

    static ReconcileReport report(Result result, ObjectHealth... health) {
        return report(result, List.of(), List.of(health));
    }

    static ReconcileReport report(
            Result result, List<ObjectOutcome> outcomes, List<ObjectHealth> health) {
        return new ReconcileReport(
                "home",
                Instant.EPOCH,
                Duration.ofSeconds(1),
                result,
                false,
                new ChangeSet("r1", outcomes, ""),
                health,
                List.of());
    }

    static ObjectHealth health(Status status, String message) {
        return new ObjectHealth(WEB, status, message, 0);
    }

    static ObjectOutcome outcome(Action action, String field, String owner) {
        return new ObjectOutcome(
                WEB,
                action,
                List.of(
                        new FieldDifference(
                                field,
                                Optional.of("1"),
                                Optional.of("2"),
                                Optional.of(owner).filter(text -> !text.isEmpty()))),
                "");
    }
}
