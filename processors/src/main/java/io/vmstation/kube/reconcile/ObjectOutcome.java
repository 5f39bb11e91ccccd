package io.vmstation.kube.reconcile;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;

/**
 * What became of one object in one run.
 *
 * @param key which
 * @param action what was done, or in a dry run would be
 * @param differences what was not as wanted before
 * @param reason why it was skipped or failed, or a remark; may be empty
 */
public record ObjectOutcome(
        ObjectKey key, Action action, List<FieldDifference> differences, String reason) {
    public ObjectOutcome {
        requireNonNull(key, "key is null");
        requireNonNull(action, "action is null");
        differences = List.copyOf(differences);
        requireNonNull(reason, "reason is null");
    }

    /** What was done to an object. */
    public enum Action {
        CREATED,
        CONFIGURED,
        UNCHANGED,
        DELETED,
        SKIPPED,
        FAILED;

        /** As in metrics and on the command line. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
