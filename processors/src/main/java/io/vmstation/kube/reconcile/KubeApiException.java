package io.vmstation.kube.reconcile;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An API server said no, or nothing. */
public final class KubeApiException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int code;
    private final transient List<Conflict> conflicts;
    private final transient Optional<Duration> retryAfter;

    /**
     * A field that belongs to somebody else.
     *
     * @param field as the server names it
     * @param owner its field manager
     */
    public record Conflict(String field, String owner) {}

    /**
     * @param code HTTP status; 0 when there was no answer
     * @param message the server's own words, or why there was no answer
     * @param conflicts of a 409 to an apply
     * @param retryAfter when the server said when to come again
     */
    public KubeApiException(
            int code, String message, List<Conflict> conflicts, Optional<Duration> retryAfter) {
        super(requireNonNull(message, "message is null"));
        this.code = code;
        this.conflicts = List.copyOf(conflicts);
        this.retryAfter = requireNonNull(retryAfter, "retryAfter is null");
    }

    /** HTTP status; 0 when there was no answer. */
    public int code() {
        return code;
    }

    /** Who owns the fields that could not be applied. */
    public List<Conflict> conflicts() {
        return conflicts;
    }

    /** When to come again, if the server said. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** Whether the same request may go well later. */
    public boolean mayPass() {
        return code == 0 || code == 429 || code >= 500;
    }
}
