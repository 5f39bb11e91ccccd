package io.vmstation.kube.desired;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.kube.desired.Pods.Container;
import io.vmstation.kube.reconcile.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Finds what is there twice: objects, and items of lists that the server tells apart by a name and
 * that it would refuse.
 */
final class DuplicateCheck {
    private final FileProblems problems;

    DuplicateCheck(FileProblems problems) {
        this.problems = problems;
    }

    /** Objects that stand in two places. */
    void objects(List<Manifest> manifests) {
        Map<ObjectKey, Manifest> first = new HashMap<>();
        for (Manifest manifest : manifests) {
            Manifest earlier = first.putIfAbsent(manifest.key(), manifest);
            if (earlier != null) {
                problems.report(
                        manifest.document().spot(),
                        "%s stands in %s too: keep one of them"
                                .formatted(manifest.key(), earlier.document().spot().shortly()));
            }
        }
    }

    /** Items of lists in one object. */
    void items(Known known) {
        for (Pods pods : known.pods()) {
            list(pods, pods.spec(), pods.steps("spec"), "volumes", "name");
            for (String list : List.of("containers", "initContainers")) {
                list(pods, pods.spec(), pods.steps("spec"), list, "name");
            }
            for (Container container : pods.allContainers()) {
                list(pods, container.json(), container.path(), "env", "name");
                list(pods, container.json(), container.path(), "volumeMounts", "mountPath");
                ports(pods.owner(), container.json(), container.path(), "containerPort");
            }
        }
        for (Manifest manifest : known.all()) {
            if (manifest.kind().equals("Service") && manifest.key().group().isEmpty()) {
                ports(manifest, manifest.json().path("spec"), List.of("spec"), "port");
            }
        }
    }

    private void list(Pods pods, JsonNode container, List<Object> path, String list, String key) {
        each(pods.owner(), container.path(list), with(path, list), key, item -> text(item, key));
    }

    private void ports(Manifest manifest, JsonNode container, List<Object> path, String number) {
        JsonNode ports = container.path("ports");
        List<Object> place = with(path, "ports");
        each(manifest, ports, place, "name", port -> text(port, "name"));
        each(
                manifest,
                ports,
                place,
                number,
                port ->
                        port.has(number)
                                ? text(port, number) + "/" + port.path("protocol").asText("TCP")
                                : "");
    }

    private void each(
            Manifest manifest,
            JsonNode written,
            List<Object> path,
            String key,
            Function<JsonNode, String> identity) {
        JsonNode items = Pods.items(written);
        Map<String, Integer> first = new HashMap<>();
        for (int i = 0; i < items.size(); i++) {
            String name = identity.apply(items.get(i));
            Integer earlier = name.isEmpty() ? null : first.putIfAbsent(name, i);
            if (earlier != null) {
                problems.report(
                        manifest.document().at(with(with(path, i), key)),
                        "is %s, as %s[%d] is too: keep one of them"
                                .formatted(name, path.get(path.size() - 1), earlier));
            }
        }
    }

    private static String text(JsonNode item, String key) {
        return item.path(key).asText();
    }

    private static List<Object> with(List<Object> path, Object step) {
        List<Object> longer = new ArrayList<>(path);
        longer.add(step);
        return longer;
    }
}
