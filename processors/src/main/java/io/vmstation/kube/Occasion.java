package io.vmstation.kube;

/**
 * Why a node is looked after.
 *
 * @param cause which trigger woke it; empty when none did
 * @param source who asked; empty when unknown
 * @param attempt the attempt to put it to sleep that is taken back; empty when none is
 */
record Occasion(String cause, String source, String attempt) {
    /** It was seen awake, at a look around or because it has just come up. */
    static final Occasion SIGHTING = new Occasion("", "", "");

    static Occasion wake(String cause, String source) {
        return new Occasion(cause, source, "");
    }

    static Occasion takingBack(String attempt) {
        return new Occasion("", "", attempt);
    }

    /** Whether the node comes back from sleep, as far as that is known. */
    boolean isReturn() {
        return attempt.isEmpty();
    }
}
