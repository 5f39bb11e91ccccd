package io.vmstation.kube.desired;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The pods that an object asks for.
 *
 * @param owner the object
 * @param path to what describes them, which has metadata and spec
 */
record Pods(Manifest owner, List<Object> path) {
    private static final Map<String, List<Object>> PATHS =
            Map.of(
                    "Pod", List.of(),
                    "Deployment", List.of("spec", "template"),
                    "DaemonSet", List.of("spec", "template"),
                    "StatefulSet", List.of("spec", "template"),
                    "ReplicaSet", List.of("spec", "template"),
                    "ReplicationController", List.of("spec", "template"),
                    "Job", List.of("spec", "template"),
                    "CronJob", List.of("spec", "jobTemplate", "spec", "template"));

    /** Those of an object, if its kind has any. */
    static Optional<Pods> of(Manifest owner) {
        boolean builtIn = !owner.key().group().contains(".");
        return Optional.ofNullable(PATHS.get(owner.kind()))
                .filter(path -> builtIn)
                .map(path -> new Pods(owner, path));
    }

    /**
     * One container.
     *
     * @param path to it
     */
    record Container(JsonNode json, List<Object> path) {}

    JsonNode labels() {
        return value("metadata", "labels");
    }

    JsonNode spec() {
        return value("spec");
    }

    /** Those that run all the time. */
    List<Container> containers() {
        return containers("containers");
    }

    /** Those too that prepare the pod. */
    List<Container> allContainers() {
        return Stream.concat(containers().stream(), containers("initContainers").stream()).toList();
    }

    private List<Container> containers(String list) {
        JsonNode items = items(spec().path(list));
        List<Container> found = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            found.add(new Container(items.get(i), steps("spec", list, i)));
        }
        return found;
    }

    /** Whether any container names a port so. */
    boolean hasPort(String name) {
        return allContainers().stream()
                .flatMap(container -> stream(container.json().path("ports")))
                .anyMatch(port -> port.path("name").asText().equals(name));
    }

    /** The path to something inside. */
    List<Object> steps(Object... further) {
        List<Object> steps = new ArrayList<>(path);
        steps.addAll(List.of(further));
        return steps;
    }

    Spot at(Object... further) {
        return owner.document().at(steps(further));
    }

    private JsonNode value(Object... further) {
        return owner.document().value(steps(further).toArray());
    }

    /** The list itself, or an empty one in place of whatever was written instead of a list. */
    static JsonNode items(JsonNode list) {
        return list.isArray() ? list : MissingNode.getInstance();
    }

    static Stream<JsonNode> stream(JsonNode list) {
        return list.isArray() ? list.valueStream() : Stream.empty();
    }
}
