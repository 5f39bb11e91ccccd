package io.vmstation.config;

import java.util.List;

/**
 * One of some words.
 *
 * @param kind what they are, such as {@code collector}
 * @param known all of them
 */
record OneOf(String kind, List<String> known) implements Parser<String> {
    OneOf {
        known = List.copyOf(known);
    }

    @Override
    public String parse(String text) {
        if (!known.contains(text)) {
            throw new IllegalArgumentException(
                    "is not a %s: %s"
                            .formatted(
                                    kind,
                                    Suggestion.orElse(
                                            text, known, "known are " + String.join(", ", known))));
        }
        return text;
    }
}
