package io.vmstation.kube;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vmstation.node.DrainSettings;
import io.vmstation.node.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a drain of a node would do at this moment.
 *
 * @param fates of each pod on the node
 * @param workloads to which the pods that are evicted belong; a pod of something else is not in it
 * @param replicas of the workloads that are scaled down; those that have none are not in it
 * @param budgets what may stand in the way
 * @param cordon who keeps pods away from the node
 */
record DrainPlan(
        List<PodFate> fates,
        Map<Pod, Workload> workloads,
        Map<Workload, Integer> replicas,
        Budgets budgets,
        ClusterNode.Cordon cordon) {

    /** Looks; changes nothing. Blocks. */
    static DrainPlan read(KubernetesClient client, String clusterNode, DrainSettings settings) {
        Owners owners = new Owners(client);
        Map<Workload, Integer> replicas = new LinkedHashMap<>();
        for (Workload workload : settings.scaleDown()) {
            WorkloadObject.read(client, workload)
                    .map(WorkloadObject::replicas)
                    .filter(count -> count > 0)
                    .ifPresent(count -> replicas.put(workload, count));
        }
        DrainRules rules = new DrainRules(settings.force(), settings.scaleDown(), owners);
        List<PodFate> fates = PodFacts.on(client, clusterNode).stream().map(rules::fate).toList();
        Map<Pod, Workload> workloads = new LinkedHashMap<>();
        for (PodFate fate : fates) {
            if (fate instanceof PodFate.Evicted) {
                owners.apply(fate.pod()).ifPresent(workload -> workloads.put(fate.pod(), workload));
            }
        }
        return new DrainPlan(
                fates,
                workloads,
                replicas,
                Budgets.read(client),
                ClusterNode.cordon(ClusterNode.read(client, clusterNode)));
    }

    /** What has to be remembered before the first pod goes. */
    BeforeSleep beforeSleep() {
        Map<Workload, Integer> moved = new LinkedHashMap<>();
        workloads.values().forEach(workload -> moved.merge(workload, 1, Integer::sum));
        return new BeforeSleep(moved, List.copyOf(replicas.keySet()));
    }

    List<Pod> evicted() {
        return fates.stream().filter(PodFate.Evicted.class::isInstance).map(PodFate::pod).toList();
    }

    /** Why the node cannot be drained at all. */
    Optional<String> refusal() {
        List<String> reasons = new ArrayList<>();
        for (PodFate fate : fates) {
            if (fate instanceof PodFate.Refused refused) {
                reasons.add("pod " + PodFacts.name(refused.pod()) + " " + refused.reason());
            }
        }
        return reasons.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        String.join("; ", reasons) + " (see drain.force and drain.scaleDown)");
    }

    /** Every step of it, in words. */
    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        replicas.forEach(
                (workload, count) ->
                        sentences.add("scale %s from %d to 0".formatted(workload, count)));
        fates.forEach(fate -> sentences.add(sentence(fate)));
        return sentences;
    }

    private String sentence(PodFate fate) {
        String name = PodFacts.name(fate.pod());
        if (fate instanceof PodFate.Evicted) {
            List<String> blocking = budgets.blocking(fate.pod());
            String owner =
                    "evict pod %s of %s".formatted(name, PodFacts.controllerName(fate.pod()));
            return blocking.isEmpty()
                    ? owner
                    : owner
                            + ", which would wait for the PodDisruptionBudget "
                            + String.join(", ", blocking);
        }
        if (fate instanceof PodFate.Going going) {
            return "wait for pod %s, which %s".formatted(name, going.reason());
        }
        if (fate instanceof PodFate.Refused refused) {
            return "refuse, because pod %s %s".formatted(name, refused.reason());
        }
        return "leave pod %s, which %s".formatted(name, ((PodFate.Staying) fate).reason());
    }
}
