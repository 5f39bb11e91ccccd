package io.vmstation.config;

import io.vmstation.config.YamlValue.Mapping;
import io.vmstation.node.SelEventRule;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads which events of a system event log are counted. */
final class SelEventsReader {
    private final Problems problems;
    private final Map<String, Place> places = new HashMap<>();

    SelEventsReader(Problems problems) {
        this.problems = problems;
    }

    /** Those that are right, in order. */
    List<Located<SelEventRule>> read(Fields bmc) {
        return bmc.items("selEvents").stream().flatMap(item -> rule(item).stream()).toList();
    }

    private Optional<Located<SelEventRule>> rule(YamlValue item) {
        if (!(item instanceof Mapping mapping)) {
            problems.report(
                    item.place(),
                    item.shown(),
                    "is not an event: write `{name: ..., pattern: ...}`");
            return Optional.empty();
        }
        Fields fields = new Fields(mapping, NodesFormat.SEL_EVENT, problems);
        for (String required : List.of("name", "pattern")) {
            if (!fields.has(required)) {
                problems.report(
                        fields.place(), "has no " + required + ": add `" + required + ": ...`");
            }
        }
        Optional<Located<String>> name = fields.one("name", Values::word);
        Optional<Located<Pattern>> pattern = fields.one("pattern", SelEventsReader::pattern);
        name.ifPresent(this::checkUnique);
        return name.flatMap(
                found ->
                        pattern.map(
                                expression ->
                                        new Located<>(
                                                new SelEventRule(found.value(), expression.value()),
                                                found.text(),
                                                fields.place())));
    }

    private void checkUnique(Located<String> name) {
        Place earlier = places.putIfAbsent(name.value(), name.place());
        if (earlier != null) {
            problems.report(
                    name.place(),
                    name.text(),
                    "is the name of two events, first in line "
                            + earlier.line()
                            + ": rename one, or join their patterns with |");
        }
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "is no regular expression, %s at character %d: correct it, or put a backslash before a character that means itself"
                            .formatted(
                                    e.getDescription().toLowerCase(Locale.ROOT),
                                    Math.max(0, e.getIndex()) + 1),
                    e);
        }
    }
}
