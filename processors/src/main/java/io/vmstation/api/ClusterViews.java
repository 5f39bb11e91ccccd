package io.vmstation.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.spi.ClusterObject;
import io.vmstation.spi.ClusterReports;
import io.vmstation.spi.ClusterRun;
import io.vmstation.spi.ClusterStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the API tells of clusters, all of it from memory. Thread-safe. */
public final class ClusterViews {
    private final ClusterReports reports;

    /**
     * @param reports where it is known from
     */
    public ClusterViews(ClusterReports reports) {
        this.reports = requireNonNull(reports, "reports is null");
    }

    /** All clusters, without their objects. */
    public Answer all() {
        ObjectNode object = Json.object();
        object.set("clusters", Json.array(reports.all(), ClusterViews::summary));
        return Answer.ok(object);
    }

    /** One cluster with its objects. */
    public Answer one(String name) {
        return reports.of(name)
                .map(status -> Answer.ok(full(status)))
                .orElseGet(() -> Answer.of(notThere(name)));
    }

    /** Why there is nothing to tell of a cluster; empty when there is one of that name. */
    public Optional<ApiProblem> unknown(String name) {
        return reports.of(name).isPresent() ? Optional.empty() : Optional.of(notThere(name));
    }

    private ApiProblem notThere(String name) {
        String known =
                reports.all().stream().map(ClusterStatus::name).collect(Collectors.joining(", "));
        String there =
                known.isEmpty()
                        ? "none is configured, add it to config/clusters.yaml"
                        : "there are " + known;
        return new ApiProblem(
                404, "There is no cluster \"%s\": %s.".formatted(shortened(name), there));
    }

    private static String shortened(String name) {
        return name.length() > 63 ? name.substring(0, 63) + "..." : name;
    }

    private static ObjectNode full(ClusterStatus status) {
        ObjectNode object = summary(status);
        object.set("objects", Json.array(status.objects(), ClusterViews::of));
        return object;
    }

    private static ObjectNode summary(ClusterStatus status) {
        ObjectNode object = Json.object().put("name", status.name()).put("mode", status.mode());
        object.put("state", state(status));
        Json.put(object, "node", status.node());
        status.leading().ifPresent(leading -> object.put("leading", leading));
        Json.put(object, "lastSuccess", status.lastSuccess());
        status.lastRun().ifPresent(run -> object.set("lastRun", of(run, false)));
        object.set("counts", counts(status.objects()));
        if (status.objects().stream().anyMatch(one -> one.health().isPresent())) {
            object.put("unhealthy", status.objects().stream().filter(ClusterViews::isIll).count());
        }
        return object;
    }

    private static String state(ClusterStatus status) {
        return status.mode().equals("suspend")
                ? "suspended"
                : status.lastRun().map(ClusterRun::result).orElse("unknown");
    }

    private static boolean isIll(ClusterObject object) {
        return object.health().filter(health -> !health.status().equals("current")).isPresent();
    }

    private static ObjectNode counts(List<ClusterObject> objects) {
        Map<String, Integer> counts = new TreeMap<>();
        objects.forEach(object -> counts.merge(object.state(), 1, Integer::sum));
        ObjectNode node = Json.object();
        counts.forEach(node::put);
        return node;
    }

    /** One run, with or without what became of each object. */
    static ObjectNode of(ClusterRun run, boolean withObjects) {
        ObjectNode object =
                Json.object()
                        .put("cluster", run.cluster())
                        .put("result", run.result())
                        .put("dryRun", run.dryRun())
                        .put("began", run.began().toString())
                        .put("milliseconds", run.took().toMillis());
        Json.put(object, "cause", run.cause());
        Json.put(object, "revision", run.revision());
        Json.put(object, "pruning", run.pruning());
        object.set("problems", Json.texts(run.problems()));
        if (withObjects) {
            object.set("objects", Json.array(run.objects(), ClusterViews::of));
        }
        return object;
    }

    private static ObjectNode of(ClusterObject one) {
        ObjectNode object = Json.object().put("kind", one.kind());
        Json.put(object, "group", one.group());
        Json.put(object, "namespace", one.namespace());
        object.put("name", one.name()).put("state", one.state()).put("action", one.action());
        Json.put(object, "reason", one.reason());
        object.set("differences", Json.array(one.differences(), ClusterViews::of));
        one.health().ifPresent(health -> object.set("health", of(health)));
        Json.put(object, "lastApplied", one.lastApplied().map(Instant::toString));
        return object;
    }

    private static ObjectNode of(ClusterObject.Difference difference) {
        ObjectNode object = Json.object().put("path", difference.path());
        Json.put(object, "live", difference.live());
        Json.put(object, "desired", difference.desired());
        Json.put(object, "owner", difference.owner());
        return object;
    }

    private static ObjectNode of(ClusterObject.Health health) {
        ObjectNode object = Json.object().put("status", health.status());
        Json.put(object, "message", health.message());
        return health.asleep() > 0 ? object.put("asleep", health.asleep()) : object;
    }
}
