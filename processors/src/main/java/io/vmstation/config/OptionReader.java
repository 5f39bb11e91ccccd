package io.vmstation.config;

import io.vmstation.node.Network;
import io.vmstation.spi.OptionDescription;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads one option of a sleep check or sleep method by its declared type. */
final class OptionReader {
    private static final Pattern SECRET =
            Pattern.compile("(?i).*(password|passphrase|secret|token|credential|key).*");
    private static final Pattern WHOLE = Pattern.compile("\\d{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("\\d{1,15}(\\.\\d{1,9})?");

    private final ConfigFiles files;
    private final Path folder;
    private final Function<List<Located<String>>, List<Network>> networks;
    private final Problems problems;

    /**
     * @param folder of nodes.yaml
     * @param networks resolves networks, addresses and names of nodes
     */
    OptionReader(
            ConfigFiles files,
            Path folder,
            Function<List<Located<String>>, List<Network>> networks,
            Problems problems) {
        this.files = files;
        this.folder = folder;
        this.networks = networks;
        this.problems = problems;
    }

    /** Whether it must be written because nothing else counts. */
    static boolean isRequired(OptionDescription option) {
        return option.defaultText().isEmpty()
                && option.type() != OptionDescription.Type.OPTIONAL_TEXT;
    }

    /** What is written; nothing when that was reported as wrong. */
    Optional<Object> written(OptionDescription option, Fields fields) {
        String name = option.name();
        return switch (option.type()) {
            case NETWORKS -> Optional.of(texts(networks.apply(fields.many(name, Values::word))));
            case TEXTS, PORTS -> Optional.of(several(option, fields));
            case FILE -> fields.one(name, Values::path).map(this::file);
            case TEXT, OPTIONAL_TEXT, INTEGER, NUMBER, FLAG, DURATION, SIZE, URL ->
                    fields.one(name, text -> single(option.type(), text)).map(Located::value);
        };
    }

    private List<Object> several(OptionDescription option, Fields fields) {
        String name = option.name();
        if (isRequired(option) && fields.items(name).isEmpty()) {
            problems.report(fields.any(name).orElseThrow().place(), "is empty: write at least one");
        }
        return fields.many(name, text -> single(option.type(), text)).stream()
                .map(Located::value)
                .toList();
    }

    private static List<String> texts(List<Network> resolved) {
        return resolved.stream().map(Network::toString).toList();
    }

    private Object file(Located<String> written) {
        Path file = files.resolve(folder, written.value()).toAbsolutePath();
        String key = written.place().key();
        if (SECRET.matcher(key.substring(key.lastIndexOf('.') + 1)).matches()) {
            new SecretFile(files, problems).check(written, folder, SecretFile::firstLine);
        } else if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            problems.report(
                    written.place(),
                    written.text(),
                    "is not a file that can be read: create it, or correct the path");
        }
        return file.toString();
    }

    /**
     * What counts when nothing is written.
     *
     * @param place to blame
     * @throws IllegalArgumentException when the default itself is wrong
     */
    Object otherwise(OptionDescription option, String text, Place place) {
        List<String> items =
                Arrays.stream(text.split(",", -1))
                        .map(String::strip)
                        .filter(item -> !item.isEmpty())
                        .toList();
        return switch (option.type()) {
            case NETWORKS ->
                    texts(
                            networks.apply(
                                    items.stream()
                                            .map(item -> new Located<>(item, item, place))
                                            .toList()));
            case TEXTS, PORTS -> items.stream().map(item -> single(option.type(), item)).toList();
            case FILE -> text.isEmpty() ? text : absolute(text);
            case TEXT, OPTIONAL_TEXT, URL -> text;
            case INTEGER, NUMBER, FLAG, DURATION, SIZE -> single(option.type(), text);
        };
    }

    private String absolute(String path) {
        return files.resolve(folder, path).toAbsolutePath().toString();
    }

    private static Object single(OptionDescription.Type type, String text) {
        return switch (type) {
            case INTEGER -> Long.valueOf(matching(WHOLE, text, "a whole number", "3"));
            case NUMBER -> Double.valueOf(matching(DECIMAL, text, "a number", "0.5"));
            case FLAG -> Values.flag(text);
            case DURATION -> Quantities.duration(text);
            case SIZE -> Quantities.bytes(text);
            case PORTS -> (long) Quantities.port(text);
            case URL -> Values.url(text);
            case TEXT, OPTIONAL_TEXT, TEXTS, NETWORKS, FILE -> Values.word(text);
        };
    }

    private static String matching(Pattern pattern, String text, String what, String example) {
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "is not %s: write one that is not negative, such as %s"
                            .formatted(what, example));
        }
        return text;
    }
}
