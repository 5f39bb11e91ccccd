package io.vmstation.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used. Its message lists every problem, one a line. */
public final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    /**
     * @param problems at least one
     */
    public ConfigurationException(List<Problem> problems) {
        super(problems.stream().map(Problem::render).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** Every problem of every file. */
    public List<Problem> problems() {
        return problems;
    }
}
