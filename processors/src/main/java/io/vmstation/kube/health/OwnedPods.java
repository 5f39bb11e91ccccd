package io.vmstation.kube.health;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.kube.reconcile.KubeApi;
import io.vmstation.kube.reconcile.KubeApi.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Finds the pods that a workload keeps running. Blocks for one request. */
final class OwnedPods {
    private static final Resource PODS = new Resource("v1", "Pod", "pods", true);

    private final KubeApi api;

    OwnedPods(KubeApi api) {
        this.api = requireNonNull(api, "api is null");
    }

    /**
     * Those of a Deployment, ReplicaSet, StatefulSet or DaemonSet that have not run to their end.
     */
    List<Seen> of(Seen workload) {
        return selected(workload, "/spec/selector", pod -> owns(workload, pod));
    }

    /** Those that a PodDisruptionBudget or the like selects, whoever owns them. */
    List<Seen> selectedBy(Seen object) {
        return selected(object, "/spec/selector", pod -> true);
    }

    private List<Seen> selected(Seen object, String pointer, Predicate<Seen> owned) {
        Optional<String> selector = selector(object.json().at(pointer));
        if (selector.isEmpty()) {
            return List.of();
        }
        return api.list(PODS, selector.get()).stream()
                .map(Seen::new)
                .filter(pod -> pod.namespace().equals(object.namespace()))
                .filter(owned)
                .filter(pod -> !isFinished(pod))
                .toList();
    }

    private static boolean owns(Seen workload, Seen pod) {
        return pod.elements("/metadata/ownerReferences")
                .filter(owner -> owner.path("controller").asBoolean(false))
                .anyMatch(owner -> owns(workload, pod, owner));
    }

    private static boolean owns(Seen workload, Seen pod, JsonNode owner) {
        String kind = owner.path("kind").asText("");
        String name = owner.path("name").asText("");
        if (!workload.kind().equals("Deployment")) {
            return kind.equals(workload.kind()) && name.equals(workload.name());
        }
        // A Deployment names its ReplicaSets after itself and the hash that its pods carry.
        String hash = pod.text("/metadata/labels/pod-template-hash");
        return kind.equals("ReplicaSet") && name.equals(workload.name() + "-" + hash);
    }

    private static boolean isFinished(Seen pod) {
        String phase = pod.text("/status/phase");
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    /** A LabelSelector in the form of a query; empty when it selects nothing or cannot be told. */
    private static Optional<String> selector(JsonNode selector) {
        List<String> terms = new ArrayList<>();
        for (Map.Entry<String, JsonNode> label : selector.path("matchLabels").properties()) {
            terms.add(label.getKey() + "=" + label.getValue().asText());
        }
        for (JsonNode term : selector.path("matchExpressions")) {
            Optional<String> written = term(term);
            if (written.isEmpty()) {
                return Optional.empty();
            }
            terms.add(written.get());
        }
        return Optional.of(String.join(",", terms)).filter(text -> !text.isEmpty());
    }

    private static Optional<String> term(JsonNode term) {
        String key = term.path("key").asText("");
        String values =
                StreamSupport.stream(term.path("values").spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(",", "(", ")"));
        return switch (term.path("operator").asText("")) {
            case "In" -> Optional.of(key + " in " + values);
            case "NotIn" -> Optional.of(key + " notin " + values);
            case "Exists" -> Optional.of(key);
            case "DoesNotExist" -> Optional.of("!" + key);
            default -> Optional.empty();
        };
    }
}
