package io.vmstation.kube.health;

import io.vmstation.kube.health.Seen.Condition;
import java.util.Optional;

/**
 * The rules of kstatus for what keeps pods running (sigs.k8s.io/cli-utils, pkg/kstatus), by the
 * numbers in their status alone.
 */
final class WorkloadRules {
    private static final int NO_DEADLINE = Integer.MAX_VALUE;

    private WorkloadRules() {}

    static Judgement deployment(Seen seen) {
        Optional<Condition> progress = seen.condition("Progressing");
        if (progress.filter(it -> it.reason().equals("ProgressDeadlineExceeded")).isPresent()) {
            return Judgement.failed("Progress deadline exceeded: " + progress.get().words());
        }
        int wanted = seen.number("/spec/replicas", 1);
        int all = seen.number("/status/replicas", 0);
        int updated = seen.number("/status/updatedReplicas", 0);
        int available = seen.number("/status/availableReplicas", 0);
        int ready = seen.number("/status/readyReplicas", 0);
        if (wanted > all) {
            return fewer("Replicas", all, wanted);
        }
        if (wanted > updated) {
            return fewer("Updated", updated, wanted);
        }
        // Those of the old description still run, however many there may be at once.
        if (all > updated) {
            return Judgement.inProgress("Pending termination: " + (all - updated));
        }
        if (updated > available) {
            return fewer("Available", available, updated);
        }
        if (wanted > ready) {
            return fewer("Ready", ready, wanted);
        }
        boolean watched = seen.number("/spec/progressDeadlineSeconds", NO_DEADLINE) != NO_DEADLINE;
        if (watched
                && progress.filter(it -> it.reason().equals("NewReplicaSetAvailable")).isEmpty()) {
            return Judgement.inProgress("ReplicaSet not available");
        }
        return seen.hasTrue("Available")
                ? Judgement.healthy(0)
                : Judgement.inProgress("Deployment not available");
    }

    static Judgement replicaSet(Seen seen) {
        Optional<Condition> failure = seen.condition("ReplicaFailure").filter(Condition::isTrue);
        if (failure.isPresent()) {
            return Judgement.inProgress("Its pods cannot be made: " + failure.get().words());
        }
        int wanted = seen.number("/spec/replicas", 1);
        int labelled = seen.number("/status/fullyLabeledReplicas", 0);
        int available = seen.number("/status/availableReplicas", 0);
        int ready = seen.number("/status/readyReplicas", 0);
        int all = seen.number("/status/replicas", 0);
        if (wanted > labelled) {
            return fewer("Labelled", labelled, wanted);
        }
        if (wanted > available) {
            return fewer("Available", available, wanted);
        }
        if (wanted > ready) {
            return fewer("Ready", ready, wanted);
        }
        return all > wanted
                ? Judgement.inProgress("Pending termination: " + (all - wanted))
                : Judgement.healthy(0);
    }

    static Judgement statefulSet(Seen seen) {
        int wanted = seen.number("/spec/replicas", 1);
        int all = seen.number("/status/replicas", 0);
        int ready = seen.number("/status/readyReplicas", 0);
        if (wanted > all) {
            return fewer("Replicas", all, wanted);
        }
        if (wanted > ready) {
            return fewer("Ready", ready, wanted);
        }
        if (all > wanted) {
            return Judgement.inProgress("Pending termination: " + (all - wanted));
        }
        // kstatus asks such a one for nothing; but whether its pods run is worth knowing.
        return isOnDelete(seen) ? Judgement.healthy(0) : statefulRollout(seen, wanted);
    }

    private static Judgement statefulRollout(Seen seen, int wanted) {
        int updated = seen.number("/status/updatedReplicas", 0);
        int partition = seen.number("/spec/updateStrategy/rollingUpdate/partition", -1);
        if (partition > 0) {
            int due = wanted - partition;
            return updated < due
                    ? fewer("Updated", updated, due)
                    : Judgement.current(
                            "Healthy, updated down to number %d as its partition says"
                                    .formatted(partition));
        }
        String current = seen.text("/status/currentRevision");
        String update = seen.text("/status/updateRevision");
        if (!current.equals(update)) {
            return fewer("Updated", updated, wanted);
        }
        int ofCurrent = seen.number("/status/currentReplicas", 0);
        return wanted > ofCurrent ? fewer("Current", ofCurrent, wanted) : Judgement.healthy(0);
    }

    static Judgement daemonSet(Seen seen) {
        if (!seen.has("/metadata/generation") || !seen.has("/status/observedGeneration")) {
            return Judgement.inProgress("Not yet seen by its controller");
        }
        int wanted = seen.number("/status/desiredNumberScheduled", -1);
        int scheduled = seen.number("/status/currentNumberScheduled", 0);
        int updated = seen.number("/status/updatedNumberScheduled", 0);
        int available = seen.number("/status/numberAvailable", 0);
        int ready = seen.number("/status/numberReady", 0);
        if (wanted < 0) {
            return Judgement.inProgress("Not yet seen by its controller");
        }
        if (wanted > scheduled) {
            return fewer("Scheduled", scheduled, wanted);
        }
        if (wanted > updated && !isOnDelete(seen)) {
            return fewer("Updated", updated, wanted);
        }
        if (wanted > available) {
            return fewer("Available", available, wanted);
        }
        return wanted > ready ? fewer("Ready", ready, wanted) : Judgement.healthy(0);
    }

    static boolean isOnDelete(Seen seen) {
        return seen.text("/spec/updateStrategy/type").equals("OnDelete");
    }

    private static Judgement fewer(String what, int now, int wanted) {
        return Judgement.inProgress("%s: %d/%d".formatted(what, now, wanted));
    }
}
