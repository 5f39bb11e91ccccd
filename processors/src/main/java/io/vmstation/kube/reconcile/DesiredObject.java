package io.vmstation.kube.reconcile;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An object as the files want it.
 *
 * @param key which
 * @param apiVersion as written, {@code apps/v1}
 * @param json all of it, values filled in; not to be changed
 * @param origin the file and line that it comes from, for people
 */
public record DesiredObject(ObjectKey key, String apiVersion, ObjectNode json, String origin) {
    public DesiredObject {
        requireNonNull(key, "key is null");
        requireNonNull(apiVersion, "apiVersion is null");
        requireNonNull(json, "json is null");
        requireNonNull(origin, "origin is null");
    }

    /** Which and where from; never what it holds, which may be a secret. */
    @Override
    public String toString() {
        return key + " (" + origin + ")";
    }
}
