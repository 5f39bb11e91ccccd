package io.vmstation.share.signal;

import static java.util.Objects.requireNonNull;

/**
 * Whether a watch sees what it should.
 *
 * @param sight how much it sees
 * @param text what it looks at, or what is wrong and what helps; stable, so that it can be compared
 */
public record WatchStatus(Sight sight, String text) {
    /** How much a watch sees. */
    public enum Sight {
        /** Everything. */
        WHOLE,
        /** Something, but not all. */
        PART,
        /** Nothing. */
        NOTHING
    }

    public WatchStatus {
        requireNonNull(sight, "sight is null");
        requireNonNull(text, "text is null");
    }

    /** All is well. */
    public static WatchStatus watching(String what) {
        return new WatchStatus(Sight.WHOLE, what);
    }

    /** Some of it is not seen. */
    public static WatchStatus partly(String problem) {
        return new WatchStatus(Sight.PART, problem);
    }

    /** Nothing is seen. */
    public static WatchStatus blind(String problem) {
        return new WatchStatus(Sight.NOTHING, problem);
    }

    /** Whether it sees anything. */
    public boolean alive() {
        return sight != Sight.NOTHING;
    }
}
