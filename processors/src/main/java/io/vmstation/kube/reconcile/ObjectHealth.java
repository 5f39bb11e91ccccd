package io.vmstation.kube.reconcile;

import static java.util.Objects.requireNonNull;

/**
 * How an object does, by the rules of kstatus (sigs.k8s.io/cli-utils), with sleeping nodes in mind.
 *
 * @param key which
 * @param status in the words of kstatus
 * @param message for people: {@code Healthy, 1 asleep}
 * @param asleep how many of its pods are away because their nodes sleep
 */
public record ObjectHealth(ObjectKey key, Status status, String message, int asleep) {
    public ObjectHealth {
        requireNonNull(key, "key is null");
        requireNonNull(status, "status is null");
        requireNonNull(message, "message is null");
    }

    /** How it does. */
    public enum Status {
        /** As it should be. */
        CURRENT,
        /** On the way there. */
        IN_PROGRESS,
        /** It will not get there by itself. */
        FAILED,
        /** Being deleted. */
        TERMINATING,
        /** Not there. */
        NOT_FOUND,
        /** Nobody can tell. */
        UNKNOWN
    }
}
