package io.vmstation.host;

import java.util.List;

/** The user's files or command line do not fit; each problem is one sentence with its place. */
public final class InvalidConfiguration extends Exception {
    private static final long serialVersionUID = 1;

    private final List<String> problems;

    /** One problem. */
    public InvalidConfiguration(String problem) {
        this(List.of(problem));
    }

    /** All problems, in the order to show them. */
    public InvalidConfiguration(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** All problems, in the order to show them. */
    public List<String> problems() {
        return problems;
    }
}
