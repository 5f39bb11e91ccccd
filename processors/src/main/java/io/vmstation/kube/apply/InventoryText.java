package io.vmstation.kube.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.ObjectKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * How an inventory is written into ConfigMaps: an entry of {@code data} for each object as long as
 * that is small, else all of them compressed, over as many ConfigMaps as it takes. Each can be read
 * alone.
 */
final class InventoryText {
    /** Of the entries together, in one ConfigMap that people can read. */
    private static final int MOST_READABLE = 256 * 1024;

    /** Compressed and before Base64, of one ConfigMap: 900 kB of the 1 MiB that it may hold. */
    private static final int MOST_COMPRESSED = 675 * 1000;

    /** An entry as text takes some 400 characters; this is for a hundred thousand of them. */
    private static final int MOST_UNCOMPRESSED = 64 * 1024 * 1024;

    /** Entries that are compressed in one go; incompressible, they are some 60 kB. */
    private static final int BLOCK = 500;

    private static final String COMPRESSED = "inventory.json.gz";
    private static final ObjectMapper JSON = new ObjectMapper();

    private InventoryText() {}

    /**
     * What was read.
     *
     * @param trouble why that is not all, a clause; empty when it is
     */
    record Read(Map<ObjectKey, InventoryEntry> entries, String trouble) {}

    /** The contents of the ConfigMaps that it takes, {@code data} or {@code binaryData}. */
    static List<ObjectNode> write(Collection<InventoryEntry> entries) {
        ObjectNode readable = JsonNodeFactory.instance.objectNode();
        int size = 0;
        for (InventoryEntry entry : entries) {
            String text = json(entry).toString();
            String name = name(entry.key());
            size += text.length() + name.length();
            readable.put(name, text);
        }
        if (size <= MOST_READABLE) {
            return List.of(content("data", readable));
        }
        List<ObjectNode> contents = new ArrayList<>();
        ByteArrayOutputStream full = new ByteArrayOutputStream();
        List<InventoryEntry> all = List.copyOf(entries);
        for (int from = 0; from < all.size(); from += BLOCK) {
            byte[] block = compressed(all.subList(from, Math.min(from + BLOCK, all.size())));
            if (full.size() + block.length > MOST_COMPRESSED) {
                contents.add(binary(full.toByteArray()));
                full.reset();
            }
            full.writeBytes(block);
        }
        contents.add(binary(full.toByteArray()));
        return contents;
    }

    private static ObjectNode content(String where, ObjectNode values) {
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        content.set(where, values);
        return content;
    }

    private static ObjectNode binary(byte[] bytes) {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        return content(
                "binaryData", values.put(COMPRESSED, Base64.getEncoder().encodeToString(bytes)));
    }

    /** Blocks of gzip in a row are one gzip (RFC 1952, 2.2). */
    private static byte[] compressed(List<InventoryEntry> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            for (InventoryEntry entry : entries) {
                gzip.write((json(entry) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /** Reads what can be read. */
    static Read read(Collection<ObjectNode> configMaps) {
        Map<ObjectKey, InventoryEntry> entries = new TreeMap<>();
        String trouble = "";
        for (ObjectNode configMap : configMaps) {
            List<String> texts = new ArrayList<>();
            configMap.path("data").forEach(value -> texts.add(value.asText()));
            try {
                texts.addAll(uncompressed(configMap.path("binaryData").path(COMPRESSED).asText()));
            } catch (IOException | IllegalArgumentException e) {
                trouble = "its compressed part cannot be read";
            }
            for (String text : texts) {
                Optional<InventoryEntry> entry = entry(text);
                entry.ifPresent(known -> entries.put(known.key(), known));
                trouble = entry.isPresent() ? trouble : "it has an entry that cannot be read";
            }
        }
        return new Read(entries, trouble);
    }

    private static List<String> uncompressed(String binary) throws IOException {
        if (binary.isEmpty()) {
            return List.of();
        }
        byte[] bytes = Base64.getDecoder().decode(binary);
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            byte[] all = gzip.readNBytes(MOST_UNCOMPRESSED + 1);
            if (all.length > MOST_UNCOMPRESSED) {
                throw new IOException("it is too big");
            }
            return new String(all, StandardCharsets.UTF_8).lines().toList();
        }
    }

    /** Tells whether somebody else has written entries. */
    static String checksum(Collection<InventoryEntry> entries) {
        StringBuilder all = new StringBuilder();
        entries.forEach(entry -> all.append(json(entry)).append('\n'));
        return CanonicalJson.hash(all.toString());
    }

    private static String name(ObjectKey key) {
        String readable =
                (key.kind() + "." + key.namespace() + "." + key.name())
                        .replaceAll("[^A-Za-z0-9._-]", "-");
        String shortened = readable.substring(0, Math.min(readable.length(), 200));
        return shortened + "." + CanonicalJson.hash(key.group() + "/" + key).substring(0, 8);
    }

    private static ObjectNode json(InventoryEntry entry) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("apiVersion", entry.apiVersion())
                .put("kind", entry.key().kind())
                .put("namespace", entry.key().namespace())
                .put("name", entry.key().name())
                .put("uid", entry.uid())
                .put("hash", entry.hash())
                .put("fingerprint", entry.fingerprint());
        entry.applied().ifPresent(applied -> json.put("applied", applied.toString()));
        return json;
    }

    private static Optional<InventoryEntry> entry(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            String apiVersion = json.path("apiVersion").asText();
            String kind = json.path("kind").asText();
            String name = json.path("name").asText();
            if (apiVersion.isEmpty() || kind.isEmpty() || name.isEmpty()) {
                return Optional.empty();
            }
            int slash = apiVersion.indexOf('/');
            String group = slash < 0 ? "" : apiVersion.substring(0, slash);
            String applied = json.path("applied").asText();
            return Optional.of(
                    new InventoryEntry(
                            new ObjectKey(group, kind, json.path("namespace").asText(), name),
                            apiVersion,
                            json.path("uid").asText(),
                            json.path("hash").asText(),
                            json.path("fingerprint").asText(),
                            applied.isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(Instant.parse(applied))));
        } catch (JsonProcessingException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
