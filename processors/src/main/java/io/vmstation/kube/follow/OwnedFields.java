package io.vmstation.kube.follow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Finds what has changed of the fields that somebody owns, by the form {@code FieldsV1} of
 * managedFields: {@code f:name} a field, {@code k:{...}} an element of a list by its keys, {@code
 * v:...} an element of a set, {@code i:n} one by its place, {@code .} the thing itself (Kubernetes
 * documentation, "Server-Side Apply"; structured-merge-diff, fieldpath).
 */
final class OwnedFields {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST = 20;

    private OwnedFields() {}

    /**
     * The paths of owned fields that are not in {@code now} what they were in {@code before}, the
     * first of them if there are many.
     *
     * @param owned a {@code fieldsV1}
     */
    static List<String> changed(JsonNode owned, JsonNode before, JsonNode now) {
        List<String> found = new ArrayList<>();
        compare(owned, before, now, "", found);
        return List.copyOf(found);
    }

    private static void compare(
            JsonNode owned, JsonNode before, JsonNode now, String path, List<String> found) {
        if (found.size() >= MOST || before.equals(now)) {
            return;
        }
        int known = found.size();
        boolean leaf = true;
        for (Map.Entry<String, JsonNode> entry : owned.properties()) {
            String key = entry.getKey();
            if (key.equals(".")) {
                continue;
            }
            leaf = false;
            compare(
                    entry.getValue(),
                    step(before, key),
                    step(now, key),
                    path + name(key, path),
                    found);
        }
        boolean whole = leaf && !owned.has(".");
        if (found.size() == known && (whole || isThere(before) != isThere(now))) {
            found.add(path);
        }
    }

    private static boolean isThere(JsonNode value) {
        return !value.isMissingNode();
    }

    private static String name(String key, String path) {
        if (key.startsWith("f:")) {
            return (path.isEmpty() ? "" : ".") + key.substring(2);
        }
        if (key.startsWith("k:")) {
            StringBuilder keys = new StringBuilder();
            parsed(key).properties().stream()
                    .limit(1)
                    .forEach(it -> keys.append(it.getKey() + "=" + it.getValue().asText()));
            return "[" + keys + "]";
        }
        return "[" + key.substring(2) + "]";
    }

    private static JsonNode step(JsonNode at, String key) {
        String rest = key.length() < 2 ? "" : key.substring(2);
        if (key.startsWith("f:")) {
            return at.path(rest);
        }
        if (key.startsWith("i:")) {
            return rest.matches("\\d{1,9}")
                    ? at.path(Integer.parseInt(rest))
                    : MissingNode.getInstance();
        }
        JsonNode wanted = parsed(key);
        for (JsonNode element : at) {
            boolean same =
                    key.startsWith("k:")
                            ? wanted.properties().stream()
                                    .allMatch(
                                            it ->
                                                    Objects.equals(
                                                            element.get(it.getKey()),
                                                            it.getValue()))
                            : element.equals(wanted);
            if (same) {
                return element;
            }
        }
        return MissingNode.getInstance();
    }

    private static JsonNode parsed(String key) {
        try {
            return JSON.readTree(key.substring(2));
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
