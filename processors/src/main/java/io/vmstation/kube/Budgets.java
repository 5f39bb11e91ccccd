package io.vmstation.kube;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** The PodDisruptionBudgets of the cluster, as they stood at one moment. */
final class Budgets {
    private final List<PodDisruptionBudget> all;

    private Budgets(List<PodDisruptionBudget> all) {
        this.all = List.copyOf(all);
    }

    /** Asks for all of them. Blocks. */
    static Budgets read(KubernetesClient client) {
        return new Budgets(
                client.policy().v1().podDisruptionBudget().inAnyNamespace().list().getItems());
    }

    /** The names of those that allow no eviction of this pod at the moment. */
    List<String> blocking(Pod pod) {
        return all.stream()
                .filter(budget -> covers(budget, pod))
                .filter(Budgets::isUsedUp)
                .map(budget -> budget.getMetadata().getName())
                .toList();
    }

    private static boolean covers(PodDisruptionBudget budget, Pod pod) {
        return budget.getMetadata().getNamespace().equals(pod.getMetadata().getNamespace())
                && budget.getSpec() != null
                && Selectors.matches(budget.getSpec().getSelector(), pod.getMetadata().getLabels());
    }

    private static boolean isUsedUp(PodDisruptionBudget budget) {
        Integer allowed =
                budget.getStatus() == null ? null : budget.getStatus().getDisruptionsAllowed();
        return allowed == null || allowed < 1;
    }
}
