package io.vmstation.node;

import java.util.Optional;
import java.util.Set;

/** How one can tell that a service is ready for a client, not merely listening. */
public sealed interface Readiness {

    /** Ready as soon as its port accepts a TCP connection. */
    record Tcp() implements Readiness {}

    /**
     * Ready when a plain HTTP {@code GET} is answered as expected.
     *
     * @param path absolute path with optional query
     * @param statuses status codes that mean ready, not empty
     * @param body text that the body must equal once stripped, because some services (Jellyfin)
     *     answer 200 while they still start
     */
    record Http(String path, Set<Integer> statuses, Optional<String> body) implements Readiness {
        public Http {
            statuses = Set.copyOf(statuses);
            if (!path.startsWith("/")) {
                throw new IllegalArgumentException("path does not start with /: " + path);
            }
            if (statuses.isEmpty()) {
                throw new IllegalArgumentException("no expected status");
            }
        }
    }

    /** Ready when the server greets with an SSH identification string (RFC 4253 section 4.2). */
    record SshBanner() implements Readiness {}
}
