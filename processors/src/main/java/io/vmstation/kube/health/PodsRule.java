package io.vmstation.kube.health;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.reconcile.ObjectHealth.Status;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at the pods of a workload whose numbers are not as they should be: whether one of them will
 * never run, and whether all that is missing is away because its nodes sleep. Confined to one
 * thread.
 */
final class PodsRule {
    private final OwnedPods pods;
    private final Whereabouts whereabouts;

    PodsRule(OwnedPods pods, Whereabouts whereabouts) {
        this.pods = requireNonNull(pods, "pods is null");
        this.whereabouts = requireNonNull(whereabouts, "whereabouts is null");
    }

    /**
     * @param numbers what its status says, which is not that all is well
     */
    Judgement judge(Seen workload, Judgement numbers) {
        List<Seen> all = pods.of(workload);
        List<Seen> away = all.stream().filter(whereabouts::isAsleep).toList();
        List<Seen> awake = all.stream().filter(pod -> !away.contains(pod)).toList();
        Optional<String> trouble =
                awake.stream()
                        .filter(pod -> !isEnding(pod))
                        .flatMap(pod -> PodTrouble.of(pod).stream())
                        .findFirst();
        if (trouble.isPresent()) {
            return Judgement.failed("%s; %s".formatted(numbers.message(), trouble.get()));
        }
        if (!whereabouts.anyAsleep()) {
            return numbers;
        }
        return workload.kind().equals("DaemonSet")
                ? daemonSet(workload, numbers, awake, away)
                : replicas(workload, numbers, awake, away);
    }

    /** A PodDisruptionBudget that is not met. */
    Judgement budget(Seen budget, Judgement numbers) {
        if (!whereabouts.anyAsleep()) {
            return numbers;
        }
        long away = pods.selectedBy(budget).stream().filter(whereabouts::isAsleep).count();
        int missing =
                budget.number("/status/desiredHealthy", 0)
                        - budget.number("/status/currentHealthy", 0);
        int asleep = (int) Math.min(missing, away);
        return asleep == missing ? Judgement.healthy(asleep) : numbers.besides(asleep);
    }

    private Judgement daemonSet(
            Seen workload, Judgement numbers, List<Seen> awake, List<Seen> away) {
        Set<String> sleeping = new HashSet<>();
        away.forEach(pod -> Whereabouts.node(pod).ifPresent(sleeping::add));
        Set<String> served = new HashSet<>();
        awake.stream()
                .filter(pod -> !isEnding(pod))
                .filter(PodsRule::isReady)
                .forEach(pod -> Whereabouts.node(pod).ifPresent(served::add));
        int wanted = workload.number("/status/desiredNumberScheduled", 0);
        // A node may have gone to sleep before its pod was even made.
        int without = wanted - served.size() - sleeping.size();
        int free = whereabouts.asleep().size() - sleeping.size();
        boolean unmade = without > 0 && without <= free && awake.size() == served.size();
        int asleep = sleeping.size() + (unmade ? without : 0);
        if (served.size() + asleep < wanted || awake.stream().anyMatch(PodsRule::isEnding)) {
            return numbers.besides(asleep);
        }
        return isRolledOut(
                        workload, awake, away, workload.number("/status/updatedNumberScheduled", 0))
                ? Judgement.healthy(asleep)
                : heldUp(workload, numbers).besides(asleep);
    }

    /** With few unavailable pods allowed, sleeping ones use them up and those awake wait. */
    private static Judgement heldUp(Seen workload, Judgement numbers) {
        String most = workload.text("/spec/updateStrategy/rollingUpdate/maxUnavailable");
        return most.equals("100%")
                ? numbers
                : new Judgement(
                        numbers.status(),
                        numbers.message()
                                + ", may wait for sleeping nodes: set maxUnavailable to 100%",
                        0);
    }

    private Judgement replicas(
            Seen workload, Judgement numbers, List<Seen> awake, List<Seen> away) {
        int wanted = workload.number("/spec/replicas", 1);
        boolean stateful = workload.kind().equals("StatefulSet");
        // The successor of a pod that is being deleted has its own name, but for a StatefulSet,
        // which makes none until the old one is gone.
        long asleep = away.stream().filter(pod -> stateful || !isEnding(pod)).count();
        long ready = awake.stream().filter(pod -> !isEnding(pod)).filter(PodsRule::isReady).count();
        boolean rest = awake.stream().anyMatch(pod -> !isEnding(pod) && !isReady(pod));
        int missing = (int) Math.min(asleep, Math.max(0, wanted - ready));
        if (asleep == 0 || rest || ready + asleep < wanted || ready > wanted) {
            return numbers.besides(missing);
        }
        return isRolledOut(workload, awake, away, workload.number("/status/updatedReplicas", 0))
                ? Judgement.healthy((int) Math.min(asleep, Math.max(1, wanted - ready)))
                : numbers.besides(missing);
    }

    /**
     * Whether all pods that are awake are of the newest description. Which that is nothing says for
     * all kinds alike: it is the one of which there are as many pods as the status has updated
     * ones.
     */
    private static boolean isRolledOut(
            Seen workload, List<Seen> awake, List<Seen> away, int updated) {
        List<Seen> running = awake.stream().filter(pod -> !isEnding(pod)).toList();
        if (running.isEmpty() || WorkloadRules.isOnDelete(workload)) {
            return true;
        }
        Set<String> revisions = new HashSet<>();
        running.forEach(pod -> revisions.add(revision(pod)));
        if (revisions.size() != 1) {
            return false;
        }
        String revision = revisions.iterator().next();
        String newest = workload.text("/status/updateRevision");
        if (!newest.isEmpty()) {
            return newest.equals(revision);
        }
        String generation =
                workload.text("/metadata/annotations/deprecated.daemonset.template.generation");
        String ofPod = running.get(0).text("/metadata/labels/pod-template-generation");
        if (!generation.isEmpty() && !ofPod.isEmpty()) {
            return generation.equals(ofPod);
        }
        long same =
                running.size()
                        + away.stream().filter(pod -> revision(pod).equals(revision)).count();
        return updated == same || updated == running.size();
    }

    private static String revision(Seen pod) {
        String hash = pod.text("/metadata/labels/controller-revision-hash");
        return hash.isEmpty() ? pod.text("/metadata/labels/pod-template-hash") : hash;
    }

    private static boolean isReady(Seen pod) {
        return pod.hasTrue("Ready");
    }

    private static boolean isEnding(Seen pod) {
        return pod.has("/metadata/deletionTimestamp");
    }

    /** Whether it is worth to look at its pods. */
    static boolean helps(Judgement numbers) {
        return numbers.status() == Status.IN_PROGRESS || numbers.status() == Status.FAILED;
    }
}
