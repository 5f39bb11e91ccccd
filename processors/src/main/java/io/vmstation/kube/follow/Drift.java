package io.vmstation.kube.follow;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.reconcile.ObjectKey;
import java.util.List;
import java.util.Optional;

/**
 * That somebody else has changed an object, as far as the watch can tell: whether it really differs
 * from what is wanted, a run finds out.
 *
 * @param cluster its name
 * @param key which object
 * @param gone whether it is not there any more, or no longer carries our label
 * @param fields of ours that have changed, {@code spec.replicas}; without their values
 * @param by who, by managedFields, if that is known
 */
public record Drift(
        String cluster, ObjectKey key, boolean gone, List<String> fields, Optional<String> by) {
    public Drift {
        requireNonNull(cluster, "cluster is null");
        requireNonNull(key, "key is null");
        fields = List.copyOf(fields);
        requireNonNull(by, "by is null");
    }
}
