package io.vmstation.config;

import io.vmstation.config.YamlValue.Entry;
import io.vmstation.config.YamlValue.Mapping;
import io.vmstation.config.YamlValue.Scalar;
import io.vmstation.config.YamlValue.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of one map, read by type. Keys are compared without case, dash and underscore. Whatever
 * does not fit is reported, and then counts as absent.
 */
final class Fields {
    private final Mapping mapping;
    private final Problems problems;
    private final Map<String, Entry> byPlainName = new LinkedHashMap<>();

    Fields(Mapping mapping, List<YamlKey> known, Problems problems) {
        this(
                mapping,
                names(known),
                "is not a key that is known here",
                "known are " + String.join(", ", names(known)),
                problems);
    }

    /**
     * @param unknown what is wrong with any other key
     * @param otherwise what to say of the right ones when none is close to it
     */
    Fields(
            Mapping mapping,
            List<String> names,
            String unknown,
            String otherwise,
            Problems problems) {
        this.mapping = mapping;
        this.problems = problems;
        List<String> plainNames = names.stream().map(Fields::plain).toList();
        for (Entry entry : mapping.entries()) {
            if (!plainNames.contains(plain(entry.key()))) {
                problems.report(
                        entry.place(),
                        unknown + ": " + Suggestion.orElse(entry.key(), names, otherwise));
            } else {
                put(entry);
            }
        }
    }

    private static List<String> names(List<YamlKey> keys) {
        return keys.stream().map(YamlKey::name).toList();
    }

    private void put(Entry entry) {
        Entry earlier = byPlainName.put(plain(entry.key()), entry);
        if (earlier != null) {
            problems.report(
                    entry.place(),
                    "says the same as %s in line %d: keep one of them"
                            .formatted(earlier.key(), earlier.place().line()));
        }
    }

    private static String plain(String key) {
        return key.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
    }

    Place place() {
        return mapping.place();
    }

    private Optional<YamlValue> value(String key) {
        return Optional.ofNullable(byPlainName.get(plain(key)))
                .map(Entry::value)
                .filter(value -> !value.isAbsent());
    }

    /** Where a key stands that has no value. */
    Optional<Place> empty(String key) {
        return Optional.ofNullable(byPlainName.get(plain(key)))
                .filter(entry -> entry.value().isAbsent())
                .map(Entry::place);
    }

    boolean has(String key) {
        return value(key).isPresent();
    }

    /** The value of a key as it stands there. */
    Optional<YamlValue> any(String key) {
        return value(key);
    }

    /** A single value. */
    <T> Optional<Located<T>> one(String key, Parser<T> parser) {
        return value(key).flatMap(value -> scalar(value, "")).flatMap(s -> parsed(s, parser));
    }

    /** A list of single values, or one alone. */
    <T> List<Located<T>> many(String key, Parser<T> parser) {
        List<Located<T>> found = new ArrayList<>();
        for (YamlValue item : items(key)) {
            Place listPlace = value(key).orElseThrow().place();
            scalar(item, " or a list of such")
                    .map(
                            s ->
                                    new Scalar(
                                            s.place().named(listPlace.key()),
                                            s.text(),
                                            s.tag(),
                                            false))
                    .flatMap(s -> parsed(s, parser))
                    .ifPresent(found::add);
        }
        return found;
    }

    /** The items of a list; a value that is not a list counts as its only item. */
    List<YamlValue> items(String key) {
        return value(key)
                .map(value -> value instanceof Sequence list ? list.items() : List.of(value))
                .orElse(List.of());
    }

    /** A map. */
    Optional<Fields> map(String key, List<YamlKey> known) {
        return mapping(key).map(found -> new Fields(found, known, problems));
    }

    private Optional<Mapping> mapping(String key) {
        Optional<YamlValue> value = value(key);
        if (value.isPresent() && !(value.get() instanceof Mapping)) {
            problems.report(
                    value.get().place(),
                    value.get().shown(),
                    "is " + value.get().kind() + ", a map of `key: value` is expected");
            return Optional.empty();
        }
        return value.map(Mapping.class::cast);
    }

    /** A map from words to words. */
    Map<String, String> words(String key) {
        Map<String, String> words = new LinkedHashMap<>();
        for (Entry entry : mapping(key).map(Mapping::entries).orElse(List.of())) {
            scalar(entry.value(), "").ifPresent(word -> words.put(entry.key(), word.text()));
        }
        return words;
    }

    private Optional<Scalar> scalar(YamlValue value, String alternative) {
        if (value instanceof Scalar scalar && !scalar.absent()) {
            return Optional.of(scalar);
        }
        String what = value.isAbsent() ? "is empty" : "is " + value.kind();
        problems.report(value.place(), what + ", a single value" + alternative + " is expected");
        return Optional.empty();
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
