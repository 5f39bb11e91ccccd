package io.vmstation.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Readers of single values of clusters.yaml. */
final class ClusterValues {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern KIND = Pattern.compile("\\*|[A-Z][A-Za-z0-9]{0,62}");
    private static final Pattern NAME_PATTERN = Pattern.compile("[-a-zA-Z0-9.:_*]{1,253}");
    private static final Pattern POINTER = Pattern.compile("(/([^~/]|~[01])+)+");
    private static final Pattern IDENTITY =
            Pattern.compile("/(apiVersion|kind|metadata|metadata/(name|namespace|uid))");
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3})\\s?%?");

    private ClusterValues() {}

    /** A DNS label, RFC 1123: the name of a cluster or of a namespace. */
    static String label(String text) {
        return matching(
                LABEL,
                text,
                "is not a name: at most 63 lower case letters, digits and dashes are expected, a"
                        + " letter or digit first and last");
    }

    /** The kind of an object, or {@code *}. */
    static String kind(String text) {
        return matching(
                KIND,
                text,
                "is not a kind: write it as in manifests, such as Deployment, or * for all");
    }

    /** The name of an object, with {@code *} for anything. */
    static String namePattern(String text) {
        return matching(
                NAME_PATTERN,
                text,
                "is not the name of an object: letters, digits, dots, dashes, and * for anything"
                        + " are expected");
    }

    /** A pointer to a field, RFC 6901, that is not what tells objects apart. */
    static String pointer(String text) {
        matching(
                POINTER,
                text,
                "is not a JSON pointer: write names with a / before each, such as"
                        + " /spec/replicas, and ~1 for a / in a name");
        if (IDENTITY.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "tells objects apart and cannot be left alone: name a field beneath /spec, or"
                            + " one label or annotation");
        }
        return text;
    }

    /** A part of a whole, with or without the sign. */
    static Integer percent(String text) {
        var matcher = PERCENT.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) > 100) {
            throw new IllegalArgumentException("is not a part from 0% to 100%: write such as 25%");
        }
        return Integer.valueOf(matcher.group(1));
    }

    /** A path below the home, with slashes, so that a bundled file may have the same. */
    static String ownPath(String text) {
        try {
            Path path = Path.of(text).normalize();
            boolean below = !path.isAbsolute() && !path.startsWith("..");
            if (below && !path.toString().isEmpty() && !text.startsWith("~")) {
                return path.toString();
            }
        } catch (InvalidPathException e) {
            throw notBelow(e);
        }
        throw notBelow(null);
    }

    private static IllegalArgumentException notBelow(@Nullable Exception cause) {
        return new IllegalArgumentException(
                "is not below the home: write a path relative to it, such as"
                        + " manifests/monitoring; a symbolic link there may lead elsewhere",
                cause);
    }

    private static String matching(Pattern pattern, String text, String otherwise) {
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException(otherwise);
        }
        return text;
    }
}
