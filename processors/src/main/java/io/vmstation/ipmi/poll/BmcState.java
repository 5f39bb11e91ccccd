package io.vmstation.ipmi.poll;

import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Finding.Failed;
import io.vmstation.ipmi.reading.Finding.Failed.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the polls of a BMC have come to. */
public enum BmcState {
    /** It was not polled yet, or nobody polls it for the time being. */
    WAITING,
    /** It answered the latest poll. */
    ANSWERING,
    /** Nobody answered. */
    SILENT,
    /** It does not take the log-in. */
    REFUSED,
    /** It could not be read for another reason. */
    FAILING,
    /** It is read by its machine, which sleeps: nothing is wrong. */
    ASLEEP;

    /** As in the label {@code state}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether somebody has to look at it. */
    boolean isTrouble() {
        return this == SILENT || this == REFUSED || this == FAILING;
    }

    /** What a poll of a machine that is awake says. */
    static BmcState of(BmcReading reading) {
        List<Failed> failures = failures(reading);
        if (failures.size() < reading.findings().size()) {
            return ANSWERING;
        }
        if (failures.stream().anyMatch(failure -> failure.kind() == Kind.REFUSED)) {
            return REFUSED;
        }
        return failures.stream().anyMatch(failure -> failure.kind() == Kind.SILENT)
                ? SILENT
                : FAILING;
    }

    /** Why it is in trouble: one clause. */
    String reason(BmcReading reading) {
        Kind telling =
                switch (this) {
                    case REFUSED -> Kind.REFUSED;
                    case SILENT -> Kind.SILENT;
                    case WAITING, ANSWERING, FAILING, ASLEEP -> Kind.OTHER;
                };
        return failures(reading).stream()
                .filter(failure -> failure.kind() == telling)
                .map(Failed::reason)
                .findFirst()
                .orElse("nothing was read");
    }

    private static List<Failed> failures(BmcReading reading) {
        return reading.findings().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .filter(Failed.class::isInstance)
                .map((Finding finding) -> (Failed) finding)
                .toList();
    }
}
