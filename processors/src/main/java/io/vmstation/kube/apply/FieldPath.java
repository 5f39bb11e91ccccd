package io.vmstation.kube.apply;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where a field is in an object.
 *
 * @param steps from the root
 */
record FieldPath(List<Step> steps) {
    static final FieldPath ROOT = new FieldPath(List.of());

    FieldPath {
        steps = List.copyOf(steps);
    }

    /** One step down. */
    sealed interface Step {}

    /** To a field of an object. */
    record Field(String name) implements Step {}

    /** To the item of a list that has these values in the fields that tell its items apart. */
    record Item(ObjectNode keys) implements Step {}

    /** To the item of a list with that value. */
    record Value(JsonNode value) implements Step {}

    /** To the item of a list at that place. */
    record Index(int index) implements Step {}

    static FieldPath of(String... names) {
        return new FieldPath(List.of(names).stream().<Step>map(Field::new).toList());
    }

    /** The place that a pointer leads to in that object, whose managedFields name the keys. */
    static FieldPath of(JsonPointer pointer, ObjectNode object, ManagedFields managed) {
        FieldPath path = ROOT;
        JsonNode at = object;
        for (JsonPointer rest = pointer; !rest.matches(); rest = requireNonNull(rest.tail())) {
            String name = rest.getMatchingProperty();
            int index = rest.getMatchingIndex();
            if (at.isArray() && index >= 0) {
                JsonNode item = at.path(index);
                Optional<List<String>> keys = managed.keys(path);
                path = path.then(keys.flatMap(k -> item(item, k)).orElse(new Index(index)));
                at = item;
            } else {
                path = path.field(name);
                at = at.path(name);
            }
        }
        return path;
    }

    /** The step to an item; empty when it lacks a key. */
    static Optional<Step> item(JsonNode item, List<String> keys) {
        if (!item.isObject()) {
            return Optional.empty();
        }
        ObjectNode values = ((ObjectNode) item).objectNode();
        for (String key : keys) {
            JsonNode value = item.get(key);
            if (value == null) {
                return Optional.empty();
            }
            values.set(key, value);
        }
        return Optional.of(new Item(values));
    }

    FieldPath field(String name) {
        return then(new Field(name));
    }

    FieldPath then(Step step) {
        List<Step> longer = new ArrayList<>(steps);
        longer.add(step);
        return new FieldPath(longer);
    }

    /** Whether the other one is at this place, or below. */
    boolean contains(FieldPath other) {
        return other.steps.size() >= steps.size()
                && other.steps.subList(0, steps.size()).equals(steps);
    }

    /** {@code spec.containers[name=grafana].image}, {@code metadata.labels[app.io/name]}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Step step : steps) {
            if (step instanceof Field field && field.name().matches("[A-Za-z0-9_-]+")) {
                text.append(text.isEmpty() ? "" : ".").append(field.name());
            } else {
                text.append('[').append(bracketed(step)).append(']');
            }
        }
        return text.toString();
    }

    private static String bracketed(Step step) {
        if (step instanceof Field field) {
            return field.name();
        }
        if (step instanceof Item item) {
            return item.keys().properties().stream()
                    .map(key -> key.getKey() + "=" + key.getValue().asText())
                    .collect(Collectors.joining(","));
        }
        return step instanceof Value value
                ? "=" + value.value().asText()
                : String.valueOf(((Index) step).index());
    }
}
