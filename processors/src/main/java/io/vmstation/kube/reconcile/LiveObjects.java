package io.vmstation.kube.reconcile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.KubeApi.Resource;
import java.util.Optional;
import java.util.Set;

/**
 * What a cluster holds of the objects that carry the label {@link Marks#LABEL}, by watching it;
 * lags behind by a moment. Thread-safe.
 */
public interface LiveObjects {

    /**
     * Watches these kinds from now on, and no others; waits, within the patience of one request,
     * until what there is has been listed.
     *
     * @return those that are known now: of others {@link #find} finds nothing, whatever there is
     */
    Set<Resource> follow(Set<Resource> kinds);

    /** The object as it was last seen, with managedFields. */
    Optional<ObjectNode> find(ObjectKey key);

    /** Takes note of what the server answered to an apply: the watch may tell it later only. */
    void note(ObjectKey key, ObjectNode applied);
}
