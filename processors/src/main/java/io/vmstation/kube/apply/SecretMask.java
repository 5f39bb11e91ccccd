package io.vmstation.kube.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps what Secrets hold away from people's eyes, and still shows that it differs. */
final class SecretMask {
    /** Where client-side {@code kubectl apply} keeps all that it was given. */
    static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private static final String MASK = "***";

    /** Shorter values are found everywhere. */
    private static final int SHORTEST_HIDDEN = 4;

    private SecretMask() {}

    /** The same object twice, fit to be shown. */
    record Pair(ObjectNode live, ObjectNode wanted) {}

    /** Other objects than Secrets are given back as they are. */
    static Pair of(ObjectNode live, ObjectNode wanted) {
        if (!secret(live) && !secret(wanted)) {
            return new Pair(live, wanted);
        }
        Pair masked = new Pair(live.deepCopy(), wanted.deepCopy());
        for (String where : List.of("data", "stringData")) {
            maskWhole(masked.live(), where);
            maskWhole(masked.wanted(), where);
            mask(masked.live().get(where), masked.wanted().get(where));
        }
        maskLastApplied(masked.live(), masked.wanted());
        return masked;
    }

    private static boolean secret(JsonNode object) {
        return object.path("kind").asText().equals("Secret");
    }

    private static void maskWhole(ObjectNode object, String where) {
        if (object.has(where) && !object.path(where).isObject()) {
            object.put(where, MASK);
        }
    }

    private static void mask(@Nullable JsonNode live, @Nullable JsonNode wanted) {
        ObjectNode before = live instanceof ObjectNode values ? values : null;
        ObjectNode after = wanted instanceof ObjectNode values ? values : null;
        if (before != null) {
            for (String key : names(before)) {
                JsonNode other = after == null ? null : after.get(key);
                boolean changed = other != null && !other.equals(before.get(key));
                before.put(key, changed ? MASK + " (before)" : MASK);
                if (after != null && other != null) {
                    after.put(key, changed ? MASK + " (after)" : MASK);
                }
            }
        }
        if (after != null) {
            names(after).stream()
                    .filter(key -> before == null || !before.has(key))
                    .forEach(key -> after.put(key, MASK));
        }
    }

    private static void maskLastApplied(ObjectNode live, ObjectNode wanted) {
        for (ObjectNode side : List.of(live, wanted)) {
            if (side.path("metadata").path("annotations") instanceof ObjectNode annotations
                    && annotations.has(LAST_APPLIED)) {
                annotations.put(LAST_APPLIED, MASK);
            }
        }
    }

    /** The text without the values that these objects hold, if they are Secrets. */
    static String hide(String text, ObjectNode... objects) {
        List<String> values = new ArrayList<>();
        for (ObjectNode object : objects) {
            if (secret(object)) {
                values.addAll(texts(object.path("stringData")));
                for (String value : texts(object.path("data"))) {
                    values.add(value);
                    decoded(value, values);
                }
            }
        }
        values.sort(Comparator.comparingInt(String::length).reversed());
        String hidden = text;
        for (String value : values) {
            if (value.length() >= SHORTEST_HIDDEN) {
                hidden = hidden.replace(value, MASK);
            }
        }
        return hidden;
    }

    private static void decoded(String value, List<String> values) {
        try {
            values.add(new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            // Not Base64, as the server will say; then there is nothing else to hide.
            return;
        }
    }

    private static List<String> texts(JsonNode map) {
        return map.properties().stream().map(Map.Entry::getValue).map(JsonNode::asText).toList();
    }

    private static List<String> names(ObjectNode map) {
        return map.properties().stream().map(Map.Entry::getKey).toList();
    }
}
