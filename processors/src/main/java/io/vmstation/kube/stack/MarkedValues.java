package io.vmstation.kube.stack;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Puts values into manifests that are right as they are: a line that ends in {@code # value: name}
 * takes the value of that name, and keeps the one that stands there when there is none. So the same
 * files serve kubectl, Argo CD and Flux, which know of no values. Works on the lines of the file,
 * hence also within a configuration that a ConfigMap holds. Immutable.
 */
public final class MarkedValues {
    private final ObjectNode values;

    /**
     * @param values nested maps; a dot in a name leads into one
     */
    public MarkedValues(ObjectNode values) {
        this.values = requireNonNull(values, "values is null").deepCopy();
    }

    /**
     * The text with the values in place; the same text when none differs from what stands there.
     */
    public String fill(String text) {
        if (!text.contains(" value: ")) {
            return text;
        }
        return text.lines().map(this::filled).collect(Collectors.joining("\n"))
                + (text.endsWith("\n") ? "\n" : "");
    }

    /** The names that a text asks values for, in order, each as often as it stands there. */
    public static List<String> names(String text) {
        return text.lines()
                .map(ValueMark::of)
                .flatMap(Optional::stream)
                .map(ValueMark::name)
                .toList();
    }

    private String filled(String line) {
        return ValueMark.of(line)
                .flatMap(mark -> value(mark.name()).map(value -> filled(line, mark, value)))
                .orElse(line);
    }

    private static String filled(String line, ValueMark mark, JsonNode value) {
        return mark.says(value) && !mark.dormant() ? line : mark.with(value);
    }

    private Optional<JsonNode> value(String name) {
        JsonNode found = values;
        for (String step : name.split("\\.", -1)) {
            found = found.path(step);
        }
        return found.isMissingNode() || found.isNull() ? Optional.empty() : Optional.of(found);
    }
}
