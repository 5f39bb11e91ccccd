package io.vmstation.kube.desired;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads single files: their text, and the documents in it. */
final class FileReader {
    /** No file that people keep is larger. */
    static final int MOST_BYTES = 4 * 1024 * 1024;

    private final FileProblems problems;

    FileReader(FileProblems problems) {
        this.problems = problems;
    }

    /** The text; nothing when it cannot be read or there is none, which was reported. */
    Optional<String> text(SourceFile file) {
        try {
            byte[] bytes = file.content().read(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                problems.report(file.origin(), "is larger than " + MOST_BYTES + " bytes: split it");
                return Optional.empty();
            }
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            if (text.isBlank()) {
                problems.report(
                        file.origin(),
                        "is empty, as a file that is being written: write something into it, a"
                                + " comment will do, or remove it");
                return Optional.empty();
            }
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            problems.report(
                    file.origin(), "is not text in UTF-8: save it in this encoding, or remove it");
        } catch (IOException e) {
            problems.report(file.origin(), "cannot be read: " + e.getMessage());
        }
        return Optional.empty();
    }

    /** What the documents of a file hold, of whatever kind. */
    List<YamlTree.Root> roots(SourceFile file) {
        return text(file)
                .map(text -> roots(text, file.origin(), file.name(), MOST_BYTES))
                .orElse(List.of());
    }

    /** Likewise, of text that was read. */
    List<YamlTree.Root> roots(String text, String origin, String name, int mostCharacters) {
        return name.endsWith(".json")
                ? new JsonDocuments(problems).read(text, origin)
                : new YamlDocuments(problems, mostCharacters).read(text, origin);
    }

    /** The objects of a file, those in lists too. */
    List<Document> objects(SourceFile file) {
        return objects(roots(file), file.origin(), false);
    }

    /**
     * Likewise, of what was read.
     *
     * @param built whether a program has put them together
     */
    List<Document> objects(List<YamlTree.Root> roots, String origin, boolean built) {
        List<Document> found = new ArrayList<>();
        for (YamlTree.Root root : roots) {
            if (!root.json().isNull()) {
                flatten(root.json(), Spot.of(origin).at(root.line()), root.lines(), built, found);
            }
        }
        return found;
    }

    private void flatten(
            JsonNode json, Spot spot, Lines lines, boolean built, List<Document> found) {
        if (!(json instanceof ObjectNode object)) {
            problems.report(
                    spot,
                    "is %s, an object is expected: it has apiVersion and kind"
                            .formatted(json.isArray() ? "a list" : "a single value"));
            return;
        }
        JsonNode items = object.path("items");
        if (object.path("kind").asText().endsWith("List") && items.isArray()) {
            Spot list = spot.child("items").at(lines.of(object, "items"));
            for (int i = 0; i < items.size(); i++) {
                Spot item = list.child(i).at(lines.of(items, i));
                flatten(items.get(i), new Spot(item.file(), item.line(), ""), lines, built, found);
            }
            return;
        }
        found.add(new Document(built ? Spot.of(spot.file()) : spot, object, lines, built));
    }
}
