package io.vmstation.config;

import java.util.List;
import java.util.Optional;

/** A piece of YAML that knows where it stands. */
sealed interface YamlValue {
    /** Where it begins. */
    Place place();

    /**
     * Text; numbers and flags too, as they were written.
     *
     * @param tag as it was written or found, {@code !vault}
     * @param absent whether it means "no value"
     */
    record Scalar(Place place, String text, String tag, boolean absent) implements YamlValue {
        static Scalar of(Place place, String text) {
            return new Scalar(place, text, "", false);
        }
    }

    /** A list. */
    record Sequence(Place place, List<YamlValue> items) implements YamlValue {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /** A map; keys are unique and in the order of the file. */
    record Mapping(Place place, List<Entry> entries) implements YamlValue {
        public Mapping {
            entries = List.copyOf(entries);
        }

        Optional<YamlValue> value(String key) {
            return entries.stream()
                    .filter(entry -> entry.key().equals(key))
                    .map(Entry::value)
                    .findFirst();
        }
    }

    /**
     * One key of a map.
     *
     * @param place where the key stands
     */
    record Entry(String key, Place place, YamlValue value) {}

    /** Whether it means "no value": nothing, {@code ~} or {@code null}. */
    default boolean isAbsent() {
        return this instanceof Scalar scalar && scalar.absent();
    }

    /** What it is, for people. */
    default String kind() {
        if (this instanceof Sequence) {
            return "a list";
        }
        return this instanceof Mapping ? "a map" : "a single value";
    }

    /** What to show of it in a problem. */
    default String shown() {
        return this instanceof Scalar scalar ? scalar.text() : "";
    }
}
