package io.vmstation.kube;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.node.Workload;
import io.vmstation.spi.Event;
import io.vmstation.spi.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells ledger and log what comes back to one node. Thread-safe. */
final class RestorationJournal {
    private static final Logger log = LoggerFactory.getLogger(RestorationJournal.class);

    private final Events events;
    private final Node node;
    private final Occasion occasion;

    RestorationJournal(Events events, Node node, Occasion occasion) {
        this.events = requireNonNull(events, "events is null");
        this.node = requireNonNull(node, "node is null");
        this.occasion = requireNonNull(occasion, "occasion is null");
    }

    void uncordoned(String clusterNode) {
        record("node.uncordoned", Map.of("clusterNode", clusterNode));
        log.info("Node takes pods again: node={}, clusterNode={}", node.name(), clusterNode);
    }

    void scaled(Workload workload, int replicas) {
        record(
                "workload.scaled",
                Map.of(
                        "workload", workload.toString(),
                        "from", "0",
                        "to", String.valueOf(replicas)));
        log.info("Scaled back: workload={}, replicas={}", workload, replicas);
    }

    void moved(Homecoming.Outcome outcome) {
        String workload = outcome.workload().toString();
        record("workload.moved", Map.of("workload", workload, "detail", outcome.detail()));
        log.info(
                "Pods come back: node={}, workload={}, detail={}",
                node.name(),
                workload,
                outcome.detail());
    }

    void notMoved(Iterable<Workload> workloads) {
        log.info(
                "Pods stay where they were moved, somebody else cordoned the node: node={}, workloads={}",
                node.name(),
                workloads);
    }

    void ready(List<Workload> workloads, Duration took) {
        record(
                "workloads.ready",
                Map.of(
                        "workloads", workloads.toString(),
                        "milliseconds", String.valueOf(took.toMillis())));
        log.info("Workloads are ready: node={}, workloads={}", node.name(), workloads);
    }

    void missed(List<Workload> workloads, String reason) {
        record("workloads.missed", Map.of("workloads", workloads.toString(), "reason", reason));
        log.warn("Workloads are not ready: node={}, reason={}", node.name(), reason);
    }

    private void record(String kind, Map<String, String> details) {
        // The ledger itself reports what it could not write.
        var unused =
                events.record(
                        new Event(
                                Instant.now(),
                                kind,
                                node.name(),
                                occasion.cause(),
                                occasion.source(),
                                occasion.attempt(),
                                details));
    }
}
