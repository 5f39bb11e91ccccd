package io.vmstation.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.node.Workload;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is to come back to a node after it woke, as it is remembered in an annotation of its object:
 * {@code {"moved":{"media/deployment/jellyfin":1},"scaled":["media/deployment/sonarr"]}}.
 *
 * @param moved how many pods of each workload ran there and were evicted
 * @param scaled which workloads were scaled to zero; how far stands on themselves
 */
record BeforeSleep(Map<Workload, Integer> moved, List<Workload> scaled) {
    /** Nothing is to come back. */
    static final BeforeSleep NOTHING = new BeforeSleep(Map.of(), List.of());

    /**
     * How many workloads of each kind are remembered at most. Their names have at most 500
     * characters, and all annotations of an object together may have 256 KiB.
     */
    static final int MOST = 200;

    private static final ObjectMapper JSON = new ObjectMapper();

    BeforeSleep {
        Map<Workload, Integer> bounded = new LinkedHashMap<>();
        moved.entrySet().stream()
                .limit(MOST)
                .forEach(entry -> bounded.put(entry.getKey(), entry.getValue()));
        moved = Collections.unmodifiableMap(bounded);
        scaled = scaled.stream().distinct().limit(MOST).toList();
    }

    boolean isEmpty() {
        return moved.isEmpty() && scaled.isEmpty();
    }

    /** Both together; of the same workload the greater number. */
    BeforeSleep and(BeforeSleep other) {
        Map<Workload, Integer> both = new LinkedHashMap<>(moved);
        other.moved.forEach((workload, count) -> both.merge(workload, count, Math::max));
        return new BeforeSleep(
                both, Stream.concat(scaled.stream(), other.scaled.stream()).toList());
    }

    BeforeSleep without(Workload workload) {
        Map<Workload, Integer> others = new LinkedHashMap<>(moved);
        others.remove(workload);
        return new BeforeSleep(others, scaled);
    }

    String text() {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode counts = root.putObject("moved");
        moved.forEach((workload, count) -> counts.put(workload.toString(), count));
        ArrayNode names = root.putArray("scaled");
        scaled.forEach(workload -> names.add(workload.toString()));
        return root.toString();
    }

    /** Reads the annotation; nothing when somebody has made it unreadable. */
    static Optional<BeforeSleep> parse(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            Map<Workload, Integer> moved = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : root.path("moved").properties()) {
                moved.put(Workload.parse(entry.getKey()), entry.getValue().asInt());
            }
            List<Workload> scaled =
                    root.path("scaled")
                            .valueStream()
                            .map(name -> Workload.parse(name.asText()))
                            .toList();
            return Optional.of(new BeforeSleep(moved, scaled));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
