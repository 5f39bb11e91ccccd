package io.vmstation.kube.desired;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects what is wrong with the files of a cluster, so that all of it is said at once. Not
 * thread-safe: one reading, one collector.
 */
final class FileProblems {
    private static final int MOST_SHOWN = 200;

    private final Set<Problem> found = new LinkedHashSet<>();

    private record Problem(Spot spot, String message) {
        String render() {
            return spot + ": " + message;
        }
    }

    /** Adds one. */
    void report(Spot spot, String message) {
        found.add(new Problem(spot, message));
    }

    /** Adds one of a whole file or folder. */
    void report(String file, String message) {
        report(Spot.of(file), message);
    }

    /** Adds those of another. */
    void addAll(FileProblems others) {
        found.addAll(others.found);
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** Sentences, by file and line; the first ones when there are very many. */
    List<String> sentences() {
        List<String> sentences =
                new ArrayList<>(
                        found.stream()
                                .sorted(
                                        Comparator.comparing((Problem p) -> p.spot().file())
                                                .thenComparing(p -> p.spot().line()))
                                .limit(MOST_SHOWN)
                                .map(Problem::render)
                                .toList());
        if (found.size() > MOST_SHOWN) {
            sentences.add("and %d more problems".formatted(found.size() - MOST_SHOWN));
        }
        return sentences;
    }
}
