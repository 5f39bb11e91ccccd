package io.vmstation.kube.steps;

import org.slf4j.event.Level;

/**
 * Says which objects of a cluster somebody has changed, in the log and in the variable {@code
 * source}. Thread-safe.
 */
public final class NoteDrift extends NoteChange {

    /** A step; at DEBUG, since the run that follows finds out and says whether anything differs. */
    public NoteDrift() {
        super("Objects of a cluster were changed", Level.DEBUG);
    }
}
