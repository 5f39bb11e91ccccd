package io.vmstation.config;

import io.vmstation.config.YamlValue.Entry;
import io.vmstation.config.YamlValue.Mapping;
import io.vmstation.config.YamlValue.Scalar;
import io.vmstation.config.YamlValue.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Turns composed nodes into located values; expands aliases and merge keys ({@code <<}). */
final class YamlConversion {
    private static final int MOST_VALUES = 200_000;
    private static final String MERGE = "<<";

    private final Problems problems;
    private final boolean repeatedKeysAreWrong;
    private int values;

    YamlConversion(Problems problems, boolean repeatedKeysAreWrong) {
        this.problems = problems;
        this.repeatedKeysAreWrong = repeatedKeysAreWrong;
    }

    /** The located value of a whole document; nothing when it is too large or holds itself. */
    Optional<YamlValue> convert(Node node, Place root) {
        Optional<YamlValue> converted = value(node, root, root.line());
        if (values > MOST_VALUES) {
            problems.report(root, "holds more than " + MOST_VALUES + " values: split it");
            return Optional.empty();
        }
        return converted;
    }

    private Optional<YamlValue> value(Node node, Place parent, int offset) {
        Place place = parent.at(line(node, offset));
        if (node.isRecursive()) {
            problems.report(place, "holds itself by an alias: remove the alias");
            return Optional.empty();
        }
        if (++values > MOST_VALUES) {
            return Optional.empty();
        }
        if (node instanceof ScalarNode scalar) {
            return Optional.of(
                    new Scalar(
                            place,
                            scalar.getValue(),
                            scalar.getTag().getValue(),
                            scalar.getTag().equals(Tag.NULL)));
        }
        if (node instanceof SequenceNode sequence) {
            return Optional.of(new Sequence(place, items(sequence, place, offset)));
        }
        return Optional.of(mapping((MappingNode) node, place, offset));
    }

    private static int line(Node node, int offset) {
        return node.getStartMark().map(mark -> mark.getLine() + 1 + offset).orElse(0);
    }

    private List<YamlValue> items(SequenceNode sequence, Place place, int offset) {
        List<YamlValue> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            Place itemPlace = place.named(place.key() + "[" + items.size() + "]");
            value(item, itemPlace, offset).ifPresent(items::add);
        }
        return items;
    }

    private Mapping mapping(MappingNode node, Place place, int offset) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        List<YamlValue> merged = new ArrayList<>();
        for (NodeTuple tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                Place keyPlace = place.at(line(tuple.getKeyNode(), offset));
                problems.report(keyPlace, "has a key that is not a word: write `key: value`");
                continue;
            }
            Place keyPlace = place.child(key.getValue()).at(line(key, offset));
            Optional<YamlValue> value = value(tuple.getValueNode(), keyPlace, offset);
            if (key.getValue().equals(MERGE) && key.isPlain()) {
                value.ifPresent(merged::add);
            } else {
                value.ifPresent(v -> put(entries, new Entry(key.getValue(), keyPlace, v)));
            }
        }
        merged.forEach(value -> merge(value, entries));
        return new Mapping(place, List.copyOf(entries.values()));
    }

    private void put(Map<String, Entry> entries, Entry entry) {
        Entry earlier = entries.put(entry.key(), entry);
        if (earlier != null) {
            String message =
                    "stands here a second time, first in line "
                            + earlier.place().line()
                            + ": keep one of them";
            if (repeatedKeysAreWrong) {
                problems.report(entry.place(), message);
            } else {
                problems.warn(entry.place(), message);
            }
        }
    }

    private static void merge(YamlValue value, Map<String, Entry> entries) {
        if (value instanceof Mapping mapping) {
            mapping.entries().forEach(entry -> entries.putIfAbsent(entry.key(), entry));
        } else if (value instanceof Sequence sequence) {
            sequence.items().forEach(item -> merge(item, entries));
        }
    }
}
