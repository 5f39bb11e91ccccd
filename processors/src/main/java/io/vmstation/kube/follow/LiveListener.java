package io.vmstation.kube.follow;

import io.vmstation.kube.reconcile.ObjectKey;

/**
 * Hears what is seen of the objects of a cluster, on a thread of the client: must not block, and
 * not throw.
 */
public interface LiveListener {

    /** Somebody else has changed an object, or it is gone. */
    void drifted(Drift drift);

    /** An object does otherwise than before, though nobody has changed what is wanted of it. */
    default void statusChanged(String cluster, ObjectKey key) {}
}
