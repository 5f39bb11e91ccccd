package io.vmstation.kube.apply;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.KubeApi;
import io.vmstation.kube.reconcile.KubeApi.Resource;
import io.vmstation.kube.reconcile.KubeApiException;
import io.vmstation.kube.reconcile.ObjectKey;
import io.vmstation.node.ReconciledCluster;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Keeps the inventory in the cluster, in the ConfigMap {@code vmstation-inventory-<cluster>} and,
 * when it is big, in further ones that the first names. Those are never changed: a new state gets
 * new ones, and counts from the moment when the first names them, so that there is a whole
 * inventory at any moment.
 */
final class InventoryStore {
    /** Label of all these ConfigMaps; its value is the name of the cluster. */
    static final String LABEL = "vmstation.io/inventory";

    /** Annotation of the first: the names of the others, separated by commas. */
    private static final String PARTS = "vmstation.io/inventory-parts";

    /** Annotation of the first: of all entries. */
    private static final String CHECKSUM = "vmstation.io/inventory-checksum";

    private static final Resource CONFIG_MAPS = new Resource("v1", "ConfigMap", "configmaps", true);
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    /** Somebody else was faster, or has deleted it. */
    private static final Set<Integer> CHANGED_SINCE = Set.of(400, NOT_FOUND, 409);

    private final KubeApi api;
    private final String cluster;
    private final String namespace;

    InventoryStore(KubeApi api, ReconciledCluster cluster) {
        this.api = requireNonNull(api, "api is null");
        this.cluster = cluster.name();
        this.namespace = cluster.sources().namespace();
    }

    String namespace() {
        return namespace;
    }

    /** What was applied; what cannot be read or was changed by others says so. */
    Inventory read() {
        Optional<ObjectNode> head = api.get(CONFIG_MAPS, namespace, head());
        if (head.isEmpty()) {
            return elsewhere();
        }
        if (empty(head.get())) {
            return new Inventory(Map.of(), version(head.get()), "");
        }
        List<ObjectNode> all = new ArrayList<>(List.of(head.get()));
        String missing = "";
        for (String part : parts(head.get())) {
            Optional<ObjectNode> found = api.get(CONFIG_MAPS, namespace, part);
            found.ifPresent(all::add);
            missing = found.isPresent() ? missing : "its part " + part + " is gone";
        }
        InventoryText.Read read = InventoryText.read(all);
        String trouble = missing.isEmpty() ? read.trouble() : missing;
        String checksum = InventoryText.checksum(read.entries().values());
        if (trouble.isEmpty() && !Wanted.says(head.get(), CHECKSUM, checksum)) {
            trouble = "somebody else has changed it";
        }
        return new Inventory(read.entries(), version(head.get()), trouble);
    }

    /** The namespace may have been another one before: what was applied then is not forgotten. */
    private Inventory elsewhere() {
        List<ObjectNode> found = labelled();
        InventoryText.Read read = InventoryText.read(found);
        return new Inventory(
                read.entries(),
                "",
                read.entries().isEmpty() ? "" : "it is not where it should be, in " + namespace);
    }

    /**
     * Writes these entries in place of what was read. When somebody else has written since, their
     * entries are kept where we have none.
     *
     * @param before as it was read or written last
     * @return as it is now
     */
    Inventory write(Inventory before, Map<ObjectKey, InventoryEntry> entries) {
        Map<ObjectKey, InventoryEntry> wanted = new TreeMap<>(entries);
        Inventory known = before;
        for (int attempt = 1; ; attempt++) {
            try {
                return new Inventory(wanted, put(known, wanted.values()), "");
            } catch (KubeApiException e) {
                if (!CHANGED_SINCE.contains(e.code()) || attempt == 4) {
                    throw e;
                }
                Map<ObjectKey, InventoryEntry> seen = known.entries();
                known = read();
                // What the other has dropped it has seen go; what it has added nobody may forget.
                for (InventoryEntry theirs : known.entries().values()) {
                    if (!seen.containsKey(theirs.key())) {
                        wanted.putIfAbsent(theirs.key(), theirs);
                    }
                }
            }
        }
    }

