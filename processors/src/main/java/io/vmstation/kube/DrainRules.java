package io.vmstation.kube;

import io.fabric8.kubernetes.api.model.Pod;
import io.vmstation.node.Workload;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Decides what a drain does with each pod, as {@code kubectl drain --ignore-daemonsets} does. A pod
 * that keeps files in an emptyDir on disk is refused, as there: evicting it would delete them. The
 * user says otherwise by scaling the workload down, by the annotations that the cluster autoscaler
 * knows (FAQ, "What types of pods can prevent CA from removing a node?"), or by force.
 */
final class DrainRules {
    private static final String SAFE = "cluster-autoscaler.kubernetes.io/safe-to-evict";
    private static final String SAFE_VOLUMES =
            "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes";

    private final boolean force;
    private final Set<Workload> scaledDown;
    private final Function<Pod, Optional<Workload>> workloadOf;

    /**
     * @param force whether pods may go for good
     * @param scaledDown whose pods end without our help
     * @param workloadOf which workload a pod belongs to; may block
     */
    DrainRules(
            boolean force,
            List<Workload> scaledDown,
            Function<Pod, Optional<Workload>> workloadOf) {
        this.force = force;
        this.scaledDown = Set.copyOf(scaledDown);
        this.workloadOf = workloadOf;
    }

    PodFate fate(Pod pod) {
        if (PodFacts.isFinished(pod)) {
            return new PodFate.Staying(pod, "has finished");
        }
        if (PodFacts.isStatic(pod)) {
            return new PodFate.Staying(pod, "is a static pod of the node");
        }
        if (PodFacts.isControlledBy(pod, "DaemonSet")) {
            return new PodFate.Staying(pod, "belongs to " + PodFacts.controllerName(pod));
        }
        if (PodFacts.isEnding(pod)) {
            return new PodFate.Going(pod, "is ending already");
        }
        Optional<Workload> scaled =
                scaledDown.isEmpty()
                        ? Optional.empty()
                        : workloadOf.apply(pod).filter(scaledDown::contains);
        if (scaled.isPresent()) {
            return new PodFate.Going(pod, "ends as " + scaled.get() + " is scaled to zero");
        }
        return objection(pod)
                .<PodFate>map(reason -> new PodFate.Refused(pod, reason))
                .orElse(new PodFate.Evicted(pod));
    }

    private Optional<String> objection(Pod pod) {
        if (force) {
            return Optional.empty();
        }
        if (PodFacts.controller(pod).isEmpty()) {
            return Optional.of("belongs to no controller, so nothing would start it again");
        }
        String safe = annotations(pod).getOrDefault(SAFE, "");
        if (safe.equals("false")) {
            return Optional.of("has the annotation " + SAFE + "=false");
        }
        List<String> volumes = volumesAtStake(pod);
        return safe.equals("true") || volumes.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "keeps files on the node that would be deleted, in emptyDir "
                                + String.join(", ", volumes));
    }

    private static List<String> volumesAtStake(Pod pod) {
        Set<String> safe =
                new HashSet<>(
                        Arrays.asList(
                                annotations(pod).getOrDefault(SAFE_VOLUMES, "").split(",", -1)));
        return PodFacts.passingVolumes(pod).stream().filter(name -> !safe.contains(name)).toList();
    }

    private static Map<String, String> annotations(Pod pod) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        return annotations == null ? Map.of() : annotations;
    }
}
