package io.vmstation.kube.desired;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads YAML, many documents in a file, within bounds: size, depth, aliases, and what the aliases
 * expand to.
 */
final class YamlDocuments {
    private static final int DEEPEST = 150;
    private static final int MOST_ALIASES = 200;

    private final FileProblems problems;
    private final int mostCharacters;

    YamlDocuments(FileProblems problems, int mostCharacters) {
        this.problems = problems;
        this.mostCharacters = mostCharacters;
    }

    /**
     * The documents of a file; none when it is no YAML, which was reported.
     *
     * @param file as messages name it
     */
    List<YamlTree.Root> read(String text, String file) {
        LoadSettings settings =
                LoadSettings.builder()
                        .setLabel(file)
                        .setSchema(new CoreSchema())
                        .setCodePointLimit(mostCharacters)
                        .setAllowNonScalarKeys(true)
                        .setMaxAliasesForCollections(MOST_ALIASES)
                        .build();
        try {
            Composer composer =
                    new Composer(
                            settings,
                            new Bounded(
                                    new ParserImpl(settings, new StreamReader(settings, text))));
            List<YamlTree.Root> roots = new ArrayList<>();
            YamlTree tree = new YamlTree(file, problems);
            while (composer.hasNext()) {
                Node node = composer.next();
                tree.convert(node).ifPresent(roots::add);
            }
            return roots;
        } catch (YamlEngineException e) {
            problems.report(spot(e, file), sentence(e));
            return List.of();
        }
    }

    private static Spot spot(YamlEngineException e, String file) {
        Optional<Mark> mark =
                e instanceof MarkedYamlEngineException marked
                        ? marked.getProblemMark()
                        : Optional.empty();
        return Spot.of(file).at(mark.map(found -> found.getLine() + 1).orElse(0));
    }

    private static String sentence(YamlEngineException e) {
        if (e instanceof TooDeep) {
            return "is nested deeper than " + DEEPEST + " levels: flatten it";
        }
        if (e instanceof MarkedYamlEngineException marked) {
            String context = marked.getContext() == null ? "" : marked.getContext() + ", ";
            return "is not YAML: "
                    + (context + marked.getProblem()).replaceAll("\\s+", " ")
                    + "; check indentation, quotes and brackets, and whether all of it was"
                    + " written";
        }
        return "is not YAML: " + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** It would take a deep stack to read. */
    private static final class TooDeep extends ParserException {
        private static final long serialVersionUID = 1;

        TooDeep(Optional<Mark> mark) {
            super("too deep", mark);
        }
    }

    /** Ends with an exception where it gets too deep. */
    private static final class Bounded implements Parser {
        private final Parser parser;
        private int depth;

        Bounded(Parser parser) {
            this.parser = parser;
        }

        @Override
        public boolean checkEvent(Event.ID choice) {
            return parser.checkEvent(choice);
        }

        @Override
        public Event peekEvent() {
            return parser.peekEvent();
        }

        @Override
        public Event next() {
            Event event = parser.next();
            if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
                throw new TooDeep(event.getStartMark());
            }
            if (event instanceof CollectionEndEvent) {
                depth--;
            }
            return event;
        }

        @Override
        public boolean hasNext() {
            return parser.hasNext();
        }
    }
}
