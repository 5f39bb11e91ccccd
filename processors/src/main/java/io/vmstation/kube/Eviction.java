package io.vmstation.kube;

import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.policy.v1.EvictionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Optional;

/**
 * Asks the API server to end a pod, by the Eviction API, which honours PodDisruptionBudgets: it
 * answers 429 with the budget's name while one is used up, and 500 when several cover the pod
 * (Kubernetes documentation, "API-initiated Eviction").
 */
final class Eviction {
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private Eviction() {}

    /**
     * Evicts a pod. Blocks.
     *
     * @return why it may not go just now; nothing when it goes or is gone
     */
    static Optional<String> evict(KubernetesClient client, Pod pod) {
        try {
            client.raw(
                    path(pod) + "/eviction",
                    "POST",
                    new EvictionBuilder()
                            .withNewMetadata()
                            .withNamespace(pod.getMetadata().getNamespace())
                            .withName(pod.getMetadata().getName())
                            .endMetadata()
                            .withDeleteOptions(onlyThis(pod))
                            .build());
            return Optional.empty();
        } catch (KubernetesClientException e) {
            return objection(e);
        }
    }

    /** Deletes a pod, whatever its budget; it still has its own time to end. Blocks. */
    static void delete(KubernetesClient client, Pod pod) {
        try {
            client.raw(path(pod), "DELETE", onlyThis(pod));
        } catch (KubernetesClientException e) {
            if (e.getCode() != NOT_FOUND && e.getCode() != CONFLICT) {
                throw e;
            }
        }
    }

    private static Optional<String> objection(KubernetesClientException e) {
        boolean gone = e.getCode() == NOT_FOUND || e.getCode() == CONFLICT;
        boolean later =
                e.getCode() == TOO_MANY_REQUESTS
                        || e.getCode() == SERVER_ERROR
                        || (e.getCode() == FORBIDDEN && hasCause(e, "NamespaceTerminating"));
        if (!gone && !later) {
            throw e;
        }
        return gone ? Optional.empty() : Optional.of(reason(e));
    }

    private static String reason(KubernetesClientException e) {
        return causes(e).stream()
                .filter(cause -> "DisruptionBudget".equals(cause.getReason()))
                .map(StatusCause::getMessage)
                .findFirst()
                .orElseGet(() -> ClusterFailure.said(e));
    }

    private static boolean hasCause(KubernetesClientException e, String reason) {
        return causes(e).stream().anyMatch(cause -> reason.equals(cause.getReason()));
    }

    private static List<StatusCause> causes(KubernetesClientException e) {
        Status status = e.getStatus();
        return status == null || status.getDetails() == null
                ? List.of()
                : status.getDetails().getCauses();
    }

    /** Another pod of that name, as a StatefulSet starts it elsewhere, is left alone. */
    private static DeleteOptions onlyThis(Pod pod) {
        return new DeleteOptionsBuilder()
                .withNewPreconditions()
                .withUid(pod.getMetadata().getUid())
                .endPreconditions()
                .build();
    }

    private static String path(Pod pod) {
        return "/api/v1/namespaces/%s/pods/%s"
                .formatted(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
    }
}
