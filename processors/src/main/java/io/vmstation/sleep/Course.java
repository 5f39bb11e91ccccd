package io.vmstation.sleep;

import io.vmstation.spi.RequestFailure;
import io.vmstation.spi.SleepReport.Outcome;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How far an attempt has come: open, then leaving, from where there is no way back, then over with
 * an outcome. Every change is one atomic step, so that a request for the node comes either before
 * the point of no return, and wins, or after it, and waits. Whom it is handed it calls while it
 * decides: they must not block. Thread-safe.
 */
final class Course {
    private static final int RETRY_AFTER_SECONDS = 60;

    /** What a request for the node has to do. */
    enum Wish {
        /** The node can be trusted: it never left, or the attempt is over. */
        FREE,
        /** The same, and this request has called the attempt off. */
        CALLED_OFF,
        /** It is going down: wait until that is known. */
        WAIT
    }

    private final String node;
    private boolean leaving;
    private @Nullable Outcome outcome;
    private @Nullable String wantedBy;
    private boolean routeEnded;

    Course(String node) {
        this.node = node;
    }

    /**
     * @throws RequestFailure when it is over without a sleeping node
     */
    synchronized void goOn() {
        if (outcome != null && !(outcome instanceof Outcome.Asleep)) {
            throw new RequestFailure(
                    "Node " + node + " is not put to sleep: " + reason(outcome),
                    RETRY_AFTER_SECONDS);
        }
    }

    /** Ends it before the point of no return; tells whether this did. */
    synchronized boolean callOff(Outcome how) {
        if (leaving || outcome != null) {
            return false;
        }
        outcome = how;
        return true;
    }

    /** Ends it at any point, as the host stops; tells whether the node was leaving already. */
    synchronized boolean stop(String reason) {
        if (outcome != null) {
            return false;
        }
        outcome = new Outcome.Aborted(reason);
        return leaving;
    }

    /** Somebody needs the node. */
    synchronized Wish want(String who) {
        if (outcome != null) {
            return Wish.FREE;
        }
        if (leaving) {
            wantedBy = wantedBy == null ? who : wantedBy;
            return Wish.WAIT;
        }
        outcome = new Outcome.Aborted(who);
        return Wish.CALLED_OFF;
    }

    /**
     * Passes the point of no return, unless somebody needs the node: then it is called off.
     *
     * @param needed who needs the node, asked while nobody can come unnoticed
     * @return whether it has passed
     * @throws RequestFailure when it is over already
     */
    synchronized boolean leave(Supplier<Optional<String>> needed) {
        goOn();
        Optional<String> who = needed.get();
        if (who.isPresent()) {
            outcome = new Outcome.Aborted(who.get());
            return false;
        }
        leaving = true;
        return true;
    }

    synchronized boolean isGoingDown() {
        return leaving && outcome == null;
    }

    synchronized boolean isWanted() {
        return wantedBy != null;
    }

    /**
     * Takes in what became of the node after the point of no return.
     *
     * @param ifAsleep called before anybody can want the sleeping node
     */
    synchronized Outcome settle(Departure.Result result, Runnable ifAsleep) {
        if (outcome == null) {
            if (result instanceof Departure.Result.Failed failed) {
                outcome = new Outcome.Failed(failed.reason());
            } else if (wantedBy != null) {
                outcome = new Outcome.Aborted(wantedBy + " while it was going down");
            } else {
                ifAsleep.run();
                outcome = new Outcome.Asleep();
            }
        }
        return outcome;
    }

    /**
     * The route has ended.
     *
     * @param otherwise the outcome if there is none yet
     * @return the outcome; empty while the node is leaving, and nobody knows yet
     */
    synchronized Optional<Outcome> end(Supplier<Outcome> otherwise) {
        routeEnded = true;
        if (outcome == null && leaving) {
            return Optional.empty();
        }
        if (outcome == null) {
            outcome = otherwise.get();
        }
        return Optional.of(outcome);
    }

    synchronized boolean routeEnded() {
        return routeEnded;
    }

    private static String reason(Outcome outcome) {
        if (outcome instanceof Outcome.Failed failed) {
            return failed.reason();
        } else if (outcome instanceof Outcome.Aborted aborted) {
            return aborted.reason();
        } else if (outcome instanceof Outcome.Refused refused) {
            return refused.reason();
        } else if (outcome instanceof Outcome.Planned planned) {
            return planned.reason();
        } else {
            return "it sleeps";
        }
    }
}
