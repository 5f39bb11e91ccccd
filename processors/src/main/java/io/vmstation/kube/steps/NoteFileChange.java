package io.vmstation.kube.steps;

import org.slf4j.event.Level;

/**
 * Says which files of a cluster have changed, in the log and in the variable {@code source}.
 * Thread-safe.
 */
public final class NoteFileChange extends NoteChange {

    /** A step. */
    public NoteFileChange() {
        super("Files of a cluster have changed", Level.INFO);
    }
}
