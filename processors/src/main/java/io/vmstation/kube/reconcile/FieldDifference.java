package io.vmstation.kube.reconcile;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * One field that is not as it should be.
 *
 * @param path {@code spec.template.spec.containers[name=grafana].image}
 * @param live what it is, as JSON, shortened, masked in secrets; absent when it is not there
 * @param desired what it should be, likewise; absent when it should not be there
 * @param owner who set it last, by managedFields, if that is known
 */
public record FieldDifference(
        String path, Optional<String> live, Optional<String> desired, Optional<String> owner) {
    public FieldDifference {
        requireNonNull(path, "path is null");
        requireNonNull(live, "live is null");
        requireNonNull(desired, "desired is null");
        requireNonNull(owner, "owner is null");
    }
}
