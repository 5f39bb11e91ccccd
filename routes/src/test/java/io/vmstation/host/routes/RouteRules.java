package io.vmstation.host.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** How a route file that we ship has to look; a user's may look as it likes. */
final class RouteRules {
    private static final Pattern LITERAL_PLACE =
            Pattern.compile("://(?!\\{\\{)|:\\d{2,5}\\b|\\b\\d+\\.\\d+\\.\\d+\\.\\d+\\b");

    private final String id;
    private final List<String> broken = new ArrayList<>();

    private RouteRules(String id) {
        this.id = id;
    }

    /** Rules that a file breaks, one line each. */
    static List<String> brokenBy(String fileName, String text) {
        RouteRules rules = new RouteRules(fileName.replace(".camel.yaml", ""));
        Node root = new Compose(LoadSettings.builder().build()).composeString(text).orElseThrow();
        for (Node entry : ((SequenceNode) root).getValue()) {
            for (NodeTuple tuple : ((MappingNode) entry).getValue()) {
                rules.entry(scalar(tuple.getKeyNode()), tuple.getValueNode());
            }
        }
        return rules.broken;
    }

    private void entry(String kind, Node entry) {
        switch (kind) {
            case "route" -> {
                expect(entry, "id", id);
                expect(entry, "autoStartup", "{{" + id + ".enabled}}");
                require(child(entry, "description").isPresent(), entry, "it has no description");
                steps(entry, id + ".");
            }
            case "routeTemplate" -> {
                expect(entry, "id", id);
                require(child(entry, "description").isPresent(), entry, "it has no description");
                Node route = child(entry, "route").orElseThrow();
                expect(route, "autoStartup", "{{enabled}}");
                steps(route, "");
            }
            case "templatedRoute" -> {
                expect(entry, "routeId", id);
                require(
                        pairs(entry)
                                .anyMatch(
                                        pair ->
                                                scalar(pair.getValueNode())
                                                        .equals("{{" + id + ".enabled}}")),
                        entry,
                        "no parameter is {{" + id + ".enabled}}");
            }
            case "routeConfiguration" -> steps(entry, id + ".");
            default -> require(false, entry, "a " + kind + " is not expected here");
        }
        pairs(entry)
                .filter(pair -> scalar(pair.getKeyNode()).equals("uri"))
                .map(NodeTuple::getValueNode)
                .filter(uri -> LITERAL_PLACE.matcher(scalar(uri)).find())
                .forEach(uri -> require(false, uri, "a literal host or port: " + scalar(uri)));
    }

    private void steps(Node entry, String prefix) {
        pairs(entry)
                .filter(pair -> Set.of("steps", "onException").contains(scalar(pair.getKeyNode())))
                .map(NodeTuple::getValueNode)
                .filter(SequenceNode.class::isInstance)
                .flatMap(list -> ((SequenceNode) list).getValue().stream())
                .flatMap(step -> ((MappingNode) step).getValue().stream())
                .forEach(step -> expectId(step.getValueNode(), prefix));
        child(entry, "from").ifPresent(from -> expectId(from, prefix));
    }

    private void expectId(Node step, String prefix) {
        String stepId = child(step, "id").map(RouteRules::scalar).orElse("");
        require(
                !stepId.isEmpty() && stepId.startsWith(prefix),
                step,
                "a step's id must be " + prefix + "<verb>, it is \"" + stepId + "\"");
    }

    private void expect(Node node, String key, String value) {
        String actual = child(node, key).map(RouteRules::scalar).orElse("");
        require(actual.equals(value), node, key + " must be " + value + ", it is " + actual);
    }

    private void require(boolean condition, Node place, String sentence) {
        if (!condition) {
            int line = place.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
            broken.add(id + ".camel.yaml:" + line + ": " + sentence);
        }
    }

    private static Optional<Node> child(Node node, String key) {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .filter(pair -> scalar(pair.getKeyNode()).equals(key))
                        .map(NodeTuple::getValueNode)
                        .findFirst()
                : Optional.empty();
    }

    private static Stream<NodeTuple> pairs(Node node) {
        if (node instanceof MappingNode mapping) {
            return mapping.getValue().stream()
                    .flatMap(pair -> Stream.concat(Stream.of(pair), pairs(pair.getValueNode())));
        }
        return node instanceof SequenceNode list
                ? list.getValue().stream().flatMap(RouteRules::pairs)
                : Stream.empty();
    }

    private static String scalar(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }
}
