package io.vmstation.kube.follow;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.reconcile.Marks;
import io.vmstation.kube.reconcile.ObjectKey;
import java.time.Duration;

/**
 * That somebody keeps changing a field that we keep changing back.
 *
 * @param cluster its name
 * @param key of the object
 * @param field which
 * @param by who, by managedFields
 * @param times how often it was changed back lately
 * @param left how long it is left alone, but for the runs that take place anyway
 */
public record Contention(
        String cluster, ObjectKey key, String field, String by, int times, Duration left) {
    public Contention {
        requireNonNull(cluster, "cluster is null");
        requireNonNull(key, "key is null");
        requireNonNull(field, "field is null");
        requireNonNull(by, "by is null");
        requireNonNull(left, "left is null");
    }

    /** For people: who fights, about what, and the remedy. */
    public String message() {
        return ("%s: %s keeps changing %s, which was changed back %d times: leave it that field by the"
                        + " annotation %s, or stop it")
                .formatted(key, by, field, times, Marks.IGNORE);
    }
}
