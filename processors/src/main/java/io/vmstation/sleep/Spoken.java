package io.vmstation.sleep;

import io.vmstation.spi.Evidence;
import io.vmstation.spi.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** How verdicts are said to people. */
final class Spoken {
    private Spoken() {}

    /** {@code 500ms}, {@code 45s}, {@code 12m}, {@code 1h 30m} or {@code 2h}, rounded down. */
    static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds == 0 && duration.toMillis() > 0) {
            return duration.toMillis() + "ms";
        }
        if (seconds < 60) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        if (minutes < 60) {
            return minutes + "m";
        }
        return minutes % 60 == 0 ? minutes / 60 + "h" : minutes / 60 + "h " + minutes % 60 + "m";
    }

    /** {@code idle}, {@code busy} or {@code unknown}. */
    static String kind(Evidence evidence) {
        if (evidence instanceof Evidence.Idle) {
            return "idle";
        }
        return evidence instanceof Evidence.Busy ? "busy" : "unknown";
    }

    /** {@code sessions busy: anna is logged in; relay idle: nobody is relayed}. */
    static String findings(List<Verdict.Finding> findings) {
        return findings.stream()
                .map(f -> f.check() + " " + kind(f.evidence()) + ": " + f.evidence().reason())
                .collect(Collectors.joining("; "));
    }

    /** {@code window: idle for 12m, it must be for 2h}. */
    static String holds(List<Verdict.Hold> holds) {
        return holds.stream()
                .map(hold -> hold.kind() + ": " + hold.reason())
                .collect(Collectors.joining("; "));
    }

    /** What went wrong, in one clause. */
    static String failure(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String name = cause.getClass().getSimpleName();
        String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return cause.getMessage() == null ? name : name + ": " + message;
    }
}
