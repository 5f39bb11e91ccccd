package io.vmstation.kube.steps;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.kube.reconcile.DesiredState;
import io.vmstation.kube.reconcile.ObjectHealth;
import io.vmstation.kube.reconcile.ObjectHealth.Status;
import io.vmstation.kube.reconcile.ObjectKey;
import io.vmstation.kube.reconcile.ReconcileReport.Result;
import io.vmstation.spi.ClusterObject;
import io.vmstation.spi.ClusterRun;
import java.time.Instant;
import java.util.HashMap;
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
 * @param illSince for each object that is not well, when that was first seen
 */
record ClusterPage(
        Optional<Result> result,
        Optional<ClusterRun> run,
        Optional<Instant> lastSuccess,
        Optional<DesiredState> desired,
        Map<ObjectKey, ClusterObject> objects,
        Map<ObjectKey, JsonNode> wanted,
        Map<ObjectKey, ObjectHealth> health,
        Map<ObjectKey, Instant> illSince) {
    static final ClusterPage EMPTY =
            new ClusterPage(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    Map.of());

    ClusterPage {
        objects = Map.copyOf(objects);
        wanted = Map.copyOf(wanted);
        health = Map.copyOf(health);
        illSince = Map.copyOf(illSince);
    }

    /**
     * The same with other health.
     *
     * @param at when it was judged
     */
    ClusterPage judged(Map<ObjectKey, ObjectHealth> now, Instant at) {
        Map<ObjectKey, ClusterObject> shown = new TreeMap<>(objects);
        shown.replaceAll(
                (key, object) ->
                        ObjectWords.with(
                                object, Optional.ofNullable(now.get(key)).map(ObjectWords::of)));
        Map<ObjectKey, Instant> ill = new HashMap<>();
        now.forEach(
                (key, one) -> {
                    if (one.status() != Status.CURRENT) {
                        ill.put(key, illSince.getOrDefault(key, at));
                    }
                });
        return new ClusterPage(result, run, lastSuccess, desired, shown, wanted, now, ill);
    }
}
