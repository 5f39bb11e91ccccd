package io.vmstation.ipmi.push;

import java.time.Duration;

/** What came of a request to a receiver. */
sealed interface Verdict {

    /** It has what was sent. */
    record Taken() implements Verdict {}

    /**
     * It could not take it now.
     *
     * @param reason one clause without secrets
     * @param atLeast how long it wants to be left alone; zero: it did not say
     */
    record Later(String reason, Duration atLeast) implements Verdict {}

    /**
     * It does not want this, however often it is sent.
     *
     * @param reason one clause without secrets
     */
    record Refused(String reason) implements Verdict {}
}
