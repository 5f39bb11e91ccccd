package io.vmstation.kube.steps;

import io.vmstation.kube.reconcile.FieldDifference;
import io.vmstation.kube.reconcile.ObjectHealth;
import io.vmstation.kube.reconcile.ObjectOutcome;
import io.vmstation.spi.ClusterObject;
import io.vmstation.spi.ClusterObject.Difference;
import io.vmstation.spi.ClusterObject.Health;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Puts what became of objects into the words that people are shown. */
final class ObjectWords {
    /** It is as wanted. */
    static final String SYNCED = "synced";

    private ObjectWords() {}

    /**
     * One object after a run.
     *
     * @param lookedOnly whether nothing was done about it
     * @param applied when it was last made as wanted
     */
    static ClusterObject of(
            ObjectOutcome outcome,
            boolean lookedOnly,
            Optional<Health> health,
            Optional<Instant> applied) {
        return new ClusterObject(
                outcome.key().kind(),
                outcome.key().group(),
                outcome.key().namespace(),
                outcome.key().name(),
                state(outcome, lookedOnly),
                outcome.action().word(),
                outcome.differences().stream().map(ObjectWords::of).toList(),
                outcome.reason(),
                health,
                applied);
    }

    private static String state(ObjectOutcome outcome, boolean lookedOnly) {
        return switch (outcome.action()) {
            case CREATED -> lookedOnly ? "missing" : SYNCED;
            case CONFIGURED -> lookedOnly ? "drifted" : SYNCED;
            case UNCHANGED -> SYNCED;
            case DELETED -> lookedOnly ? "surplus" : "deleted";
            case SKIPPED -> "skipped";
            case FAILED -> "failed";
        };
    }

    private static Difference of(FieldDifference difference) {
        return new Difference(
                difference.path(), difference.live(), difference.desired(), difference.owner());
    }

    static Health of(ObjectHealth health) {
        return new Health(
                health.status().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                health.message(),
                health.asleep());
    }

    static ClusterObject with(ClusterObject object, Optional<Health> health) {
        return new ClusterObject(
                object.kind(),
                object.group(),
                object.namespace(),
                object.name(),
                object.state(),
                object.action(),
                object.differences(),
                object.reason(),
                health,
                object.lastApplied());
    }
}
