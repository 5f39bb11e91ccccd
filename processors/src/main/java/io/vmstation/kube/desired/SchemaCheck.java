package io.vmstation.kube.desired;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.config.Suggestion;
import io.vmstation.kube.desired.Shape.ListOf;
import io.vmstation.kube.desired.Shape.MapOf;
import io.vmstation.kube.desired.Shape.Single;
import io.vmstation.kube.desired.Shape.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Map.Entry;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Compares an object with the shape of its kind, strictly: the server turns nothing round. */
final class SchemaCheck {
    private static final int LONGEST_VALUE = 60;
    private static final int MOST_NAMED = 14;
    private static final Pattern QUANTITY =
            Pattern.compile(
                    "[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)"
                            + "([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?");

    private final FileProblems problems;

    SchemaCheck(FileProblems problems) {
        this.problems = problems;
    }

    /** Reports whatever does not fit. */
    void check(Manifest manifest, Shape shape) {
        check(manifest.document(), shape, manifest.kind().equals("Secret"));
    }

    /**
     * Likewise, for what is no object of Kubernetes.
     *
     * @param secret whether values are not to be shown
     */
    void check(Document document, Shape shape, boolean secret) {
        new Walk(document, secret).value(document.json(), shape, List.of());
    }

    /** One object. */
    private final class Walk {
        private final Document document;
        private final boolean secret;

        Walk(Document document, boolean secret) {
            this.document = document;
            this.secret = secret;
        }

        void value(JsonNode value, Shape shape, List<Object> path) {
            if (value.isNull()) {
                return;
            }
            if (shape instanceof Struct struct) {
                struct(value, struct, path);
            } else if (shape instanceof ListOf list) {
                list(value, list, path);
            } else if (shape instanceof MapOf map) {
                map(value, map, path);
            } else {
                single(value, (Single) shape, path);
            }
        }

        private void struct(JsonNode value, Struct struct, List<Object> path) {
            if (!value.isObject()) {
                mismatch(value, "a map of `key: value`", ": indent its keys beneath it", path);
                return;
            }
            for (Entry<String, JsonNode> field : value.properties()) {
                List<Object> place = with(path, field.getKey());
                Supplier<Shape> shape = struct.fields().get(field.getKey());
                if (shape == null) {
                    unknown(struct, field.getKey(), place);
                } else {
                    value(field.getValue(), shape.get(), place);
                    words(field.getValue(), struct, field.getKey(), place);
                }
            }
            for (String required : new TreeSet<>(struct.required())) {
                if (!value.hasNonNull(required)) {
                    problems.report(
                            document.at(path),
                            "has no %s: add `%s: ...`".formatted(required, required));
                }
            }
        }

        private void unknown(Struct struct, String key, List<Object> place) {
            List<String> known = struct.fields().keySet().stream().sorted().toList();
            String otherwise =
                    known.size() > MOST_NAMED
                            ? "remove it, `kubectl explain` lists all of them"
                            : "known are " + String.join(", ", known);
            problems.report(
                    document.at(place),
                    "is no field of %s: %s"
                            .formatted(struct.name(), Suggestion.orElse(key, known, otherwise)));
        }

        private void words(JsonNode value, Struct struct, String key, List<Object> place) {
            List<String> words = struct.words().get(key);
            if (words == null) {
                return;
            }
            Iterable<JsonNode> written = value.isArray() ? value : List.of(value);
            for (JsonNode word : written) {
                if (word.isTextual() && !words.contains(word.textValue())) {
                    String otherwise = "known are " + String.join(", ", words);
                    problems.report(
                            document.at(place),
                            "is \"%s\", which nobody knows: %s"
                                    .formatted(
                                            word.textValue(),
                                            Suggestion.orElse(word.textValue(), words, otherwise)));
                }
            }
        }

        private void list(JsonNode value, ListOf list, List<Object> path) {
            if (!value.isArray()) {
                mismatch(value, "a list", ": begin each item with -", path);
                return;
            }
            for (int i = 0; i < value.size(); i++) {
                value(value.get(i), list.item().get(), with(path, i));
            }
        }

        private void map(JsonNode value, MapOf map, List<Object> path) {
            if (!value.isObject()) {
                mismatch(value, "a map of `key: value`", ": indent its keys beneath it", path);
                return;
            }
            for (Entry<String, JsonNode> entry : value.properties()) {
                value(entry.getValue(), map.value().get(), with(path, entry.getKey()));
            }
        }

        private void single(JsonNode value, Single shape, List<Object> path) {
            boolean fits =
                    switch (shape) {
                        case TEXT -> value.isTextual();
                        case WHOLE -> value.isIntegralNumber();
                        case NUMBER -> value.isNumber();
                        case FLAG -> value.isBoolean();
                        case WHOLE_OR_TEXT -> value.isTextual() || value.isIntegralNumber();
                        case QUANTITY ->
                                value.isNumber() || QUANTITY.matcher(value.asText()).matches();
                        case ANYTHING -> true;
                    };
            if (!fits) {
                mismatch(value, shape.words(), remedy(value, shape), path);
            }
        }

        private static String remedy(JsonNode value, Single shape) {
            if (shape == Single.TEXT && value.isValueNode()) {
                return ": put it in quotes";
            }
            boolean quoted =
                    value.isTextual()
                            && (shape == Single.FLAG
                                    ? YamlScalars.plain(value.textValue()).isBoolean()
                                    : YamlScalars.plain(value.textValue()).isNumber());
            return quoted && shape != Single.QUANTITY ? ": remove the quotes" : ": write one";
        }

        private void mismatch(JsonNode value, String expected, String remedy, List<Object> path) {
            problems.report(
                    document.at(path),
                    "is %s, %s is expected%s".formatted(shown(value), expected, remedy));
        }

        private String shown(JsonNode value) {
            if (value.isContainerNode()) {
                return value.isArray() ? "a list" : "a map";
            }
            String kind = value.isTextual() ? "text" : value.isNumber() ? "a number" : "a flag";
            String text = value.toString().replaceAll("\\p{Cntrl}", " ");
            if (secret) {
                return kind;
            }
            return "%s (%s)"
                    .formatted(
                            kind,
                            text.length() > LONGEST_VALUE
                                    ? text.substring(0, LONGEST_VALUE) + "..."
                                    : text);
        }

        private static List<Object> with(List<Object> path, Object step) {
            List<Object> longer = new ArrayList<>(path.size() + 1);
            longer.addAll(path);
            longer.add(step);
            return longer;
        }
    }
}
