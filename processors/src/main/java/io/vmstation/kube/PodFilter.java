package io.vmstation.kube;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vmstation.node.Options;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which pods of a node count at all, by namespace and labels; the API server reads the selectors.
 * Blocks.
 */
final class PodFilter {
    private final KubernetesClient client;
    private final String clusterNode;
    private final Set<String> namespaces;
    private final Set<String> ignored;
    private final Optional<String> labels;
    private final Optional<String> ignoreLabels;

    PodFilter(KubernetesClient client, String clusterNode, Options options) {
        this.client = client;
        this.clusterNode = clusterNode;
        this.namespaces = words(options.texts("namespaces"));
        this.ignored = words(options.texts("ignoreNamespaces"));
        this.labels = options.optionalText("labels").filter(text -> !text.isBlank());
        this.ignoreLabels = options.optionalText("ignoreLabels").filter(text -> !text.isBlank());
    }

    boolean counts(String namespace) {
        return (namespaces.isEmpty() || namespaces.contains(namespace))
                && !ignored.contains(namespace);
    }

    List<Pod> pods() {
        Set<String> without = new HashSet<>();
        ignoreLabels.ifPresent(
                selector -> select(Optional.of(selector)).forEach(pod -> without.add(uid(pod))));
        return select(labels).stream()
                .filter(pod -> counts(pod.getMetadata().getNamespace()))
                .filter(pod -> !without.contains(uid(pod)))
                .toList();
    }

    private List<Pod> select(Optional<String> selector) {
        var onNode = client.pods().inAnyNamespace().withField("spec.nodeName", clusterNode);
        return selector.map(onNode::withLabelSelector).orElse(onNode).list().getItems();
    }

    private static String uid(Pod pod) {
        return PodFacts.name(pod) + "/" + pod.getMetadata().getUid();
    }

    private static Set<String> words(List<String> written) {
        Set<String> words = new HashSet<>(written);
        words.remove("");
        return words;
    }
}
