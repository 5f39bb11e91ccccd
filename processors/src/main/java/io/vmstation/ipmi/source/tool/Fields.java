package io.vmstation.ipmi.source.tool;

import io.vmstation.ipmi.reading.Finding.Failed;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lines of the form {@code name : value}.
 *
 * @param byName the first of each name, in small letters
 */
public record Fields(Map<String, String> byName) {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("(\\d{1,15})(?:\\s.*)?");

    public Fields {
        byName = Map.copyOf(byName);
    }

    /** Reads them; passes over other lines. */
    public static Fields of(WholeText text) {
        Map<String, String> fields = new HashMap<>();
        for (String line : text.lines()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.putIfAbsent(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return new Fields(fields);
    }

    /** What is said, unless it is nothing. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(byName.get(name))
                .filter(value -> !value.isEmpty() && !value.equalsIgnoreCase("N/A"));
    }

    /** A whole number with whatever unit behind it, if that is what is said. */
    public OptionalLong number(String name) {
        Matcher number = WHOLE_NUMBER.matcher(byName.getOrDefault(name, ""));
        return number.matches()
                ? OptionalLong.of(Long.parseLong(number.group(1)))
                : OptionalLong.empty();
    }

    /** Whether it is said to be true or false. */
    public Optional<Boolean> flag(String name) {
        return text(name)
                .filter(value -> value.equals("true") || value.equals("false"))
                .map(value -> value.equals("true"));
    }

    /** What is found where a field is missing that must be there. */
    public Failed missing(String program, String name) {
        return new Failed(
                program
                        + " does not tell "
                        + name
                        + (byName.containsKey(name)
                                ? ", but " + Excerpt.of(byName.getOrDefault(name, ""))
                                : ""));
    }
}
