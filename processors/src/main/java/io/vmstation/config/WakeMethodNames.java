package io.vmstation.config;

import java.util.Set;
import java.util.TreeSet;

/** Knows the wake methods there are. */
record WakeMethodNames(Set<String> known) implements Parser<String> {
    WakeMethodNames {
        known = Set.copyOf(known);
    }

    @Override
    public String parse(String text) {
        if (!known.contains(text)) {
            String otherwise = "known are " + String.join(", ", new TreeSet<>(known));
            throw new IllegalArgumentException(
                    "is not a wake method: " + Suggestion.orElse(text, known, otherwise));
        }
        return text;
    }
}
