package io.vmstation.kube.desired;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Makes ConfigMaps of texts, within what one may hold. */
final class ConfigMapText {
    /**
     * What the values of one may come to: the API allows 1 MiB (1048576), all keys and values
     * together; the rest is left for what others add.
     */
    static final int MOST_BYTES = 1_000_000;

    private ConfigMapText() {}

    static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * A ConfigMap.
     *
     * @param origin the file that it is made of
     */
    static Document document(
            String name,
            String namespace,
            Map<String, String> labels,
            Map<String, String> annotations,
            Map<String, String> data,
            String origin) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("apiVersion", "v1").put("kind", "ConfigMap");
        ObjectNode metadata = json.putObject("metadata");
        metadata.put("name", name).put("namespace", namespace);
        put(metadata, "labels", labels);
        put(metadata, "annotations", annotations);
        put(json, "data", data);
        return new Document(Spot.of(origin), json, new Lines(), false);
    }

    private static void put(ObjectNode parent, String field, Map<String, String> texts) {
        if (!texts.isEmpty()) {
            ObjectNode map = parent.putObject(field);
            texts.forEach(map::put);
        }
    }
}