    private String put(Inventory before, Iterable<InventoryEntry> entries) {
        List<InventoryEntry> all = new ArrayList<>();
        entries.forEach(all::add);
        List<ObjectNode> contents = InventoryText.write(all);
        Map<String, ObjectNode> parts = new LinkedHashMap<>();
        for (ObjectNode content : contents.subList(1, contents.size())) {
            String hash = CanonicalJson.hash(content).substring(0, 10);
            parts.put(head() + "-part-" + hash, content);
        }
        parts.forEach((name, content) -> apply(name, content));
        ObjectNode annotations = JsonNodeFactory.instance.objectNode();
        annotations.put(CHECKSUM, InventoryText.checksum(all));
        if (!parts.isEmpty()) {
            annotations.put(PARTS, String.join(",", parts.keySet()));
        }
        String version = version(putFirst(before, contents.get(0), annotations));
        if (!parts.isEmpty() || before.entries().size() > all.size()) {
            dropOldParts(parts.keySet());
        }
        return version;
    }

    private ObjectNode putFirst(Inventory before, ObjectNode content, ObjectNode annotations) {
        String version =
                before.resourceVersion().isEmpty() ? version(made()) : before.resourceVersion();
        // An apply would leave what others have put into it.
        ArrayNode patch = JsonNodeFactory.instance.arrayNode();
        patch.addObject()
                .put("op", "replace")
                .put("path", "/metadata/resourceVersion")
                .put("value", version);
        Map<String, ObjectNode> values = new LinkedHashMap<>();
        values.put("/metadata/annotations", annotations);
        values.put("/metadata/labels", annotations.objectNode().put(LABEL, cluster));
        for (String where : List.of("data", "binaryData")) {
            values.put("/" + where, content.withObject("/" + where));
        }
        values.forEach(
                (path, value) ->
                        patch.addObject().put("op", "add").put("path", path).set("value", value));
        return api.patch(CONFIG_MAPS, namespace, head(), patch.toString());
    }

    /** Empty at first, so that two hosts that make it at once do not overwrite each other. */
    private ObjectNode made() {
        ObjectNode made = apply(head(), JsonNodeFactory.instance.objectNode());
        if (!empty(made)) {
            throw new KubeApiException(
                    409, "somebody else has made the inventory", List.of(), Optional.empty());
        }
        return made;
    }

    private static boolean empty(ObjectNode head) {
        return head.path("data").isEmpty()
                && head.path("binaryData").isEmpty()
                && head.path("metadata").path("annotations").isEmpty();
    }

    private ObjectNode apply(String name, ObjectNode content) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("apiVersion", "v1").put("kind", "ConfigMap");
        object.setAll(content);
        ObjectNode metadata = object.withObject("/metadata");
        metadata.put("name", name).put("namespace", namespace);
        metadata.withObject("/labels").put(LABEL, cluster);
        return api.apply(CONFIG_MAPS, object, true, false);
    }

    /** What we may not see in other namespaces, we have not written there. */
    private List<ObjectNode> labelled() {
        try {
            return api.list(CONFIG_MAPS, LABEL + "=" + cluster);
        } catch (KubeApiException e) {
            if (e.code() == FORBIDDEN) {
                return List.of();
            }
            throw e;
        }
    }

    private void dropOldParts(Set<String> kept) {
        for (ObjectNode found : labelled()) {
            JsonNode metadata = found.path("metadata");
            String name = metadata.path("name").asText();
            if (metadata.path("namespace").asText().equals(namespace)
                    && name.startsWith(head() + "-part-")
                    && !kept.contains(name)) {
                try {
                    api.delete(CONFIG_MAPS, namespace, name, metadata.path("uid").asText(), false);
                } catch (KubeApiException e) {
                    if (e.code() != NOT_FOUND) {
                        throw e;
                    }
                }
            }
        }
    }

    private String head() {
        return "vmstation-inventory-" + cluster;
    }

    private static List<String> parts(ObjectNode head) {
        String names = Wanted.annotation(head, PARTS).orElse("");
        return names.isEmpty() ? List.of() : List.of(names.split(",", -1));
    }

    private static String version(ObjectNode configMap) {
        return configMap.path("metadata").path("resourceVersion").asText();
    }
}
