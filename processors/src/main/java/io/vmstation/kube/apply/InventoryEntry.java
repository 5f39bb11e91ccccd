package io.vmstation.kube.apply;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.reconcile.ObjectKey;
import java.time.Instant;
import java.util.Optional;

/**
 * An object that was applied, or was about to be.
 *
 * @param key which
 * @param apiVersion that it was applied with, {@code apps/v1}
 * @param uid of the object; empty when it was about to be made and nobody knows what came of it
 * @param hash of what was applied; empty when that is not known
 * @param fingerprint of the object when it was last seen in order; empty when that is not known
 * @param applied when it was last changed by us
 */
public record InventoryEntry(
        ObjectKey key,
        String apiVersion,
        String uid,
        String hash,
        String fingerprint,
        Optional<Instant> applied) {
    public InventoryEntry {
        requireNonNull(key, "key is null");
        requireNonNull(apiVersion, "apiVersion is null");
        requireNonNull(uid, "uid is null");
        requireNonNull(hash, "hash is null");
        requireNonNull(fingerprint, "fingerprint is null");
        requireNonNull(applied, "applied is null");
    }

    /** About to be made. */
    static InventoryEntry pending(ObjectKey key, String apiVersion) {
        return new InventoryEntry(key, apiVersion, "", "", "", Optional.empty());
    }

    /** Whether the object is as it was when it was last in order, and so is what is wanted. */
    boolean inOrder(String wantedHash, String liveFingerprint) {
        return !hash.isEmpty() && hash.equals(wantedHash) && fingerprint.equals(liveFingerprint);
    }
}
