package io.vmstation.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.spi.ClusterRun;
import io.vmstation.spi.PowerReport;
import io.vmstation.spi.SleepReport;
import io.vmstation.spi.SleepReport.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says in HTTP and JSON what came of a call. Thread-safe. */
public final class Calls {
    private static final int OK = 200;
    private static final int CONFLICT = 409;
    private static final int UNAVAILABLE = 503;
    private static final int TIMED_OUT = 504;

    private final History history;

    /** Knows of each wake what {@code history} knows. */
    public Calls(History history) {
        this.history = requireNonNull(history, "history is null");
    }

    /** The answer to a wake. */
    public Answer wake(Called called) {
        if (called.plan().isPresent()) {
            return Answer.ok(Json.of(called.plan().get()));
        }
        if (!called.ended()) {
            return underWay(called);
        }
        Optional<Story> story = called.story().flatMap(id -> history.find(called.node(), id));
        if (called.failure().isPresent()) {
            boolean tried = story.filter(s -> s.endedAs("failed")).isPresent();
            ApiProblem problem =
                    new ApiProblem(tried ? TIMED_OUT : UNAVAILABLE, called.failure().get());
            ObjectNode body = problem.toJson().put("node", called.node());
            story.ifPresent(s -> body.set("wake", Json.of(s)));
            return failed(called, problem.status(), body);
        }
        ObjectNode body = Json.object().put("node", called.node());
        Json.put(body, "service", called.service());
        Json.put(body, "target", called.target());
        body.put("outcome", story.isPresent() ? "woken" : "awake");
        body.put("milliseconds", called.took().toMillis());
        story.ifPresent(s -> body.set("wake", Json.of(s)));
        return Answer.ok(body);
    }

    /** The answer to an attempt to put a node to sleep. */
    public Answer sleep(Called called) {
        if (!called.ended()) {
            return underWay(called);
        }
        if (called.report().isPresent()) {
            return sleep(called, called.report().get());
        }
        if (called.failure().isEmpty()) {
            ObjectNode body = Json.object().put("node", called.node()).put("outcome", "asleep");
            body.set("steps", Json.texts(List.of()));
            return Answer.ok(body);
        }
        ApiProblem problem = new ApiProblem(UNAVAILABLE, called.failure().get());
        return failed(called, UNAVAILABLE, problem.toJson().put("node", called.node()));
    }

    private static Answer sleep(Called called, SleepReport report) {
        Outcome outcome = report.outcome();
        if (outcome instanceof Outcome.Asleep || outcome instanceof Outcome.Planned) {
            ObjectNode body = Json.object();
            Json.add(body, report);
            body.put("milliseconds", called.took().toMillis());
            return Answer.ok(body);
        }
        int status = outcome instanceof Outcome.Failed ? UNAVAILABLE : CONFLICT;
        ObjectNode body = new ApiProblem(status, Json.reason(outcome).orElse("")).toJson();
        Json.add(body, report);
        return failed(called, status, body);
    }

    /** The answer to a question for the power of a node, or to an order to switch it. */
    public Answer power(Called called) {
        if (called.power().isEmpty()) {
            String detail = called.failure().orElse("The route power-node tells nothing");
            ApiProblem problem = new ApiProblem(UNAVAILABLE, detail);
            return failed(called, UNAVAILABLE, problem.toJson().put("node", called.node()));
        }
        PowerReport report = called.power().get();
        if (report.outcome() instanceof PowerReport.Outcome.Refused refused) {
            ObjectNode body = new ApiProblem(CONFLICT, said(called, refused)).toJson();
            Json.add(body, report);
            return new Answer(CONFLICT, body, Map.of());
        }
        if (report.outcome() instanceof PowerReport.Outcome.Failed failed) {
            ObjectNode body = new ApiProblem(UNAVAILABLE, said(called, failed)).toJson();
            Json.add(body, report);
            return failed(called, UNAVAILABLE, body);
        }
        ObjectNode body = Json.object();
        Json.add(body, report);
        return Answer.ok(body);
    }

    /**
     * The answer to a run over a cluster.
     *
     * @param cluster its name
     */
    public Answer reconcile(String cluster, Called called) {
        if (!called.ended()) {
            return underWay("cluster", cluster, "/api/clusters/" + cluster, called.story());
        }
        if (called.run().isEmpty()) {
            String detail = called.failure().orElse("The route reconcile-monitoring tells nothing");
            ApiProblem problem = new ApiProblem(UNAVAILABLE, detail);
            return failed(called, UNAVAILABLE, problem.toJson().put("cluster", cluster));
        }
        ClusterRun run = called.run().get();
        ObjectNode told = ClusterViews.of(run, true);
        int status = status(run);
        if (status == OK) {
            return Answer.ok(told);
        }
        ObjectNode body = new ApiProblem(status, reason(run)).toJson();
        body.setAll(told);
        return failed(called, status, body);
    }

    private static int status(ClusterRun run) {
        return switch (run.result()) {
            case "synced", "drifted", "asleep" -> OK;
            case "invalid", "superseded" -> CONFLICT;
            default -> UNAVAILABLE;
        };
    }

    private static String reason(ClusterRun run) {
        if (!run.problems().isEmpty()) {
            return run.problems().get(0);
        }
        return run.objects().stream()
                .filter(object -> object.action().equals("failed"))
                .findFirst()
                .map(one -> one.kind() + " " + one.name() + ": " + one.reason())
                .orElse("The cluster " + run.cluster() + " is not as wanted: " + run.result());
    }

    private static String said(Called called, PowerReport.Outcome outcome) {
        return called.failure().orElse(outcome.detail());
    }

    private static Answer failed(Called called, int status, ObjectNode body) {
        int seconds = Math.max(1, called.retryAfterSeconds());
        return new Answer(
                status,
                body.put("retryAfterSeconds", seconds),
                Map.of("Retry-After", String.valueOf(seconds)));
    }

    private static Answer underWay(Called called) {
        return underWay("node", called.node(), "/api/nodes/" + called.node(), called.story());
    }

    private static Answer underWay(String what, String name, String place, Optional<String> story) {
        ObjectNode body = Json.object().put(what, name).put("outcome", "under-way");
        Json.put(body, "id", story);
        return new Answer(202, body.put("see", place), Map.of("Location", place));
    }
}
