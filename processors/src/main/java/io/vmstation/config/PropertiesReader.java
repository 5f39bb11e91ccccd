package io.vmstation.config;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Reads properties files with the rules of {@link Properties#load(java.io.Reader)}, and remembers
 * lines and comments beside.
 */
final class PropertiesReader {
    private final Problems problems;

    PropertiesReader(Problems problems) {
        this.problems = problems;
    }

    /**
     * The keys in the order of the file; a repeated key is a problem, and its last value counts.
     */
    List<PropertyLine> read(String text, Place file) {
        Map<String, PropertyLine> found = new LinkedHashMap<>();
        List<String> natural = text.lines().toList();
        List<String> comment = new ArrayList<>();
        for (int index = 0; index < natural.size(); index++) {
            String stripped = natural.get(index).stripLeading();
            if (stripped.startsWith("#") || stripped.startsWith("!")) {
                comment.add(stripped.substring(1).strip());
                continue;
            }
            if (!stripped.isEmpty()) {
                int first = index;
                StringBuilder logical = new StringBuilder(stripped);
                while (isContinued(natural.get(index)) && index + 1 < natural.size()) {
                    index++;
                    logical.append('\n').append(natural.get(index));
                }
                put(found, logical.toString(), file.at(first + 1), String.join("\n", comment));
            }
            comment.clear();
        }
        return List.copyOf(found.values());
    }

    private static boolean isContinued(String line) {
        int backslashes = 0;
        while (backslashes < line.length()
                && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    private void put(Map<String, PropertyLine> found, String logical, Place place, String comment) {
        Properties one = new Properties();
        try {
            one.load(new StringReader(logical));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException e) {
            problems.report(place, "has a \\u that four hexadecimal digits do not follow");
        }
        for (String key : one.stringPropertyNames()) {
            String value = String.valueOf(one.getProperty(key)).strip();
            PropertyLine earlier =
                    found.put(key, new PropertyLine(key, value, place.line(), comment));
            if (earlier != null) {
                problems.report(
                        place.named(key),
                        "stands here a second time, first in line "
                                + earlier.line()
                                + ": keep one of them");
            }
        }
    }
}
