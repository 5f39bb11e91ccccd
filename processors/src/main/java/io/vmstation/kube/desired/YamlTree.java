package io.vmstation.kube.desired;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Turns composed nodes into JSON that knows its lines; expands aliases and merge keys. */
final class YamlTree {
    private static final int MOST_VALUES = 500_000;
    private static final String MERGE = "<<";

    private final String file;
    private final FileProblems problems;
    private int values;
    private Lines lines = new Lines();

    /**
     * What a document holds.
     *
     * @param line where it begins
     */
    record Root(JsonNode json, Lines lines, int line) {}

    /**
     * @param file as messages name it
     */
    YamlTree(String file, FileProblems problems) {
        this.file = file;
        this.problems = problems;
    }

    /** A whole document; nothing when it is too large or holds itself, which was reported. */
    Optional<Root> convert(Node node) {
        lines = new Lines();
        Spot spot = Spot.of(file).at(line(node));
        Optional<JsonNode> json = value(node, spot);
        if (values > MOST_VALUES) {
            problems.report(spot, "holds more than " + MOST_VALUES + " values: split the file");
            return Optional.empty();
        }
        return json.map(found -> new Root(found, lines, line(node)));
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    private Optional<JsonNode> value(Node node, Spot spot) {
        if (node.isRecursive()) {
            problems.report(spot, "holds itself by an alias: remove the alias");
            return Optional.empty();
        }
        if (++values > MOST_VALUES) {
            return Optional.empty();
        }
        if (node instanceof ScalarNode scalar) {
            return scalar(scalar, spot);
        }
        if (node instanceof SequenceNode sequence) {
            return Optional.of(list(sequence, spot));
        }
        return Optional.of(map((MappingNode) node, spot));
    }

    private Optional<JsonNode> scalar(ScalarNode scalar, Spot spot) {
        Optional<JsonNode> value = YamlScalars.value(scalar);
        if (value.isEmpty()) {
            problems.report(
                    spot,
                    "has the tag %s, which Kubernetes does not know: remove it"
                            .formatted(scalar.getTag()));
        }
        return value;
    }

    private ArrayNode list(SequenceNode sequence, Spot spot) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Node item : sequence.getValue()) {
            lines.note(list, list.size(), line(item));
            value(item, spot.child(list.size()).at(line(item))).ifPresent(list::add);
        }
        return list;
    }

    private ObjectNode map(MappingNode node, Spot spot) {
        ObjectNode map = JsonNodeFactory.instance.objectNode();
        List<JsonNode> merged = new ArrayList<>();
        for (NodeTuple tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.report(
                        spot.at(line(tuple.getKeyNode())),
                        "has a key that is not a word: write `key: value`");
                continue;
            }
            Spot place = spot.child(key.getValue()).at(line(key));
            Optional<JsonNode> value = value(tuple.getValueNode(), place);
            if (key.getValue().equals(MERGE) && key.isPlain()) {
                value.ifPresent(merged::add);
            } else {
                value.ifPresent(found -> put(map, key.getValue(), found, place));
            }
        }
        merged.forEach(value -> merge(value, map));
        return map;
    }

    private void put(ObjectNode map, String key, JsonNode value, Spot place) {
        if (map.has(key)) {
            problems.report(
                    place,
                    "stands here a second time, first in line "
                            + lines.of(map, key)
                            + ": keep one of them");
        } else {
            lines.note(map, key, place.line());
            map.set(key, value);
        }
    }

    private void merge(JsonNode value, ObjectNode map) {
        if (value.isArray()) {
            value.forEach(item -> merge(item, map));
        }
        value.properties()
                .forEach(
                        entry -> {
                            if (!map.has(entry.getKey())) {
                                lines.note(map, entry.getKey(), lines.of(value, entry.getKey()));
                                map.set(entry.getKey(), entry.getValue().deepCopy());
                            }
                        });
    }
}
