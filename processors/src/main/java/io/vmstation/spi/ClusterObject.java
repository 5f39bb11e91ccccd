package io.vmstation.spi;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One object of a cluster that is kept as files say.
 *
 * @param kind such as {@code Deployment}
 * @param group of its API; empty for the core
 * @param namespace empty for what belongs to the whole cluster
 * @param name of the object
 * @param state {@code synced}, {@code drifted}, {@code missing}, {@code surplus}, {@code skipped},
 *     {@code failed} or {@code deleted}
 * @param action what the run did or would do: {@code created}, {@code configured}, {@code
 *     unchanged}, {@code deleted}, {@code skipped} or {@code failed}
 * @param differences what is not as wanted, or was not before the run; secrets masked
 * @param reason why it was skipped or failed; may be empty
 * @param health how it does; absent when nobody looked
 * @param lastApplied when it was last changed to what is wanted; absent when nobody knows
 */
public record ClusterObject(
        String kind,
        String group,
        String namespace,
        String name,
        String state,
        String action,
        List<Difference> differences,
        String reason,
        Optional<Health> health,
        Optional<Instant> lastApplied) {
    public ClusterObject {
        requireNonNull(kind, "kind is null");
        requireNonNull(group, "group is null");
        requireNonNull(namespace, "namespace is null");
        requireNonNull(name, "name is null");
        requireNonNull(state, "state is null");
        requireNonNull(action, "action is null");
        differences = List.copyOf(differences);
        requireNonNull(reason, "reason is null");
        requireNonNull(health, "health is null");
        requireNonNull(lastApplied, "lastApplied is null");
    }

    /**
     * A field that is not as wanted.
     *
     * @param path {@code spec.template.spec.containers[name=grafana].image}
     * @param live what it is, as JSON; absent when it is not there
     * @param desired what it should be; absent when it should not be there
     * @param owner who set it last, if that is known
     */
    public record Difference(
            String path, Optional<String> live, Optional<String> desired, Optional<String> owner) {}

    /**
     * How it does.
     *
     * @param status in the words of kstatus, in lower case with dashes: {@code in-progress}
     * @param message for people
     * @param asleep how many of its pods are away because their nodes sleep
     */
    public record Health(String status, String message, int asleep) {}
}
