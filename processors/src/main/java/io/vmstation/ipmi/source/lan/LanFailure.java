package io.vmstation.ipmi.source.lan;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.reading.Finding;

/** Why a BMC does not tell what it was asked for: one clause, without secrets. */
final class LanFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** What follows from it. */
    enum Kind {
        /** It does not answer: it may have forgotten the session. */
        SILENT,
        /** There is no time left to ask. */
        LATE,
        /** It does not know the cipher suite: another one may do. */
        OTHER_SUITE,
        /** It does not let us in: asking again is no use. */
        REFUSED,
        /** It answered that it does not have this. */
        UNSUPPORTED,
        /** It answered with an error, or nonsense. */
        UNUSABLE,
        /** Nobody waits for the answer any more. */
        STOPPED
    }

    private final Kind kind;

    LanFailure(Kind kind, String reason) {
        super(reason, null, false, false);
        this.kind = requireNonNull(kind, "kind is null");
    }

    /** If it is for want of time only, says what becomes of what was read. */
    LanFailure goesOn(int read, String what) {
        return kind == Kind.LATE
                ? new LanFailure(
                        kind,
                        "%s; %d %s were read, the next reading goes on there"
                                .formatted(reason(), read, what))
                : this;
    }

    /** What it means for a part of a reading. */
    Finding finding() {
        return switch (kind) {
            case SILENT -> Finding.Failed.silent(reason());
            case OTHER_SUITE, REFUSED -> Finding.Failed.refused(reason());
            case UNSUPPORTED -> new Finding.Unsupported(reason());
            case LATE, UNUSABLE, STOPPED -> new Finding.Failed(reason());
        };
    }

    Kind kind() {
        return kind;
    }

    String reason() {
        return requireNonNull(getMessage(), "reason is null");
    }
}
