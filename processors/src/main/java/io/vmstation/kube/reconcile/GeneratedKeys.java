package io.vmstation.kube.reconcile;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Fills in the passwords that stand in no file: the keys of a Secret that its annotation {@link
 * Marks#GENERATE} names. Whoever compares or applies such an object takes {@link #complete} of it
 * in place of what the files say; hashes are taken of what the files say. A value that the cluster
 * has is kept, so that it never shows as a difference. Thread-safe.
 */
public final class GeneratedKeys {
    private static final String LETTERS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 32;

    private final SecureRandom random;

    /**
     * @param random what new values are made of
     */
    public GeneratedKeys(SecureRandom random) {
        this.random = requireNonNull(random, "random is null");
    }

    /** The keys of this object that are generated; none for all other kinds of objects. */
    public static SortedSet<String> of(JsonNode object) {
        SortedSet<String> keys = new TreeSet<>();
        if (object.path("kind").asText().equals("Secret")) {
            String written = object.at("/metadata/annotations").path(Marks.GENERATE).asText();
            for (String key : written.split(",", -1)) {
                if (!key.isBlank()) {
                    keys.add(key.strip());
                }
            }
        }
        return keys;
    }

    /**
     * The object to compare or apply.
     *
     * @param desired what the files say; not changed
     * @param live what the cluster has
     * @return {@code desired} itself when nothing is generated; otherwise a copy with the values of
     *     the cluster, and with new ones, 32 letters and digits each, where it has none
     */
    public ObjectNode complete(ObjectNode desired, Optional<? extends JsonNode> live) {
        SortedSet<String> keys = of(desired);
        if (keys.isEmpty()) {
            return desired;
        }
        ObjectNode completed = desired.deepCopy();
        ObjectNode data = completed.withObjectProperty("data");
        for (String key : keys) {
            String known = live.map(object -> object.path("data").path(key).asText()).orElse("");
            data.put(key, known.isEmpty() ? newValue() : known);
        }
        return completed;
    }

    private String newValue() {
        StringBuilder text = new StringBuilder();
        random.ints(LENGTH, 0, LETTERS.length()).forEach(at -> text.append(LETTERS.charAt(at)));
        return Base64.getEncoder()
                .encodeToString(text.toString().getBytes(StandardCharsets.US_ASCII));
    }
}
