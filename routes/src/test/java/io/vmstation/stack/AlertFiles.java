package io.vmstation.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of alerts/, as they are and with their values filled in. */
final class AlertFiles {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    static final Path ALERTS = ROOT.resolve("alerts");
    static final Path VALUES = ROOT.resolve("config/alert-values.yaml");
    static final Path RUNBOOKS = ROOT.resolve("docs/runbooks");

    /** The rules of Loki's ruler, which promtool cannot read. */
    static final String LOGS = "logs";

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Pattern PLACEHOLDER =
            Pattern.compile("(\\$)?\\$\\{([a-z][a-z0-9.-]*)(?::=([^}]*))?}");

    /** One alert. */
    record Alert(
            String file,
            String name,
            String severity,
            String expression,
            String waits,
            JsonNode annotations) {
        boolean knowsSleep() {
            return expression.contains("unless") && expression.contains("sleep_expected == 1");
        }

        @Override
        public String toString() {
            return name + " (" + severity + ")";
        }
    }

    /** A placeholder where it stands. */
    record Placeholder(String file, String name, String otherwise) {}

    private AlertFiles() {}

    /** Their names without the ending. */
    static List<String> names() {
        try (Stream<Path> files = Files.list(ALERTS)) {
            return files.map(each -> each.getFileName().toString())
                    .filter(each -> each.endsWith(".yaml") && !each.endsWith(".test.yaml"))
                    .map(each -> each.substring(0, each.length() - ".yaml".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those of Prometheus. */
    static List<String> ofPrometheus() {
        return names().stream().filter(each -> !each.equals(LOGS)).toList();
    }

    static JsonNode yaml(Path file) {
        try {
            return YAML.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The tests beside a file. */
    static JsonNode tests(String name) {
        return yaml(ALERTS.resolve(name + ".test.yaml"));
    }

    /** A file of rules with its values filled in. */
    static JsonNode rendered(String name) {
        return render(yaml(ALERTS.resolve(name + ".yaml")), values());
    }

    /** The values by their full names, such as {@code alerts.cpu-percent}. */
    static Map<String, JsonNode> values() {
        Map<String, JsonNode> values = new TreeMap<>();
        flatten("", yaml(VALUES), values);
        return values;
    }

    private static void flatten(String prefix, JsonNode node, Map<String, JsonNode> into) {
        node.properties()
                .forEach(
                        entry -> {
                            String name = prefix + entry.getKey();
                            if (entry.getValue().isObject()) {
                                flatten(name + ".", entry.getValue(), into);
                            } else {
                                into.put(name, entry.getValue());
                            }
                        });
    }

    /** Fills in after parsing: a value can never become YAML of its own. */
    static JsonNode render(JsonNode node, Map<String, JsonNode> values) {
        if (node instanceof ObjectNode object) {
            ObjectNode result = YAML.createObjectNode();
            object.properties()
                    .forEach(each -> result.set(each.getKey(), render(each.getValue(), values)));
            return result;
        } else if (node instanceof ArrayNode array) {
            ArrayNode result = YAML.createArrayNode();
            array.forEach(each -> result.add(render(each, values)));
            return result;
        } else if (node instanceof TextNode text) {
            return fill(text.textValue(), values);
        }
        return node;
    }

    private static JsonNode fill(String text, Map<String, JsonNode> values) {
        Matcher found = PLACEHOLDER.matcher(text);
        if (found.matches() && found.group(1) == null) {
            return value(found, values);
        }
        return TextNode.valueOf(
                found.replaceAll(
                        each ->
                                Matcher.quoteReplacement(
                                        each.group(1) != null
                                                ? each.group().substring(1)
                                                : value(each, values).asText())));
    }

    private static JsonNode value(MatchResult found, Map<String, JsonNode> values) {
        JsonNode value = values.get(found.group(2));
        if (value != null) {
            return value;
        }
        if (found.group(3) == null) {
            throw new AssertionError("no value and no default: " + found.group(2));
        }
        try {
            return YAML.readTree(found.group(3));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Placeholder> placeholders() {
        List<Placeholder> all = new ArrayList<>();
        for (String name : names()) {
            Matcher found = PLACEHOLDER.matcher(text(ALERTS.resolve(name + ".yaml")));
            while (found.find()) {
                String otherwise = found.group(3) == null ? "" : found.group(3);
                all.add(new Placeholder(name, found.group(2), otherwise));
            }
        }
        return all;
    }

    /** All rules of a file, those that record too. */
    static List<JsonNode> rules(String name) {
        List<JsonNode> rules = new ArrayList<>();
        rendered(name).path("groups").forEach(each -> each.path("rules").forEach(rules::add));
        return rules;
    }

    static List<Alert> alerts() {
        return names().stream().flatMap(each -> alerts(each).stream()).toList();
    }

    static List<Alert> alerts(String file) {
        return rules(file).stream()
                .filter(rule -> rule.has("alert"))
                .map(
                        rule ->
                                new Alert(
                                        file,
                                        rule.path("alert").asText(),
                                        rule.path("labels").path("severity").asText(),
                                        rule.path("expr").asText(),
                                        rule.path("for").asText(),
                                        rule.path("annotations")))
                .toList();
    }

    /** Writes every file for Prometheus, values filled in, and the tests; JSON is YAML, too. */
    static void writeTo(Path folder) throws IOException {
        for (String name : ofPrometheus()) {
            Files.writeString(folder.resolve(name + ".yaml"), rendered(name).toPrettyString());
            String tests = name + ".test.yaml";
            Files.copy(ALERTS.resolve(tests), folder.resolve(tests));
        }
    }
}
