package io.vmstation.kube.apply;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.Marks;
import io.vmstation.kube.reconcile.ObjectKey;
import io.vmstation.node.ReconciledCluster.Ignored;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Fields of one object that are somebody else's. They are applied when the object is made, as a
 * first value, and left alone from then on.
 *
 * @param pointers RFC 6901
 */
record IgnoredFields(List<JsonPointer> pointers) {
    /** Without these it is not that object, or not ours. */
    private static final Set<String> NEEDED =
            Set.of(
                    "",
                    "/apiVersion",
                    "/kind",
                    "/metadata",
                    "/metadata/name",
                    "/metadata/namespace",
                    "/metadata/labels",
                    "/metadata/labels/" + Marks.LABEL.replace("/", "~1"));

    private static final JsonPointer REPLICAS = JsonPointer.compile("/spec/replicas");

    IgnoredFields {
        pointers = List.copyOf(pointers);
    }

    /**
     * Those of that object.
     *
     * @param annotation pointers, separated by commas
     * @throws IllegalArgumentException with a sentence for the user
     */
    static IgnoredFields of(ObjectKey key, List<Ignored> policy, String annotation) {
        Stream<String> byPolicy =
                policy.stream().filter(rule -> matches(rule, key)).map(Ignored::pointer);
        Stream<String> byAnnotation =
                Stream.of(annotation.split(",", -1)).map(String::trim).filter(p -> !p.isEmpty());
        return new IgnoredFields(
                Stream.concat(byPolicy, byAnnotation)
                        .distinct()
                        .map(IgnoredFields::pointer)
                        .toList());
    }

    /** These, and how many pods a workload has. */
    IgnoredFields andReplicas() {
        return new IgnoredFields(
                Stream.concat(pointers.stream(), Stream.of(REPLICAS)).distinct().toList());
    }

    private static JsonPointer pointer(String text) {
        if (!text.startsWith("/") || NEEDED.contains(text)) {
            throw new IllegalArgumentException(
                    "\"%s\" cannot be ignored: name a field by its path, such as /spec/replicas, in %s or under ignore"
                            .formatted(text, Marks.IGNORE));
        }
        return JsonPointer.compile(text);
    }

    private static boolean matches(Ignored rule, ObjectKey key) {
        String name =
                Stream.of(rule.name().split("\\*", -1))
                        .map(Pattern::quote)
                        .reduce((one, other) -> one + ".*" + other)
                        .orElse("");
        return (rule.kind().equals("*") || rule.kind().equals(key.kind()))
                && Pattern.matches(name, key.name());
    }

    /** Whether nothing is. */
    boolean none() {
        return pointers.isEmpty();
    }

    /** Where they are in that object. */
    List<FieldPath> paths(ObjectNode object) {
        ManagedFields managed = ManagedFields.of(object);
        return pointers.stream().map(pointer -> FieldPath.of(pointer, object, managed)).toList();
    }

    /**
     * Takes them out of what is applied to that object. What would vanish with that, since we have
     * applied it and nobody else has, is applied as it is: so it stays until somebody else sets it.
     */
    void leaveTo(ObjectNode live, ObjectNode document) {
        ManagedFields managed = ManagedFields.of(live);
        for (JsonPointer pointer : pointers) {
            JsonNode value = live.at(pointer);
            if (!value.isMissingNode() && managed.onlyOurs(FieldPath.of(pointer, live, managed))) {
                put(document, pointer, value);
            } else {
                remove(document, pointer);
            }
        }
    }

    /** A copy without them. */
    ObjectNode without(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        pointers.forEach(pointer -> remove(copy, pointer));
        return copy;
    }

    private static void remove(ObjectNode document, JsonPointer pointer) {
        JsonNode parent = document.at(pointer.head());
        if (parent instanceof ObjectNode fields) {
            fields.remove(pointer.last().getMatchingProperty());
        } else if (parent instanceof ArrayNode items && pointer.last().getMatchingIndex() >= 0) {
            items.remove(pointer.last().getMatchingIndex());
        }
    }

    private static void put(ObjectNode document, JsonPointer pointer, JsonNode value) {
        JsonNode at = document;
        List<String> names = new ArrayList<>();
        for (JsonPointer rest = pointer.head(); !rest.matches(); rest = rest.tail()) {
            names.add(rest.getMatchingProperty());
        }
        for (String name : names) {
            if (at instanceof ObjectNode fields && !fields.has(name)) {
                at = fields.putObject(name);
            } else {
                at = at.isArray() ? at.path(Integer.parseInt(name)) : at.path(name);
            }
        }
        if (at instanceof ObjectNode fields) {
            fields.set(pointer.last().getMatchingProperty(), value.deepCopy());
        } else if (at instanceof ArrayNode items
                && pointer.last().getMatchingIndex() < items.size()) {
            items.set(pointer.last().getMatchingIndex(), value.deepCopy());
        }
    }
}
