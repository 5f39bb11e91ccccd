package io.vmstation.kube.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.apply.FieldPath.Field;
import io.vmstation.kube.apply.FieldPath.Item;
import io.vmstation.kube.apply.FieldPath.Step;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sums and differences of the sets of fields that stand in managedFields ({@code FieldsV1}). */
final class FieldSet {
    private FieldSet() {}

    /** Adds the others. */
    static void add(ObjectNode fields, ObjectNode others) {
        for (Map.Entry<String, JsonNode> other : others.properties()) {
            if (fields.get(other.getKey()) instanceof ObjectNode known
                    && other.getValue() instanceof ObjectNode more) {
                add(known, more);
            } else {
                fields.set(other.getKey(), other.getValue().deepCopy());
            }
        }
    }

    /** Removes that field and all in it, and what holds nothing else. */
    static void remove(ObjectNode fields, FieldPath path) {
        if (path.steps().isEmpty()) {
            fields.removeAll();
            return;
        }
        Step first = path.steps().get(0);
        FieldPath rest = new FieldPath(path.steps().subList(1, path.steps().size()));
        for (Map.Entry<String, JsonNode> child : List.copyOf(fields.properties())) {
            if (ManagedFields.step(child.getKey()).filter(first::equals).isPresent()
                    && child.getValue() instanceof ObjectNode below) {
                boolean leaf = below.isEmpty();
                if (!leaf || rest.steps().isEmpty()) {
                    remove(below, rest);
                }
                if (below.isEmpty() && !(leaf && !rest.steps().isEmpty())) {
                    fields.remove(child.getKey());
                }
            }
        }
    }

    /** Removes all but what is at these places. */
    static void retain(ObjectNode fields, Collection<FieldPath> places) {
        retain(fields, FieldPath.ROOT, places);
    }

    private static void retain(ObjectNode fields, FieldPath at, Collection<FieldPath> places) {
        for (Map.Entry<String, JsonNode> child : List.copyOf(fields.properties())) {
            Optional<FieldPath> path = ManagedFields.step(child.getKey()).map(at::then);
            if (path.filter(p -> places.stream().anyMatch(place -> place.contains(p)))
                    .isPresent()) {
                continue;
            }
            boolean above =
                    path.filter(p -> places.stream().anyMatch(p::contains)).isPresent()
                            && child.getValue() instanceof ObjectNode;
            if (above) {
                retain((ObjectNode) child.getValue(), path.orElseThrow(), places);
            }
            if (!above || child.getValue().isEmpty()) {
                fields.remove(child.getKey());
            }
        }
    }

    /** Removes from an object the values of these fields, but for those that are wanted. */
    static void removeValues(ObjectNode object, ObjectNode fields, JsonNode wanted) {
        for (Map.Entry<String, JsonNode> child : fields.properties()) {
            if (ManagedFields.step(child.getKey()).orElse(null) instanceof Field field
                    && !alwaysThere(field.name())) {
                JsonNode below = wanted.path(field.name());
                if (child.getValue().isEmpty()) {
                    if (below.isMissingNode()) {
                        object.remove(field.name());
                    }
                } else if (object.get(field.name()) instanceof ObjectNode value) {
                    removeValues(value, (ObjectNode) child.getValue(), below);
                    if (value.isEmpty() && below.isMissingNode()) {
                        object.remove(field.name());
                    }
                } else if (object.get(field.name()) instanceof ArrayNode items) {
                    removeItems(items, (ObjectNode) child.getValue(), below);
                }
            }
        }
    }

    private static boolean alwaysThere(String name) {
        return name.equals("apiVersion") || name.equals("kind");
    }

    private static void removeItems(ArrayNode items, ObjectNode fields, JsonNode wanted) {
        for (Map.Entry<String, JsonNode> child : fields.properties()) {
            if (ManagedFields.step(child.getKey()).orElse(null) instanceof Item item
                    && child.getValue() instanceof ObjectNode below) {
                for (int i = items.size() - 1; i >= 0; i--) {
                    if (items.get(i) instanceof ObjectNode value && is(value, item)) {
                        Optional<JsonNode> kept = find(wanted, item);
                        if (kept.isPresent()) {
                            removeValues(value, below, kept.get());
                        } else if (below.has(".")) {
                            items.remove(i);
                        } else {
                            removeValues(value, below, wanted.path(""));
                        }
                    }
                }
            }
        }
    }

    private static Optional<JsonNode> find(JsonNode items, Item item) {
        for (JsonNode each : items) {
            if (is(each, item)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** A key that was left out has its default, which the live object shows and files need not. */
    private static boolean is(JsonNode node, Item item) {
        return item.keys().properties().stream()
                .allMatch(
                        key ->
                                !node.has(key.getKey())
                                        || node.path(key.getKey()).equals(key.getValue()));
    }
}
