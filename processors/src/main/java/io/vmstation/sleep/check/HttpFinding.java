package io.vmstation.sleep.check;

import java.time.Instant;
import java.util.Optional;

/** What came of asking an HTTP server. */
sealed interface HttpFinding {

    /**
     * It answered, in whatever way.
     *
     * @param status RFC 9110 section 15
     * @param date by the clock of the server, to the second, if it says
     * @param body the whole of it
     */
    record Answered(int status, Optional<Instant> date, String body) implements HttpFinding {}

    /**
     * There is no answer.
     *
     * @param reason one clause that names host and port and nothing that may be secret
     */
    record Unanswered(String reason) implements HttpFinding {}
}
