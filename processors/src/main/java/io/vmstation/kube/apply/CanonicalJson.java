package io.vmstation.kube.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/** The one text of a tree, whatever the order of its fields, and a hash of that. */
final class CanonicalJson {
    /** Of SHA-256, enough that no two objects of a cluster ever meet. */
    private static final int HASH_BYTES = 16;

    private CanonicalJson() {}

    /** Of the tree, with the fields of its objects sorted. */
    static String text(JsonNode tree) {
        StringBuilder text = new StringBuilder();
        write(tree, text);
        return text.toString();
    }

    /** 32 hexadecimal digits. */
    static String hash(JsonNode tree) {
        return hash(text(tree));
    }

    /** 32 hexadecimal digits. */
    static String hash(String text) {
        try {
            byte[] all =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(all, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void write(JsonNode node, StringBuilder text) {
        if (node.isObject()) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            node.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
            String separator = "{";
            for (Map.Entry<String, JsonNode> field : sorted.entrySet()) {
                text.append(separator).append(TextNode.valueOf(field.getKey())).append(':');
                write(field.getValue(), text);
                separator = ",";
            }
            text.append(sorted.isEmpty() ? "{}" : "}");
        } else if (node.isArray()) {
            text.append('[');
            for (Iterator<JsonNode> items = node.elements(); items.hasNext(); ) {
                write(items.next(), text);
                text.append(items.hasNext() ? "," : "");
            }
            text.append(']');
        } else {
            text.append(node);
        }
    }
}
