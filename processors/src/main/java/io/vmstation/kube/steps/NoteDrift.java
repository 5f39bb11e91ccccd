package io.vmstation.kube.steps;

/**
 * Says which objects of a cluster somebody has changed, in the log and in the variable {@code
 * source}. Thread-safe.
 */
public final class NoteDrift extends NoteChange {

    /** A step. */
    public NoteDrift() {
        super("Somebody has changed objects of a cluster");
    }
}
