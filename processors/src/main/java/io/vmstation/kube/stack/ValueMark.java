package io.vmstation.kube.stack;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of a manifest whose value has a name, as its comment says: {@code replicas: 1 # value:
 * web.replicas}. In configurations with another kind of comment it is {@code // value:}. A line
 * that is wholly a comment, {@code # key: value # value: name}, counts only once the name has a
 * value.
 *
 * @param lead what stands before the value: indentation, a dash, the key
 * @param dormant whether the line is a comment
 * @param flag {@code --flag=} where the value is that of a flag of a program, else empty
 * @param literal the value that stands there
 * @param comma what separates it from the next line in some languages, or empty
 * @param comment from the blank before it on
 * @param name nested by dots
 */
record ValueMark(
        String lead,
        boolean dormant,
        String flag,
        String literal,
        String comma,
        String comment,
        String name) {
    private static final Pattern LINE =
            Pattern.compile(
                    "(?<indent> *)(?<off># )?(?<key>(?:- )?(?:[A-Za-z_][\\w./-]*(?:: | = ))?)"
                            + "(?<flag>--[a-z0-9.-]+=)?(?<literal>[^ ].*?)(?<comma>,?)"
                            + "(?<comment> +(?:#|//) value: (?<name>[a-z0-9.-]+))");

    ValueMark {
        requireNonNull(name, "name is null");
    }

    /** The mark on a line, if there is one. */
    static Optional<ValueMark> of(String line) {
        if (!line.contains(" value: ")) {
            return Optional.empty();
        }
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                new ValueMark(
                        matcher.group("indent") + matcher.group("key"),
                        matcher.group("off") != null,
                        matcher.group("flag") == null ? "" : matcher.group("flag"),
                        matcher.group("literal"),
                        matcher.group("comma"),
                        matcher.group("comment"),
                        matcher.group("name")));
    }

    private boolean isQuoted() {
        char first = literal.charAt(0);
        return literal.length() > 1
                && (first == '"' || first == '\'')
                && literal.charAt(literal.length() - 1) == first;
    }

    /** Whether the value is what stands there already, however it is written. */
    boolean says(JsonNode value) {
        if (value.isContainerNode()) {
            return StackYaml.read("value: " + literal).path("value").equals(value);
        }
        return value.asText()
                .equals(isQuoted() ? literal.substring(1, literal.length() - 1) : literal);
    }

    /**
     * The line with another value. That is written as JSON, which YAML takes as it is, so that no
     * value can change what surrounds it. Where the literal is quoted it stays text.
     */
    String with(JsonNode value) {
        String written;
        if (!flag.isEmpty()) {
            written = JsonText.of(flag + value.asText());
        } else if (isQuoted() && value.isValueNode()) {
            written = JsonText.of(value.asText());
        } else {
            written = value.toString();
        }
        return lead + written + comma + comment;
    }
}
