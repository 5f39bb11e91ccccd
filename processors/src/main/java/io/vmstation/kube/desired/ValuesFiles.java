package io.vmstation.kube.desired;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map.Entry;
import java.util.Optional;

/** Reads the values for placeholders: maps in YAML or JSON, later files over earlier ones. */
final class ValuesFiles {
    private final SourceFiles files;
    private final FileProblems problems;

    ValuesFiles(SourceFiles files, FileProblems problems) {
        this.files = files;
        this.problems = problems;
    }

    /** All values, nested as they were written. */
    ObjectNode read(List<String> paths) {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        for (String path : paths) {
            file(path).ifPresent(file -> read(file, values));
        }
        return values;
    }

    private Optional<SourceFile> file(String path) {
        try {
            Optional<SourceFile> file = files.file(path);
            if (file.isEmpty()) {
                problems.report(
                        path,
                        "is not there: write the values of this cluster into it, or correct"
                                + " `values` in clusters.yaml");
            }
            return file;
        } catch (IOException e) {
            problems.report(path, "cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    private void read(SourceFile file, ObjectNode values) {
        for (YamlTree.Root root : new FileReader(problems).roots(file)) {
            if (root.json() instanceof ObjectNode map) {
                merge(map, values);
            } else if (!root.json().isNull()) {
                problems.report(
                        Spot.of(file.origin()).at(root.line()),
                        "is %s, a map of values is expected: write `name: value`"
                                .formatted(root.json().isArray() ? "a list" : "a single value"));
            }
        }
    }

    private static void merge(ObjectNode over, ObjectNode values) {
        for (Entry<String, JsonNode> entry : over.properties()) {
            JsonNode earlier = values.get(entry.getKey());
            if (earlier instanceof ObjectNode map && entry.getValue() instanceof ObjectNode more) {
                merge(more, map);
            } else {
                values.set(entry.getKey(), entry.getValue().deepCopy());
            }
        }
    }
}
