package io.vmstation.kube.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** A map of an imported file that knows which of its keys were looked at. Not thread-safe. */
final class Section {
    private final String path;
    private final ObjectNode map;
    private final ImportNotes notes;
    private final Set<String> taken = new HashSet<>();

    Section(String path, ObjectNode map, ImportNotes notes) {
        this.path = path;
        this.map = map;
        this.notes = notes;
    }

    ImportNotes notes() {
        return notes;
    }

    /** How messages name a key of it. */
    String key(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    boolean has(String name) {
        return map.hasNonNull(name);
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        map.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The map at a key, an empty one when there is none; another kind of value is a problem. */
    Section section(String name) {
        JsonNode value = take(name);
        if (!value.isMissingNode() && !value.isNull() && !value.isObject()) {
            notes.problem(key(name), "is " + words(value) + ", a map is expected");
        }
        ObjectNode inner =
                value instanceof ObjectNode found ? found : JsonNodeFactory.instance.objectNode();
        return new Section(key(name), inner, notes);
    }

    /** Hands over a single value when there is one; another kind of value is a problem. */
    void text(String name, Consumer<String> taker) {
        JsonNode value = take(name);
        if (value.isContainerNode()) {
            notes.problem(key(name), "is " + words(value) + ", a single value is expected");
        } else if (!value.isMissingNode() && !value.isNull()) {
            taker.accept(value.asText());
        }
    }

    /** The maps of a list; anything else is a problem. */
    List<ObjectNode> maps(String name) {
        JsonNode value = take(name);
        List<ObjectNode> found = new ArrayList<>();
        if (value.isMissingNode() || value.isNull()) {
            return found;
        }
        if (!value.isArray()) {
            notes.problem(key(name), "is " + words(value) + ", a list is expected");
            return found;
        }
        for (JsonNode item : value) {
            if (item instanceof ObjectNode one) {
                found.add(one.deepCopy());
            } else {
                notes.problem(key(name), "has an entry that is no map: " + words(item));
            }
        }
        return found;
    }

    /** The value at a key as it is, missing when there is none. */
    JsonNode take(String name) {
        taken.add(name);
        JsonNode value = map.get(name);
        return value == null ? MissingNode.getInstance() : value;
    }

    /** Says something of every key that nobody looked at. */
    void rest(String sentence) {
        names().stream()
                .filter(name -> !taken.contains(name))
                .forEach(name -> notes.notice(key(name), sentence));
    }

    private static String words(JsonNode value) {
        return value.isArray() ? "a list" : value.isObject() ? "a map" : "a single value";
    }
}
