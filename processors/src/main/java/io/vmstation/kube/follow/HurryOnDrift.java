package io.vmstation.kube.follow;

import static java.util.Objects.requireNonNull;

/** Makes a cluster due when somebody else has changed it, unless that is a fight. Thread-safe. */
public final class HurryOnDrift implements LiveListener {
    private final DueClusters due;
    private final Contentions contentions;

    /** Hurries {@code due}, for all but what {@code contentions} leave alone. */
    public HurryOnDrift(DueClusters due, Contentions contentions) {
        this.due = requireNonNull(due, "due is null");
        this.contentions = requireNonNull(contentions, "contentions is null");
    }

    @Override
    public void drifted(Drift drift) {
        if (contentions.mayHurry(drift)) {
            due.hurry(drift.cluster(), Cause.DRIFT);
        }
    }
}
