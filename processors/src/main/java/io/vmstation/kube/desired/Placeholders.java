package io.vmstation.kube.desired;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.vmstation.config.Suggestion;
import io.vmstation.kube.reconcile.Marks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills in placeholders: a dollar sign and braces around a name, or around a name, {@code :=} and a
 * default. It works on values that have been read, so that nothing which stands for a placeholder
 * can change what surrounds it. After a second dollar sign the braces stay; around a number too,
 * since no value has such a name.
 */
final class Placeholders {
    private static final Pattern ANY =
            Pattern.compile(
                    "\\$\\$\\{|\\$\\{(?<name>[^{}:]*)(?<default>:=(?<text>[^}]*))?}|\\$\\{");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final Set<String> TEXTS =
            Set.of(
                    "annotations",
                    "args",
                    "command",
                    "data",
                    "labels",
                    "matchLabels",
                    "nodeSelector",
                    "selector",
                    "stringData");
    private static final String LITERAL =
            "write $${ for a ${ that stays, or annotate the object with "
                    + Marks.SUBSTITUTE
                    + ": disabled";

    private final ObjectNode values;
    private final List<String> names;
    private final FileProblems problems;

    /**
     * @param values what there is, nested maps; a dot in a name leads into one
     */
    Placeholders(ObjectNode values, FileProblems problems) {
        this.values = values;
        this.names = names(values);
        this.problems = problems;
    }

    private static List<String> names(ObjectNode values) {
        List<String> found = new ArrayList<>();
        collect("", values, found);
        return List.copyOf(found);
    }

    private static void collect(String prefix, ObjectNode map, Collection<String> found) {
        map.properties()
                .forEach(
                        entry -> {
                            found.add(prefix + entry.getKey());
                            if (entry.getValue() instanceof ObjectNode inner) {
                                collect(prefix + entry.getKey() + ".", inner, found);
                            }
                        });
    }

    /** Fills in an object, unless an annotation of it says otherwise. */
    void fill(Document document) {
        if (!document.text("metadata", "annotations", Marks.SUBSTITUTE).equals("disabled")) {
            fillAll(document, document.json(), List.of());
        }
    }

    private void fillAll(Document document, JsonNode container, List<Object> path) {
        if (container instanceof ObjectNode map) {
            for (var entry : map.properties()) {
                List<Object> place = with(path, entry.getKey());
                JsonNode filled = filled(document, entry.getValue(), place);
                entry.setValue(filled);
            }
        } else if (container instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                list.set(i, filled(document, list.get(i), with(path, i)));
            }
        }
    }

    private static List<Object> with(List<Object> path, Object step) {
        List<Object> longer = new ArrayList<>(path.size() + 1);
        longer.addAll(path);
        longer.add(step);
        return longer;
    }

    private JsonNode filled(Document document, JsonNode value, List<Object> path) {
        if (value.isTextual()) {
            return value.textValue().contains("${")
                    ? filled(value.textValue(), document, path)
                    : value;
        }
        fillAll(document, value, path);
        return value;
    }

    private JsonNode filled(String text, Document document, List<Object> path) {
        Matcher matcher = ANY.matcher(text);
        StringBuilder whole = new StringBuilder();
        while (matcher.find()) {
            boolean alone = matcher.start() == 0 && matcher.end() == text.length();
            Optional<JsonNode> value = value(matcher, document, path);
            if (alone && value.isPresent()) {
                boolean words = value.get().isValueNode() && isAlwaysText(path);
                return words ? TextNode.valueOf(value.get().asText()) : value.get();
            }
            String put = value.map(found -> asText(found, matcher, document, path)).orElse("");
            matcher.appendReplacement(whole, Matcher.quoteReplacement(put));
        }
        return TextNode.valueOf(matcher.appendTail(whole).toString());
    }

    /** Whether only text may stand there: quotes do not survive kustomize. */
    private static boolean isAlwaysText(List<Object> path) {
        List<Object> parents = path.subList(0, path.size() - 1);
        boolean variable = parents.contains("env") && path.get(path.size() - 1).equals("value");
        return variable || parents.stream().anyMatch(TEXTS::contains);
    }

    /** What stands for one; nothing when there is none, which was reported. */
    private Optional<JsonNode> value(Matcher matcher, Document document, List<Object> path) {
        if (matcher.group().equals("$${")) {
            return Optional.of(TextNode.valueOf("${"));
        }
        String name = matcher.group("name");
        if (name != null && NUMBER.matcher(name).matches() && matcher.group("default") == null) {
            return Optional.of(TextNode.valueOf(matcher.group()));
        }
        if (name == null || !NAME.matcher(name).matches()) {
            problems.report(
                    document.at(path),
                    "has a ${ that begins no placeholder: write ${name} or ${name:=default}; "
                            + LITERAL);
            return Optional.empty();
        }
        Optional<JsonNode> known = known(name);
        if (known.isPresent()) {
            return known;
        }
        if (matcher.group("default") != null) {
            return Optional.of(YamlScalars.plain(matcher.group("text").strip()))
                    .map(found -> found.isNull() ? TextNode.valueOf("") : found);
        }
        problems.report(
                document.at(path),
                "${%s} has no value: %s; %s"
                        .formatted(
                                name,
                                Suggestion.orElse(
                                        name,
                                        names,
                                        "add it to a values file of this cluster, or write"
                                                + " ${"
                                                + name
                                                + ":=default}"),
                                LITERAL));
        return Optional.empty();
    }

    private Optional<JsonNode> known(String name) {
        JsonNode value = values;
        for (String step : name.split("\\.", -1)) {
            value = value.path(step);
        }
        return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(value);
    }

    private String asText(JsonNode value, Matcher matcher, Document document, List<Object> path) {
        if (value.isContainerNode()) {
            problems.report(
                    document.at(path),
                    "${%s} is %s and stands inside of other text: let it stand alone, or name a"
                                    .formatted(
                                            matcher.group("name"),
                                            value.isArray() ? "a list" : "a map")
                            + " single value");
            return "";
        }
        return value.asText();
    }
}
