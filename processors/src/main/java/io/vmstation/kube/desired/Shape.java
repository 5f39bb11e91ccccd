package io.vmstation.kube.desired;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What a field may hold. Immutable; shapes may hold themselves. */
sealed interface Shape {

    /**
     * A map whose keys are known.
     *
     * @param name of it, for people
     * @param fields what each may hold
     * @param required those that must be there
     * @param words those that may only hold certain ones
     */
    record Struct(
            String name,
            Map<String, Supplier<Shape>> fields,
            Set<String> required,
            Map<String, List<String>> words)
            implements Shape {
        public Struct {
            fields = Map.copyOf(fields);
            required = Set.copyOf(required);
            words = Map.copyOf(words);
        }
    }

    /** A list. */
    record ListOf(Supplier<Shape> item) implements Shape {}

    /** A map with any keys. */
    record MapOf(Supplier<Shape> value) implements Shape {}

    /** A single value. */
    enum Single implements Shape {
        TEXT("text"),
        WHOLE("a whole number"),
        NUMBER("a number"),
        FLAG("true or false"),
        WHOLE_OR_TEXT("a whole number or text"),
        QUANTITY("a quantity, such as 100m or 1Gi,"),
        ANYTHING("anything");

        private final String words;

        Single(String words) {
            this.words = words;
        }

        /** For people. */
        String words() {
            return words;
        }
    }
}
