package io.vmstation.config;

import io.vmstation.config.Vocabulary.Word;
import io.vmstation.config.YamlValue.Mapping;
import io.vmstation.node.Choice;
import io.vmstation.node.Options;
import io.vmstation.spi.OptionDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Reads the sleep checks, or the sleep method, that somebody chose, with their options. */
final class ChoiceReader {
    private final String kind;
    private final Map<String, Word> words;
    private final OptionReader options;
    private final Problems problems;

    /**
     * @param kind {@code sleep check} or {@code sleep method}
     * @param words those there are
     */
    ChoiceReader(String kind, Map<String, Word> words, OptionReader options, Problems problems) {
        this.kind = kind;
        this.words = words;
        this.options = options;
        this.problems = problems;
    }

    /** Those that are right; a choice that says the same as an earlier one is reported. */
    List<Choice> all(List<Located<Mapping>> written) {
        Map<Choice, Place> places = new HashMap<>();
        List<Choice> found = new ArrayList<>();
        for (Located<Mapping> item : written) {
            Optional<Choice> choice = one(item);
            if (choice.isPresent()) {
                Place earlier = places.putIfAbsent(choice.get(), item.place());
                if (earlier == null) {
                    found.add(choice.get());
                } else {
                    problems.report(
                            item.place(),
                            item.text(),
                            "is named twice with the same options, first in line "
                                    + earlier.line()
                                    + ": remove one");
                }
            }
        }
        return found;
    }

    /** The one that is chosen, if it is right. */
    Optional<Choice> one(Located<Mapping> written) {
        Word word = words.get(written.text());
        if (word == null) {
            String otherwise = "known are " + String.join(", ", new TreeSet<>(words.keySet()));
            problems.report(
                    written.place(),
                    written.text(),
                    "is not a %s: %s"
                            .formatted(
                                    kind,
                                    Suggestion.orElse(written.text(), words.keySet(), otherwise)));
            return Optional.empty();
        }
        Map<String, Object> values = new HashMap<>();
        Fields fields = fields(written, word);
        for (OptionDescription option : word.options()) {
            value(option, fields, written).ifPresent(value -> values.put(option.name(), value));
        }
        return Optional.of(new Choice(written.text(), new Options(values)));
    }

    private Fields fields(Located<Mapping> written, Word word) {
        String has =
                word.options().isEmpty()
                        ? "it has none"
                        : "it has " + String.join(", ", word.optionNames());
        return new Fields(
                written.value(),
                word.optionNames(),
                "is not an option of the " + kind + " " + written.text(),
                has,
                problems);
    }

    private Optional<Object> value(
            OptionDescription option, Fields fields, Located<Mapping> written) {
        if (fields.has(option.name())) {
            return options.written(option, fields);
        }
        if (OptionReader.isRequired(option)) {
            problems.report(
                    written.place(),
                    written.text(),
                    "needs the option %2$s: write {%1$s: {%2$s: ...}} in nodes.yaml"
                            .formatted(written.text(), option.name()));
            return Optional.empty();
        }
        try {
            return option.defaultText()
                    .map(text -> options.otherwise(option, text, written.place()));
        } catch (IllegalArgumentException e) {
            problems.report(
                    written.place(),
                    written.text(),
                    "has a default of its option %s that %s: set the option, and tell its author"
                            .formatted(option.name(), e.getMessage()));
            return Optional.empty();
        }
    }
}
