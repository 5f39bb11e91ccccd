package io.vmstation.kube.apply;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.reconcile.ObjectKey;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What was applied to a cluster, as the cluster itself remembers it.
 *
 * @param entries by key
 * @param resourceVersion of the object that holds them; empty when there is none yet
 * @param trouble why it cannot be trusted, a clause; empty when it can
 */
record Inventory(Map<ObjectKey, InventoryEntry> entries, String resourceVersion, String trouble) {
    Inventory {
        entries = Collections.unmodifiableMap(new TreeMap<>(entries));
        requireNonNull(resourceVersion, "resourceVersion is null");
        requireNonNull(trouble, "trouble is null");
    }

    Optional<InventoryEntry> entry(ObjectKey key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** The same object, with these entries. */
    Inventory with(Map<ObjectKey, InventoryEntry> others) {
        return new Inventory(others, resourceVersion, trouble);
    }
}
