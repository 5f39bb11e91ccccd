package io.vmstation.kube.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.apply.FieldPath.Field;
import io.vmstation.kube.apply.FieldPath.Index;
import io.vmstation.kube.apply.FieldPath.Item;
import io.vmstation.kube.apply.FieldPath.Step;
import io.vmstation.kube.apply.FieldPath.Value;
import io.vmstation.kube.reconcile.Marks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Who set which field of an object, read from its {@code metadata.managedFields}. Format: {@code
 * FieldsV1} of the Kubernetes API, {@code f:} a field, {@code k:} an item by its keys, {@code v:}
 * an item by its value, {@code i:} by its place, {@code .} the thing itself.
 *
 * @param entries in the order of the object
 */
record ManagedFields(List<Entry> entries) {
    private static final ObjectMapper JSON = new ObjectMapper();

    ManagedFields {
        entries = List.copyOf(entries);
    }

    /** One of them. */
    record Entry(ObjectNode json) {
        String manager() {
            return json.path("manager").asText();
        }

        String operation() {
            return json.path("operation").asText();
        }

        String subresource() {
            return json.path("subresource").asText();
        }

        String time() {
            return json.path("time").asText();
        }

        JsonNode fields() {
            return json.path("fieldsV1");
        }

        /** What we have applied. */
        boolean ours() {
            return manager().equals(Marks.FIELD_MANAGER)
                    && operation().equals("Apply")
                    && subresource().isEmpty();
        }
    }

    static ManagedFields of(JsonNode object) {
        List<Entry> entries = new ArrayList<>();
        for (JsonNode entry : object.path("metadata").path("managedFields")) {
            if (entry instanceof ObjectNode json) {
                entries.add(new Entry(json));
            }
        }
        return new ManagedFields(entries);
    }

    /** Whether we have applied it. */
    boolean ours() {
        return entries.stream().anyMatch(Entry::ours);
    }

    /** Whether we have applied that field, and nobody else has set it. */
    boolean onlyOurs(FieldPath path) {
        List<Entry> owners = owners(path);
        return !owners.isEmpty() && owners.stream().allMatch(Entry::ours);
    }

    /** Who set that field, or something in it, last; anybody else rather than us. */
    Optional<String> owner(FieldPath path) {
        return owners(path).stream()
                .max(
                        Comparator.comparing((Entry entry) -> !entry.ours())
                                .thenComparing(Entry::time))
                .map(Entry::manager);
    }

    private List<Entry> owners(FieldPath path) {
        return entries.stream().filter(entry -> owns(entry.fields(), path)).toList();
    }

    private static boolean owns(JsonNode fields, FieldPath path) {
        JsonNode at = fields;
        for (Step step : path.steps()) {
            Optional<JsonNode> below = below(at, step);
            if (below.isEmpty()) {
                return false;
            }
            at = below.get();
            if (at.isEmpty()) {
                // All of it is one value, whatever is below.
                return true;
            }
        }
        return !at.isMissingNode();
    }

    private static Optional<JsonNode> below(JsonNode fields, Step step) {
        if (step instanceof Field field) {
            return Optional.ofNullable(fields.get("f:" + field.name()));
        }
        return fields.properties().stream()
                .filter(child -> step(child.getKey()).filter(step::equals).isPresent())
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** What a name in FieldsV1 stands for; empty for the thing itself and what nobody knows. */
    static Optional<Step> step(String name) {
        String rest = name.length() < 2 ? "" : name.substring(2);
        try {
            return switch (name.isEmpty() ? '.' : name.charAt(0)) {
                case 'f' -> Optional.of(new Field(rest));
                case 'k' ->
                        JSON.readTree(rest) instanceof ObjectNode keys
                                ? Optional.of(new Item(keys))
                                : Optional.empty();
                case 'v' -> Optional.of(new Value(JSON.readTree(rest)));
                case 'i' -> Optional.of(new Index(Integer.parseInt(rest)));
                default -> Optional.empty();
            };
        } catch (JsonProcessingException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The fields that tell the items of that list apart; empty when the list is one value. */
    Optional<List<String>> keys(FieldPath list) {
        for (Entry entry : entries) {
            for (Map.Entry<String, JsonNode> child : at(entry.fields(), list).properties()) {
                if (step(child.getKey()).orElse(null) instanceof Item item) {
                    return Optional.of(List.copyOf(new TreeSet<>(names(item.keys()))));
                }
            }
        }
        return Optional.empty();
    }

    /** Whether the items of that list are told apart by their values. */
    boolean set(FieldPath list) {
        return entries.stream()
                .flatMap(entry -> at(entry.fields(), list).properties().stream())
                .anyMatch(child -> child.getKey().startsWith("v:"));
    }

    private static List<String> names(ObjectNode keys) {
        return keys.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static JsonNode at(JsonNode fields, FieldPath path) {
        JsonNode at = fields;
        for (Step step : path.steps()) {
            Optional<JsonNode> below = below(at, step);
            if (below.isEmpty()) {
                return at.path("");
            }
            at = below.get();
        }
        return at;
    }
}
