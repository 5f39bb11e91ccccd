package io.vmstation.kube.steps;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.kube.reconcile.DesiredState;
import io.vmstation.kube.reconcile.ObjectHealth;
import io.vmstation.kube.reconcile.ObjectKey;
import io.vmstation.kube.reconcile.ReconcileReport.Result;
import io.vmstation.spi.ClusterObject;
import io.vmstation.spi.ClusterRun;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is remembered of one cluster.
 *
 * @param result of the latest run that was no dry run
 * @param run the same run, for people, without its objects
 * @param lastSuccess when a run last ended with the cluster as wanted
 * @param desired what the latest run wanted that compared the cluster
 * @param objects each object as it was last seen
 * @param wanted each object as that run wanted it
 * @param health each object as it was last judged
 */
record ClusterPage(
        Optional<Result> result,
        Optional<ClusterRun> run,
        Optional<Instant> lastSuccess,
        Optional<DesiredState> desired,
        Map<ObjectKey, ClusterObject> objects,
        Map<ObjectKey, JsonNode> wanted,
        Map<ObjectKey, ObjectHealth> health) {
    static final ClusterPage EMPTY =
            new ClusterPage(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Map.of(),
                    Map.of(),
                    Map.of());

    ClusterPage {
        objects = Map.copyOf(objects);
        wanted = Map.copyOf(wanted);
        health = Map.copyOf(health);
    }

    /** The same with other health. */
    ClusterPage judged(Map<ObjectKey, ObjectHealth> now) {
        Map<ObjectKey, ClusterObject> shown = new TreeMap<>(objects);
        shown.replaceAll(
                (key, object) ->
                        ObjectWords.with(
                                object, Optional.ofNullable(now.get(key)).map(ObjectWords::of)));
        return new ClusterPage(result, run, lastSuccess, desired, shown, wanted, now);
    }
}
