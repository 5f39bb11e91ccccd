package io.vmstation.wake;

import static java.util.Objects.requireNonNull;

import io.vmstation.spi.Answer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** How far one machine has come on its way up. Confined to the engine's thread. */
final class Milestones {
    /** No machine resumes that fast: one that is ready by then was awake all along. */
    private static final Duration WAS_AWAKE = Duration.ofMillis(100);

    private final WakeJournal journal;
    private final CompletableFuture<Void> address = new CompletableFuture<>();
    private final long requested = System.nanoTime();
    private long asked = requested;
    private boolean waking;
    private boolean silenceHeard;
    private boolean portAccepted;

    Milestones(WakeJournal journal) {
        this.journal = requireNonNull(journal, "journal is null");
    }

    /** It is being asked to wake from now on. */
    void asking() {
        waking = true;
        asked = System.nanoTime();
    }

    boolean waking() {
        return waking;
    }

    /** Completes when the machine answers. */
    CompletableFuture<Void> address() {
        return address;
    }

    boolean answers() {
        return address.isDone();
    }

    /**
     * Takes an answer in.
     *
     * @return whether it proves that the machine itself is up. A sleeping machine's management
     *     controller may answer in its name: only an answer that follows silence, or an accepting
     *     port, is proof
     */
    boolean passed(Answer answer) {
        if (answer instanceof Answer.Silent) {
            silenceHeard = true;
            return false;
        }
        if (!address.isDone()) {
            passed(Stage.ADDRESS);
            address.complete(null);
        }
        boolean accepts = !(answer instanceof Answer.AddressAnswers);
        if (accepts && !portAccepted) {
            portAccepted = true;
            passed(Stage.PORT);
        }
        return accepts || silenceHeard;
    }

    /** Something that was waited for is ready. */
    void ready(String what) {
        if (waking) {
            passed(Stage.SERVICE);
            Duration took = Duration.ofNanos(System.nanoTime() - requested);
            journal.ready(what, took, !silenceHeard && took.compareTo(WAS_AWAKE) < 0);
        }
    }

    private void passed(Stage stage) {
        if (waking) {
            journal.passed(stage, Duration.ofNanos(System.nanoTime() - asked));
        }
    }
}
