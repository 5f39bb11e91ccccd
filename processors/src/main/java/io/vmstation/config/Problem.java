package io.vmstation.config;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * One thing that is wrong with the configuration.
 *
 * @param file as shown to people: relative to the home where it lies there
 * @param line counted from 1; 0 when unknown
 * @param key path of the key, {@code nodes[1].macAddresses}; empty when the whole file is meant
 * @param value what stands there; empty when there is nothing to show, and always for a key that
 *     sounds like a secret; the login in a URL is not shown either
 * @param message what is wrong and what to do, continuing the sentence that the value begins
 */
public record Problem(String file, int line, String key, String value, String message) {
    private static final int LONGEST_TEXT = 120;
    private static final Pattern SECRET =
            Pattern.compile(
                    "(?i).*(password|passphrase|secret|token|credential|api-?key).*|(.*\\.)?pass");
    private static final Pattern LOGIN = Pattern.compile("://[^/@]*@");
    private static final Pattern NAMES_A_FILE = Pattern.compile("(?i).*file(\\[\\d+])?");

    public Problem {
        requireNonNull(file, "file is null");
        requireNonNull(message, "message is null");
        key = shortened(key);
        value = isSecret(key) ? "" : shortened(LOGIN.matcher(value).replaceAll("://...@"));
    }

    static Problem at(Place place, String value, String message) {
        return new Problem(place.file(), place.line(), place.key(), value, message);
    }

    private static boolean isSecret(String key) {
        return SECRET.matcher(key).matches() && !NAMES_A_FILE.matcher(key).matches();
    }

    private static String shortened(String value) {
        String oneLine = value.replaceAll("\\p{Cntrl}+", " ").strip();
        return oneLine.length() <= LONGEST_TEXT
                ? oneLine
                : oneLine.substring(0, LONGEST_TEXT) + "...";
    }

    /** One line: {@code config/nodes.yaml:12: nodes[1].name: "?": is not ...}. */
    public String render() {
        StringBuilder text = new StringBuilder(file);
        if (line > 0) {
            text.append(':').append(line);
        }
        if (!key.isEmpty()) {
            text.append(": ").append(key);
        }
        if (!value.isEmpty()) {
            text.append(": \"").append(value).append('"');
        }
        return text.append(": ").append(message).toString();
    }

    @Override
    public String toString() {
        return render();
    }
}
