package io.vmstation.wake;

import io.vmstation.spi.Answer;
import java.time.Duration;
import java.util.Locale;

/** How the engine says things to people. */
final class Words {
    private Words() {}

    /** {@code 850ms}, {@code 2.4s} or {@code 3m}. */
    static String duration(Duration duration) {
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

    static String reason(Answer answer) {
        if (answer instanceof Answer.Silent silent) {
            return silent.reason();
        } else if (answer instanceof Answer.AddressAnswers answers) {
            return answers.reason();
        } else if (answer instanceof Answer.PortAccepts accepts) {
            return accepts.reason();
        } else {
            return "it was ready";
        }
    }

    /** What went wrong in the first place. */
    static String rootMessage(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
