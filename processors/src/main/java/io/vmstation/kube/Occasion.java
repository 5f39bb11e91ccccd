package io.vmstation.kube;

/**
 * Why a node is looked after.
 *
 * @param cause which trigger woke it; empty when none did
 * @param source who asked; empty when unknown
 * @param attempt the attempt to put it to sleep that is taken back; empty when none is
 * @param afterWake whether it has just come up
 */
record Occasion(String cause, String source, String attempt, boolean afterWake) {
    /** It was seen awake. */
    static final Occasion SIGHTING = new Occasion("", "", "", true);

    /** Looking around now and then, and trying again. */
    static final Occasion ROUND = new Occasion("", "", "", false);

    static Occasion wake(String cause, String source) {
        return new Occasion(cause, source, "", true);
    }

    static Occasion takingBack(String attempt) {
        return new Occasion("", "", attempt, false);
    }
}
