package io.vmstation.host.routes;

import static java.util.Objects.requireNonNull;

/**
 * What is wrong with a route file.
 *
 * @param origin the file as a user knows it
 * @param line from 1; 0 when no line can be told
 * @param message one sentence
 */
public record RouteProblem(String origin, int line, String message) {
    public RouteProblem {
        requireNonNull(origin, "origin is null");
        requireNonNull(message, "message is null");
    }

    /** {@code file:line: message}. */
    @Override
    public String toString() {
        return line > 0 ? origin + ":" + line + ": " + message : origin + ": " + message;
    }
}
