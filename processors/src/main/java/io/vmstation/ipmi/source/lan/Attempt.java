package io.vmstation.ipmi.source.lan;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** One go at a BMC, that can be given up from any thread. */
final class Attempt {
    private final Deadline deadline;
    private @Nullable Wire held;
    private boolean stopped;

    /**
     * @param deadline when it ends by itself
     */
    Attempt(Deadline deadline) {
        this.deadline = requireNonNull(deadline, "deadline is null");
    }

    Deadline deadline() {
        return deadline;
    }

    /** Notes what to close when it is given up; does so at once when it already is. */
    synchronized Wire holding(Wire wire) {
        held = wire;
        if (stopped) {
            wire.close();
        }
        return wire;
    }

    synchronized boolean isStopped() {
        return stopped;
    }

    /** Gives it up: whoever waits for an answer of the BMC no longer does. */
    synchronized void stop() {
        stopped = true;
        if (held != null) {
            held.close();
        }
    }
}
