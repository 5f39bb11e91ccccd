package io.vmstation.ipmi.power;

import static java.util.Objects.requireNonNull;

import io.vmstation.spi.Event;
import io.vmstation.spi.Events;
import io.vmstation.spi.PowerReport.Outcome;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells ledger, meters and log of the orders that somebody gave. Thread-safe. */
final class PowerJournal {
    private static final Logger log = LoggerFactory.getLogger(PowerJournal.class);

    private final Events events;
    private final PowerMetrics metrics;

    PowerJournal(Events events, PowerMetrics metrics) {
        this.events = requireNonNull(events, "events is null");
        this.metrics = requireNonNull(metrics, "metrics is null");
    }

    /**
     * Somebody wants it.
     *
     * @return completes normally, when a crash can no longer hide it, or when it cannot be written
     */
    CompletableFuture<Void> requested(PowerRequest request, String id) {
        return record("power.requested", request, id, Map.of());
    }

    /** What came of it. */
    void ended(PowerRequest request, String id, Outcome outcome) {
        var unused =
                record(
                        "power." + outcome.word(),
                        request,
                        id,
                        Map.of(
                                outcome instanceof Outcome.Ordered ? "detail" : "reason",
                                outcome.detail()));
        metrics.count(request.node().name(), request.action(), outcome.word());
        String sentence =
                "An order for power has an end: outcome={}, node={}, action={}, cause={},"
                        + " source={}, detail={}";
        Object[] facts = {
            outcome.word(),
            request.node().name(),
            request.action().word(),
            request.cause(),
            request.source(),
            outcome.detail()
        };
        if (outcome instanceof Outcome.Failed) {
            log.warn(sentence, facts);
        } else {
            log.info(sentence, facts);
        }
    }

    private CompletableFuture<Void> record(
            String kind, PowerRequest request, String id, Map<String, String> facts) {
        Map<String, String> details = new LinkedHashMap<>(facts);
        details.put("action", request.action().word());
        if (request.force()) {
            details.put("force", "true");
        }
        Event event =
                new Event(
                        Instant.now(),
                        kind,
                        request.node().name(),
                        request.cause(),
                        request.source(),
                        id,
                        details);
        // The ledger itself reports what it could not write; that is no reason not to obey.
        return events.record(event).exceptionally(unwritten -> null);
    }
}
