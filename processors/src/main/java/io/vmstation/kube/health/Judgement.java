package io.vmstation.kube.health;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.reconcile.ObjectHealth;
import io.vmstation.kube.reconcile.ObjectHealth.Status;
import io.vmstation.kube.reconcile.ObjectKey;
import java.util.Locale;

/**
 * How one object does.
 *
 * @param status in the words of kstatus
 * @param message for people
 * @param asleep how many of its pods are away because their nodes sleep
 */
record Judgement(Status status, String message, int asleep) {
    private static final int LONGEST_MESSAGE = 500;

    Judgement {
        requireNonNull(status, "status is null");
        if (message.length() > LONGEST_MESSAGE) {
            message = message.substring(0, LONGEST_MESSAGE) + "...";
        }
    }

    static Judgement current(String message) {
        return new Judgement(Status.CURRENT, message, 0);
    }

    static Judgement healthy(int asleep) {
        return new Judgement(
                Status.CURRENT, asleep == 0 ? "Healthy" : "Healthy, " + asleep + " asleep", asleep);
    }

    static Judgement inProgress(String message) {
        return new Judgement(Status.IN_PROGRESS, message, 0);
    }

    static Judgement failed(String message) {
        return new Judgement(Status.FAILED, message, 0);
    }

    /** The same, and that some pods are away because their nodes sleep. */
    Judgement besides(int sleeping) {
        return sleeping == 0
                ? this
                : new Judgement(
                        status,
                        String.format(Locale.ROOT, "%s, %d asleep", message, sleeping),
                        sleeping);
    }

    ObjectHealth of(ObjectKey key) {
        return new ObjectHealth(key, status, message, asleep);
    }
}
