package io.vmstation.it;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a scraper reads in Prometheus' text format: the value of each series.
 *
 * @param series by name and labels, the labels in alphabetical order
 */
public record Scrape(SortedMap<String, Double> series) {
    private static final Pattern LINE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? (\\S+)(?: \\d+)?");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=(\"(?:[^\"\\\\]|\\\\.)*\"),?");

    /**
     * Reads all of an answer.
     *
     * @throws AssertionError at the first line that is no sample, or a series that is there twice
     */
    public static Scrape of(String text) {
        SortedMap<String, Double> series = new TreeMap<>();
        for (String line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            Matcher sample = LINE.matcher(line);
            if (!sample.matches()) {
                throw new AssertionError("no sample: " + line);
            }
            String labels = sample.group(2) == null ? "" : sorted(sample.group(2));
            if (series.put(sample.group(1) + labels, number(sample.group(3))) != null) {
                throw new AssertionError("twice: " + line);
            }
        }
        return new Scrape(series);
    }

    private static String sorted(String labels) {
        SortedMap<String, String> pairs = new TreeMap<>();
        Matcher label = LABEL.matcher(labels);
        int end = 0;
        while (label.find() && label.start() == end) {
            pairs.put(label.group(1), label.group(2));
            end = label.end();
        }
        if (end != labels.length()) {
            throw new AssertionError("no labels: " + labels);
        }
        return pairs.entrySet().stream()
                .map(pair -> pair.getKey() + "=" + pair.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /** Those whose name begins with {@code prefix}. */
    public Scrape startingWith(String prefix) {
        return new Scrape(
                series.entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith(prefix))
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey,
                                        Map.Entry::getValue,
                                        (a, b) -> a,
                                        TreeMap::new)));
    }
}
