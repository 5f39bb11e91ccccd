package io.vmstation.kube;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.vmstation.kube.ClusterFailure.Kind;
import io.vmstation.node.Workload;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The object of a Deployment or StatefulSet, of which we need the same few fields. Every method
 * that takes a client blocks and fails as the client does.
 */
final class WorkloadObject {
    private static final ObjectMapper JSON = new ObjectMapper();

    private WorkloadObject() {}

    static Optional<GenericKubernetesResource> read(KubernetesClient client, Workload workload) {
        return Optional.ofNullable(resource(client, workload).get());
    }

    static int replicas(GenericKubernetesResource object) {
        return number(object, 1, "spec", "replicas");
    }

    static Optional<LabelSelector> selector(GenericKubernetesResource object) {
        Object selector = object.get("spec", "selector");
        return Optional.ofNullable(selector).map(it -> JSON.convertValue(it, LabelSelector.class));
    }

    /** Whether as many of its pods are ready as are wanted, by its newest description. */
    static boolean isReady(GenericKubernetesResource object) {
        Long generation = object.getMetadata().getGeneration();
        long wanted = generation == null ? 0 : generation;
        return number(object, -1, "status", "observedGeneration") >= wanted
                && number(object, 0, "status", "readyReplicas") >= replicas(object);
    }

    /**
     * Scales it to zero and writes how many it had onto itself, both at once, so that a crash
     * cannot come between.
     *
     * @return how many it had; nothing when there is nothing to scale
     */
    static Optional<Integer> scaleDown(KubernetesClient client, Workload workload) {
        int[] before = new int[1];
        MergePatch.apply(
                resource(client, workload),
                object -> {
                    before[0] = replicas(object);
                    // A number on a workload that has pods is left from before somebody scaled it
                    // by hand: the number of now is the one to come back to.
                    return before[0] == 0
                            ? Optional.empty()
                            : Optional.of(
                                    new MergePatch(object)
                                            .replicas(0)
                                            .annotate(
                                                    Annotations.REPLICAS,
                                                    String.valueOf(before[0])));
                });
        return Optional.of(before[0]).filter(count -> count > 0);
    }

    /**
     * Scales it back to what it had. When somebody has scaled it meanwhile, that stays.
     *
     * @return how many it has now; nothing when it was left alone
     */
    static Optional<Integer> scaleBack(KubernetesClient client, Workload workload) {
        int[] after = new int[1];
        MergePatch.apply(
                resource(client, workload),
                object -> {
                    after[0] = 0;
                    Optional<String> written = Annotations.read(object, Annotations.REPLICAS);
                    if (written.isEmpty()) {
                        return Optional.empty();
                    }
                    if (replicas(object) != 0) {
                        return Optional.of(forgetting(object));
                    }
                    after[0] = had(workload, written.get());
                    return Optional.of(forgetting(object).replicas(after[0]));
                });
        return Optional.of(after[0]).filter(count -> count > 0);
    }

    /** An informer that waits for it to be ready. */
    static CompletableFuture<List<GenericKubernetesResource>> watchReady(
            KubernetesClient client, Workload workload) {
        return resource(client, workload)
                .informOnCondition(found -> found.size() == 1 && isReady(found.get(0)));
    }

    private static MergePatch forgetting(GenericKubernetesResource object) {
        return new MergePatch(object).dropAnnotation(Annotations.REPLICAS);
    }

    private static int had(Workload workload, String written) {
        if (!written.matches("[1-9]\\d{0,5}")) {
            throw new ClusterFailure(
                    Kind.REFUSED,
                    "%s has the annotation %s=%s, which is no number: scale it by hand, then remove it"
                            .formatted(workload, Annotations.REPLICAS, written));
        }
        return Integer.parseInt(written);
    }

    private static int number(GenericKubernetesResource object, int missing, Object... path) {
        @Nullable Object value = object.get(path);
        return value instanceof Number number ? number.intValue() : missing;
    }

    private static Resource<GenericKubernetesResource> resource(
            KubernetesClient client, Workload workload) {
        boolean deployment = workload.kind().equals("deployment");
        return client.genericKubernetesResources(
                        new ResourceDefinitionContext.Builder()
                                .withGroup("apps")
                                .withVersion("v1")
                                .withKind(deployment ? "Deployment" : "StatefulSet")
                                .withPlural(workload.kind() + "s")
                                .withNamespaced(true)
                                .build())
                .inNamespace(workload.namespace())
                .withName(workload.name());
    }
}
