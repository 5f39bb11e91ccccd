package io.vmstation.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects what is wrong, so that all of it is said at once. The same problem found twice counts
 * once. Not thread-safe: one reading, one collector.
 */
public final class Problems {
    private final Set<Problem> found = new LinkedHashSet<>();
    private final Set<String> warnings = new LinkedHashSet<>();

    /** An empty collector. */
    public Problems() {}

    /** Adds one problem. */
    public void add(Problem problem) {
        found.add(problem);
    }

    void report(Place place, String message) {
        report(place, "", message);
    }

    void report(Place place, String value, String message) {
        add(Problem.at(place, value, message));
    }

    void warn(Place place, String message) {
        warn(place, "", message);
    }

    void warn(Place place, String value, String message) {
        warnings.add(Problem.at(place, value, message).render());
    }

    /** Whether nothing is wrong so far; warnings do not count. */
    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** All of them: files in the order in which they were read, lines ascending. */
    public List<Problem> found() {
        List<String> files = found.stream().map(Problem::file).distinct().toList();
        List<Problem> sorted = new ArrayList<>(found);
        sorted.sort(
                Comparator.comparingInt((Problem p) -> files.indexOf(p.file()))
                        .thenComparingInt(Problem::line));
        return List.copyOf(sorted);
    }

    /** What deserves a line in the log and stops nothing. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /**
     * Ends the reading when something is wrong.
     *
     * @throws ConfigurationException with all problems
     */
    public void throwIfAny() throws ConfigurationException {
        if (!isEmpty()) {
            throw new ConfigurationException(found());
        }
    }
}
