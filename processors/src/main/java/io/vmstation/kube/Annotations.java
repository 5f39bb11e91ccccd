package io.vmstation.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.vmstation.kube.reconcile.Marks;
import java.util.Map;
import java.util.Optional;

/** The words that we leave on objects of the cluster, so that a crash cannot lose them. */
final class Annotations {
    /** On a node that we cordoned: {@link #US}. */
    static final String CORDONED_BY = "vmstation.io/cordoned-by";

    /** Who we are. */
    static final String US = "vmstation";

    /** On a node: what ran there before it slept, as {@link BeforeSleep} writes it. */
    static final String BEFORE_SLEEP = "vmstation.io/before-sleep";

    /** On a workload that we scaled to zero: how many replicas it had. */
    static final String REPLICAS = Marks.REPLICAS_BEFORE_SLEEP;

    private Annotations() {}

    /** What stands there. */
    static Optional<String> read(HasMetadata object, String name) {
        Map<String, String> all = object.getMetadata().getAnnotations();
        return all == null ? Optional.empty() : Optional.ofNullable(all.get(name));
    }
}
