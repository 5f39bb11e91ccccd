package io.vmstation.config;

import java.util.Iterator;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads YAML 1.2 within bounds: size, depth, aliases, and what the aliases expand to. */
final class YamlReader {
    private static final int DEEPEST = 60;
    private static final int MOST_ALIASES = 200;

    private final Problems problems;
    private final boolean repeatedKeysAreWrong;

    private YamlReader(Problems problems, boolean repeatedKeysAreWrong) {
        this.problems = problems;
        this.repeatedKeysAreWrong = repeatedKeysAreWrong;
    }

    /** For files of our own: a repeated key is a problem. */
    static YamlReader strict(Problems problems) {
        return new YamlReader(problems, true);
    }

    /** For files of Ansible: the last of repeated keys counts, as there. */
    static YamlReader lenient(Problems problems) {
        return new YamlReader(problems, false);
    }

    /**
     * Reads one document.
     *
     * @param root of what is read: its file, and the line before the first one of {@code text}
     * @return nothing when the text holds none, or when there is a problem
     */
    Optional<YamlValue> read(String text, Place root) {
        LoadSettings settings =
                LoadSettings.builder()
                        .setLabel(root.file())
                        .setSchema(new CoreSchema())
                        .setCodePointLimit(ConfigFiles.MOST_BYTES)
                        .setMaxAliasesForCollections(MOST_ALIASES)
                        .build();
        try {
            if (isTooDeep(settings, text)) {
                problems.report(root, "is nested deeper than " + DEEPEST + " levels: flatten it");
                return Optional.empty();
            }
            return new Compose(settings)
                    .composeString(text)
                    .flatMap(
                            node ->
                                    new YamlConversion(problems, repeatedKeysAreWrong)
                                            .convert(node, root));
        } catch (YamlEngineException e) {
            problems.report(placeOf(e, root), "is not YAML: " + sentence(e));
            return Optional.empty();
        }
    }

    private static boolean isTooDeep(LoadSettings settings, String text) {
        int depth = 0;
        Iterator<Event> events = new Parse(settings).parseString(text).iterator();
        while (events.hasNext() && depth <= DEEPEST) {
            Event event = events.next();
            if (event instanceof CollectionStartEvent) {
                depth++;
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
        return depth > DEEPEST;
    }

    private static Place placeOf(YamlEngineException e, Place root) {
        Optional<Mark> mark =
                e instanceof MarkedYamlEngineException marked
                        ? marked.getProblemMark()
                        : Optional.empty();
        return mark.map(found -> root.at(root.line() + found.getLine() + 1)).orElse(root);
    }

    private static String sentence(YamlEngineException e) {
        if (e instanceof MarkedYamlEngineException marked) {
            String context = marked.getContext() == null ? "" : marked.getContext() + ", ";
            return (context + marked.getProblem()).replaceAll("\\s+", " ")
                    + "; check indentation, quotes and brackets";
        }
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable");
    }
}
