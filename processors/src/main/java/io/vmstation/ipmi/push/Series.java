package io.vmstation.ipmi.push;

import com.google.protobuf.CodedOutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What identifies a time series in Prometheus: its labels, among them its name as {@code __name__}.
 *
 * @param labels sorted by name, each name once, no value empty, as remote write wants them
 */
record Series(List<Label> labels) {
    /** The label that holds the name of the metric. */
    static final String NAME = "__name__";

    /** A tag and the length of what follows, at most. */
    private static final int FRAME = 6;

    /** A tag and a double, a tag and the time, at most. */
    private static final int SAMPLE = 9 + 11;

    /**
     * One label.
     *
     * @param name letters, digits, underscores
     * @param value any text
     */
    record Label(String name, String value) {}

    Series {
        labels = List.copyOf(labels);
    }

    /** A series of these labels; one with an empty value is the same as none. */
    static Series of(Map<String, String> labels) {
        return new Series(
                new TreeMap<>(labels)
                        .entrySet().stream()
                                .filter(label -> !label.getValue().isEmpty())
                                .map(label -> new Label(label.getKey(), label.getValue()))
                                .toList());
    }

    /** The most bytes that a sample of it adds to a request. */
    int size() {
        return labels.stream()
                        .mapToInt(
                                label ->
                                        FRAME
                                                + CodedOutputStream.computeStringSize(
                                                        1, label.name())
                                                + CodedOutputStream.computeStringSize(
                                                        2, label.value()))
                        .sum()
                + SAMPLE
                + 2 * FRAME;
    }
}
