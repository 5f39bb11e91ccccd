package io.vmstation.kube;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a pod may run on a node, as far as its own description tells: its node's name, node
 * selector, required node affinity, and the taints of the node (Kubernetes documentation,
 * "Assigning Pods to Nodes"). Room on the node, volumes and other pods are not looked at.
 */
public final class NodeFit {
    private static final String PASSING_TAINTS = "node.kubernetes.io/";

    private NodeFit() {}

    /** Whether the description of the pod allows that node. */
    public static boolean isChosen(PodSpec pod, Node node) {
        String name = node.getMetadata().getName();
        Map<String, String> wanted = pod.getNodeSelector();
        return (pod.getNodeName() == null || pod.getNodeName().equals(name))
                && (wanted == null || labels(node).entrySet().containsAll(wanted.entrySet()))
                && matchesAffinity(pod, node);
    }

    /** Whether the node also tolerates it; taints that pass by themselves aside. */
    public static boolean isTolerated(PodSpec pod, Node node) {
        return node.getSpec() == null
                || node.getSpec().getTaints().stream()
                        .filter(taint -> !taint.getKey().startsWith(PASSING_TAINTS))
                        .filter(taint -> !"PreferNoSchedule".equals(taint.getEffect()))
                        .allMatch(
                                taint ->
                                        pod.getTolerations().stream()
                                                .anyMatch(it -> tolerates(it, taint)));
    }

    private static boolean tolerates(Toleration toleration, Taint taint) {
        boolean effect =
                toleration.getEffect() == null || toleration.getEffect().equals(taint.getEffect());
        boolean anyKey = toleration.getKey() == null || toleration.getKey().isEmpty();
        boolean exists = "Exists".equals(toleration.getOperator());
        String value = taint.getValue() == null ? "" : taint.getValue();
        String wanted = toleration.getValue() == null ? "" : toleration.getValue();
        return effect
                && (anyKey ? exists : toleration.getKey().equals(taint.getKey()))
                && (exists || wanted.equals(value));
    }

    private static boolean matchesAffinity(PodSpec pod, Node node) {
        return Optional.ofNullable(pod.getAffinity())
                .map(affinity -> affinity.getNodeAffinity())
                .map(NodeAffinity::getRequiredDuringSchedulingIgnoredDuringExecution)
                .map(required -> required.getNodeSelectorTerms())
                .map(terms -> matchesAny(terms, node))
                .orElse(true);
    }

    /** Whether one of these terms takes that node; no terms take none. */
    public static boolean matchesAny(List<NodeSelectorTerm> terms, Node node) {
        return terms.stream().anyMatch(term -> matches(term, node));
    }

    private static boolean matches(NodeSelectorTerm term, Node node) {
        List<NodeSelectorRequirement> fields = term.getMatchFields();
        List<NodeSelectorRequirement> expressions = term.getMatchExpressions();
        boolean empty = fields.isEmpty() && expressions.isEmpty();
        Map<String, String> names = Map.of("metadata.name", node.getMetadata().getName());
        return !empty
                && fields.stream().allMatch(it -> matches(it, names))
                && expressions.stream().allMatch(it -> matches(it, labels(node)));
    }

    private static boolean matches(NodeSelectorRequirement term, Map<String, String> values) {
        return Selectors.matches(
                term.getOperator(),
                term.getValues(),
                Optional.ofNullable(values.get(term.getKey())));
    }

    private static Map<String, String> labels(Node node) {
        Map<String, String> labels = node.getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }
}
