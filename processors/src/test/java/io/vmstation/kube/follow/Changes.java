package io.vmstation.kube.follow;

import io.vmstation.kube.reconcile.ObjectKey;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what is seen. */
final class Changes implements LiveListener {
    private final List<Drift> drifts = new CopyOnWriteArrayList<>();
    private final List<ObjectKey> statuses = new CopyOnWriteArrayList<>();

    @Override
    public void drifted(Drift drift) {
        drifts.add(drift);
    }

    @Override
    public void statusChanged(String cluster, ObjectKey key) {
        statuses.add(key);
    }

    List<Drift> drifts() {
        return drifts;
    }

    List<ObjectKey> statuses() {
        return statuses;
    }
}
