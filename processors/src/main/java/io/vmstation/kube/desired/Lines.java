package io.vmstation.kube.desired;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/** Knows in which lines the fields of maps and the items of lists stand. */
final class Lines {
    private final IdentityHashMap<JsonNode, Map<Object, Integer>> byContainer =
            new IdentityHashMap<>();

    /** Notes the line of a field or an item. */
    void note(JsonNode container, Object step, int line) {
        byContainer.computeIfAbsent(container, unused -> new HashMap<>()).put(step, line);
    }

    /** The line of a field or an item; 0 when unknown. */
    int of(JsonNode container, Object step) {
        return byContainer.getOrDefault(container, Map.of()).getOrDefault(step, 0);
    }
}
