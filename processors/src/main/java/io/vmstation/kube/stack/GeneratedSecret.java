package io.vmstation.kube.stack;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/**
 * Passwords that no file holds: the annotation {@value #ANNOTATION} of a Secret names the keys that
 * are made up when the Secret is first applied, separated by commas. {@code vmstation.io/reconcile:
 * once} on the same Secret keeps them from then on.
 */
public final class GeneratedSecret {
    /** The annotation. */
    public static final String ANNOTATION = "vmstation.io/generate";

    private static final String LETTERS =
            "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    /** More than 180 bits, out of letters that nobody confuses. */
    private static final int LENGTH = 32;

    private final SecureRandom random;

    public GeneratedSecret(SecureRandom random) {
        this.random = requireNonNull(random, "random is null");
    }

    /** Whether an object asks for something to be made up. */
    public static boolean isAsked(JsonNode object) {
        return object.path("kind").asText().equals("Secret") && !keys(object).isEmpty();
    }

    /**
     * The Secret as it is to be created. Keys that it has a value for stay as they are.
     *
     * @return the same object when nothing is asked, else a copy; never to be logged
     */
    public ObjectNode filled(ObjectNode secret) {
        if (!isAsked(secret)) {
            return secret;
        }
        ObjectNode filled = secret.deepCopy();
        for (String key : keys(secret)) {
            if (!secret.path("data").has(key) && !secret.path("stringData").has(key)) {
                filled.withObject("/stringData").put(key, password());
            }
        }
        return filled;
    }

    private static List<String> keys(JsonNode object) {
        String asked = object.path("metadata").path("annotations").path(ANNOTATION).asText("");
        return Arrays.stream(asked.split(",", -1))
                .map(String::strip)
                .filter(key -> !key.isEmpty())
                .toList();
    }

    private String password() {
        StringBuilder made = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            made.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return made.toString();
    }
}
