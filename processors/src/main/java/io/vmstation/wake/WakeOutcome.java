package io.vmstation.wake;

/** How one request for a node ended. */
public sealed interface WakeOutcome {

    /** The value of the label {@code outcome} of its metric. */
    String label();

    /** The client was, or can be, served. */
    sealed interface Served extends WakeOutcome {}

    /** It was not. */
    sealed interface Unserved extends WakeOutcome {
        /** One sentence without secrets. */
        String reason();

        /** When it makes sense to ask again, in whole seconds, at least 1. */
        int retryAfterSeconds();
    }

    /** The service was ready at the first look. */
    record Awake() implements Served {
        @Override
        public String label() {
            return "awake";
        }
    }

    /** The node was woken for this request. */
    record Woken() implements Served {
        @Override
        public String label() {
            return "woken";
        }
    }

    /** The node was woken for an earlier request that this one joined. */
    record Joined() implements Served {
        @Override
        public String label() {
            return "joined";
        }
    }

    /** The wake failed. */
    record Failed(String reason, int retryAfterSeconds) implements Unserved {
        @Override
        public String label() {
            return "failed";
        }
    }

    /** A wake failed a moment ago. */
    record CoolingDown(String reason, int retryAfterSeconds) implements Unserved {
        @Override
        public String label() {
            return "cooling-down";
        }
    }

    /** Its source may not wake, and the node sleeps. */
    record Ignored(String reason, int retryAfterSeconds) implements Unserved {
        @Override
        public String label() {
            return "ignored";
        }
    }
}
