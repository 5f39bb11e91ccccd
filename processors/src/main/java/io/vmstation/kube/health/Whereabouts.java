package io.vmstation.kube.health;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.vmstation.kube.NodeFit;
import io.vmstation.kube.reconcile.KubeApi;
import io.vmstation.kube.reconcile.KubeApi.Resource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Tells which pods are away because their nodes sleep: they are bound to such a node, or they wait
 * and nothing but such nodes would take them, by their own description or by where the volumes of
 * their claims are. For one round of judging; blocks for the few requests that it takes. Confined
 * to one thread.
 */
final class Whereabouts {
    private static final Resource NODES = new Resource("v1", "Node", "nodes", false);
    private static final Resource CLAIMS =
            new Resource("v1", "PersistentVolumeClaim", "persistentvolumeclaims", true);
    private static final Resource VOLUMES =
            new Resource("v1", "PersistentVolume", "persistentvolumes", false);
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private final KubeApi api;
    private final Set<String> asleep;
    private @Nullable List<Node> nodes;

    Whereabouts(KubeApi api, Set<String> asleep) {
        this.api = requireNonNull(api, "api is null");
        this.asleep = Set.copyOf(asleep);
    }

    /** Whether any node sleeps at all. */
    boolean anyAsleep() {
        return !asleep.isEmpty();
    }

    Set<String> asleep() {
        return asleep;
    }

    /** Whether a pod is away because its node sleeps. */
    boolean isAsleep(Seen pod) {
        Optional<String> node = node(pod);
        return anyAsleep() && node.map(asleep::contains).orElseGet(() -> isPinned(pod));
    }

    /** The node that a pod is bound to, or that its DaemonSet means it for. */
    static Optional<String> node(Seen pod) {
        String bound = pod.text("/spec/nodeName");
        if (!bound.isEmpty()) {
            return Optional.of(bound);
        }
        String terms =
                "/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution"
                        + "/nodeSelectorTerms";
        return pod.elements(terms)
                .flatMap(term -> elements(term.path("matchFields")))
                .filter(field -> field.path("key").asText("").equals("metadata.name"))
                .map(field -> field.at("/values/0").asText(""))
                .filter(name -> !name.isEmpty())
                .findFirst();
    }

    private boolean isPinned(Seen pod) {
        PodSpec spec = JSON.convertValue(pod.json().path("spec"), PodSpec.class);
        List<Node> fitting =
                nodes().stream()
                        .filter(node -> NodeFit.isChosen(spec, node))
                        .filter(node -> NodeFit.isTolerated(spec, node))
                        .toList();
        List<Node> reaching = fitting;
        if (fitting.stream().anyMatch(node -> !isAsleep(node))) {
            List<List<NodeSelectorTerm>> places = placesOfVolumes(pod);
            reaching =
                    fitting.stream()
                            .filter(
                                    node ->
                                            places.stream()
                                                    .allMatch(it -> NodeFit.matchesAny(it, node)))
                            .toList();
        }
        return !reaching.isEmpty() && reaching.stream().allMatch(this::isAsleep);
    }

    private boolean isAsleep(Node node) {
        return asleep.contains(node.getMetadata().getName());
    }

    /** For each volume that can be used on some nodes only, which ones. */
    private List<List<NodeSelectorTerm>> placesOfVolumes(Seen pod) {
        return pod.elements("/spec/volumes")
                .map(it -> it.at("/persistentVolumeClaim/claimName").asText(""))
                .filter(name -> !name.isEmpty())
                .flatMap(name -> api.get(CLAIMS, pod.namespace(), name).stream())
                .map(claim -> claim.at("/spec/volumeName").asText(""))
                .filter(name -> !name.isEmpty())
                .flatMap(name -> api.get(VOLUMES, "", name).stream())
                .flatMap(volume -> places(volume).stream())
                .toList();
    }

    private static Optional<List<NodeSelectorTerm>> places(ObjectNode volume) {
        return Optional.ofNullable(JSON.convertValue(volume, PersistentVolume.class).getSpec())
                .map(spec -> spec.getNodeAffinity())
                .map(affinity -> affinity.getRequired())
                .map(required -> required.getNodeSelectorTerms());
    }

    private List<Node> nodes() {
        if (nodes == null) {
            nodes =
                    api.list(NODES, "").stream()
                            .map(it -> JSON.convertValue(it, Node.class))
                            .toList();
        }
        return nodes;
    }

    private static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
