package io.vmstation.sleep;

import java.time.Duration;
import java.util.Locale;

/** Durations as people write them. */
final class DurationText {
    private DurationText() {}

    /** {@code 850ms}, {@code 2.4s}, {@code 90s} or {@code 3m}. */
    static String of(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1000) {
            return millis + "ms";
        }
        if (millis >= 60_000 && millis % 60_000 == 0) {
            return millis / 60_000 + "m";
        }
        return millis % 1000 == 0
                ? millis / 1000 + "s"
                : String.format(Locale.ROOT, "%.1fs", millis / 1000.0);
    }
}
