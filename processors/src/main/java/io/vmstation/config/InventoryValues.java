package io.vmstation.config;

import io.vmstation.config.YamlValue.Mapping;
import io.vmstation.config.YamlValue.Scalar;
import io.vmstation.config.YamlValue.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The variables of one host, read by type. */
final class InventoryValues {
    private static final Pattern WORD = Pattern.compile("[^,\\s]+");

    private final Map<String, YamlValue> variables;
    private final Problems problems;

    InventoryValues(Map<String, YamlValue> variables, Problems problems) {
        this.variables = variables;
        this.problems = problems;
    }

    private Optional<YamlValue> value(InventoryVariable variable) {
        return variable.names().stream()
                .filter(variables::containsKey)
                .map(variables::get)
                .findFirst()
                .filter(value -> !value.isAbsent());
    }

    boolean has(InventoryVariable variable) {
        return value(variable).isPresent();
    }

    <T> Optional<Located<T>> one(InventoryVariable variable, Parser<T> parser) {
        return value(variable).flatMap(this::plain).flatMap(scalar -> parsed(scalar, parser));
    }

    /** A list, or text with commas or spaces between. */
    <T> List<Located<T>> many(InventoryVariable variable, Parser<T> parser) {
        List<YamlValue> items =
                value(variable)
                        .map(
                                value ->
                                        value instanceof Sequence list
                                                ? list.items()
                                                : List.of(value))
                        .orElse(List.of());
        List<Located<T>> found = new ArrayList<>();
        items.stream()
                .flatMap(item -> words(item).stream())
                .forEach(word -> parsed(word, parser).ifPresent(found::add));
        return found;
    }

    private List<Scalar> words(YamlValue item) {
        List<Scalar> words = new ArrayList<>();
        plain(item)
                .ifPresent(
                        scalar -> {
                            Matcher word = WORD.matcher(scalar.text());
                            while (word.find()) {
                                words.add(Scalar.of(scalar.place(), word.group()));
                            }
                        });
        return words;
    }

    /** A map of words, or {@code key=value} as a list or with commas between. */
    Map<String, String> pairs(InventoryVariable variable) {
        Map<String, String> pairs = new LinkedHashMap<>();
        if (value(variable).orElse(null) instanceof Mapping mapping) {
            for (YamlValue.Entry entry : mapping.entries()) {
                plain(entry.value()).ifPresent(word -> pairs.put(entry.key(), word.text()));
            }
            return pairs;
        }
        for (Located<String> word : many(variable, Values::word)) {
            int equals = word.value().indexOf('=');
            if (equals < 1) {
                problems.report(
                        word.place(), word.text(), "is not a label: write key=value, or a map");
            } else {
                pairs.put(word.value().substring(0, equals), word.value().substring(equals + 1));
            }
        }
        return pairs;
    }

    private Optional<Scalar> plain(YamlValue value) {
        if (!(value instanceof Scalar scalar)) {
            problems.report(value.place(), "is " + value.kind() + ", a single value is expected");
            return Optional.empty();
        }
        if (scalar.tag().equals("!vault") || scalar.text().startsWith("$ANSIBLE_VAULT")) {
            problems.report(
                    scalar.place(),
                    "is encrypted by Ansible Vault, which is not opened here: write it plainly, or"
                            + " say it in nodes.yaml");
            return Optional.empty();
        }
        if (scalar.text().contains("{{") || scalar.text().contains("{%")) {
            problems.report(
                    scalar.place(),
                    scalar.text(),
                    "is a template, which is not evaluated here: write its result, or say it in"
                            + " nodes.yaml");
            return Optional.empty();
        }
        return scalar.absent() ? Optional.empty() : Optional.of(scalar);
    }

    private <T> Optional<Located<T>> parsed(Scalar scalar, Parser<T> parser) {
        String text = scalar.text().strip();
        try {
            return Optional.of(new Located<>(parser.parse(text), text, scalar.place()));
        } catch (IllegalArgumentException e) {
            problems.report(scalar.place(), text, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
