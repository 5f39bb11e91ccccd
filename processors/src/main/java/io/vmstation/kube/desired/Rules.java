package io.vmstation.kube.desired;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Makes ConfigMaps of files of rules: {@code prometheus-rules}, and {@code loki-rules} of those for
 * Loki, which are named {@code logs.yaml} or {@code logs-....yaml} or lie in a folder {@code loki}.
 * When the files do not fit into one, there are {@code prometheus-rules-2} and so on, filled in the
 * order of their names.
 */
final class Rules {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern FILE = Pattern.compile("[^.].*\\.ya?ml");
    private static final Pattern TEST = Pattern.compile(".*\\.test\\.ya?ml");
    private static final Pattern LOKI =
            Pattern.compile("(.*/)?loki/.*|(.*/)?logs(-[^/]*)?\\.ya?ml");
    private static final Pattern DURATION = Pattern.compile("0|([0-9]+(ms|[smhdwy]))+");

    private final String folder;
    private final String namespace;
    private final Placeholders placeholders;
    private final FileProblems problems;

    /**
     * @param folder of the rules
     * @param namespace of the ConfigMaps
     */
    Rules(String folder, String namespace, Placeholders placeholders, FileProblems problems) {
        this.folder = folder;
        this.namespace = namespace;
        this.placeholders = placeholders;
        this.problems = problems;
    }

    /** The ConfigMaps of all rules. */
    List<Document> read(SortedMap<String, SourceFile> files) {
        SortedMap<String, String> prometheus = new TreeMap<>();
        SortedMap<String, String> loki = new TreeMap<>();
        Map<String, String> origins = new HashMap<>();
        for (SourceFile file : files.values()) {
            if (FILE.matcher(file.name()).matches() && !TEST.matcher(file.name()).matches()) {
                String path = file.path().substring(folder.length() + 1);
                String key = path.replace('/', '-');
                String earlier = origins.putIfAbsent(key, file.origin());
                if (earlier != null) {
                    problems.report(
                            file.origin(),
                            "becomes %s in a ConfigMap, as %s does: rename one"
                                    .formatted(key, earlier));
                }
                SortedMap<String, String> texts = LOKI.matcher(path).matches() ? loki : prometheus;
                text(file).ifPresent(text -> texts.put(key, text));
            }
        }
        List<Document> found = new ArrayList<>(split("prometheus-rules", prometheus, origins));
        found.addAll(split("loki-rules", loki, origins));
        return found;
    }

    private Optional<String> text(SourceFile file) {
        FileReader reader = new FileReader(problems);
        Optional<String> text = reader.text(file);
        if (text.isEmpty()) {
            return text;
        }
        List<Document> documents =
                reader.objects(
                        reader.roots(text.get(), file.origin(), file.name(), FileReader.MOST_BYTES),
                        file.origin(),
                        false);
        if (documents.isEmpty()) {
            return Optional.empty();
        }
        Document document = documents.get(0);
        if (documents.size() > 1) {
            problems.report(
                    documents.get(1).spot(), "is a second document: write one `groups` a file");
        }
        boolean asWritten = !text.get().contains("${");
        placeholders.fill(document);
        check(document);
        return asWritten ? text : Optional.of(json(document.json()));
    }

    /** JSON is YAML, and leaves no doubt about what is text and what is not. */
    private static String json(JsonNode filled) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(filled) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void check(Document document) {
        new SchemaCheck(problems).check(document, RuleShapes.FILE, false);
        JsonNode groups = Pods.items(document.value("groups"));
        Map<String, Integer> names = new HashMap<>();
        for (int i = 0; i < groups.size(); i++) {
            String name = groups.get(i).path("name").asText();
            Integer earlier = names.putIfAbsent(name, i);
            if (earlier != null && !name.isEmpty()) {
                problems.report(
                        document.at("groups", i, "name"),
                        "is %s, as groups[%d] is too: rename one".formatted(name, earlier));
            }
            duration(document, "groups", i, "interval");
            JsonNode rules = Pods.items(groups.get(i).path("rules"));
            for (int j = 0; j < rules.size(); j++) {
                if (rules.get(j).has("alert") == rules.get(j).has("record")) {
                    problems.report(
                            document.at("groups", i, "rules", j),
                            "has either both or none of alert and record: keep one");
                }
                duration(document, "groups", i, "rules", j, "for");
                duration(document, "groups", i, "rules", j, "keep_firing_for");
            }
        }
    }

    private void duration(Document document, Object... path) {
        String text = document.text(path);
        if (!text.isEmpty() && !DURATION.matcher(text).matches()) {
            problems.report(
                    document.at(path), "is \"%s\": write a duration such as 5m".formatted(text));
        }
    }

    private List<Document> split(
            String name, SortedMap<String, String> texts, Map<String, String> origins) {
        List<Document> found = new ArrayList<>();
        Map<String, String> part = new LinkedHashMap<>();
        int size = 0;
        for (Map.Entry<String, String> text : texts.entrySet()) {
            int more = ConfigMapText.bytes(text.getKey()) + ConfigMapText.bytes(text.getValue());
            if (more > ConfigMapText.MOST_BYTES) {
                problems.report(
                        String.valueOf(origins.get(text.getKey())),
                        "is %d bytes long, and a ConfigMap may hold %d: split the file"
                                .formatted(more, ConfigMapText.MOST_BYTES));
            }
            if (size + more > ConfigMapText.MOST_BYTES && !part.isEmpty()) {
                found.add(part(name, found.size(), part));
                part = new LinkedHashMap<>();
                size = 0;
            }
            part.put(text.getKey(), text.getValue());
            size += more;
        }
        if (!part.isEmpty()) {
            found.add(part(name, found.size(), part));
        }
        return found;
    }

    private Document part(String name, int before, Map<String, String> texts) {
        String numbered = before == 0 ? name : name + "-" + (before + 1);
        return ConfigMapText.document(numbered, namespace, Map.of(), Map.of(), texts, folder);
    }
}
