package io.vmstation.ipmi.source.tool;

import io.vmstation.ipmi.reading.Finding;
import java.util.function.Function;

/** What came of running a program that asks a BMC. */
public sealed interface Answer {

    /**
     * It printed an answer of the BMC.
     *
     * @param text as it printed it, whole
     */
    record Printed(String text) implements Answer {}

    /**
     * It did not.
     *
     * @param extent what else fails with it
     * @param reason one clause, without secrets, with what to do about it where that is known
     */
    record Trouble(Extent extent, String reason) implements Answer {}

    /** How far a trouble reaches. */
    enum Extent {
        /** The BMC does not have what it was asked for. */
        UNSUPPORTED,
        /** This question only. */
        QUESTION,
        /** The BMC does not speak this cipher suite; it may speak another one. */
        SUITE,
        /** The BMC answered, and then no more: it may be the cipher suite, or the line. */
        STALLED,
        /** The connection to the machine ended while the program ran there. */
        CUT_OFF,
        /** Whoever asks now: nobody answers. */
        SILENT,
        /** Whoever asks now: user, password or privilege are not right. */
        REFUSED,
        /** Whoever asks now, for another reason. */
        SESSION
    }

    /** What is found when it is read in that way. */
    default Finding read(Function<String, Finding> reader) {
        if (this instanceof Printed printed) {
            return reader.apply(printed.text());
        }
        Trouble trouble = (Trouble) this;
        return switch (trouble.extent()) {
            case UNSUPPORTED -> new Finding.Unsupported(trouble.reason());
            case SILENT, STALLED -> Finding.Failed.silent(trouble.reason());
            case REFUSED, SUITE -> Finding.Failed.refused(trouble.reason());
            case QUESTION, CUT_OFF, SESSION -> new Finding.Failed(trouble.reason());
        };
    }

    /** Whether nobody else need be sent to ask, as long as nothing was heard of the BMC before. */
    default boolean endsSession() {
        return this instanceof Trouble trouble
                && trouble.extent() != Extent.UNSUPPORTED
                && trouble.extent() != Extent.QUESTION;
    }
}
