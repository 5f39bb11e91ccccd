package io.vmstation.wake;

import io.vmstation.spi.Event;
import io.vmstation.spi.MethodOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells ledger, meters and log what happens in one wake. Confined to the engine's thread. */
final class WakeJournal {
    private static final Logger log = LoggerFactory.getLogger(WakeJournal.class);

    /** A storm of clients must not push the end of its wake out of the ledger; meters count all. */
    private static final int MOST_JOINED = 256;

    private final Engine engine;
    private final WakeRequest first;
    private final String node;
    private final String wake = UUID.randomUUID().toString();
    private int joined;
    private boolean completed;

    WakeJournal(Engine engine, WakeRequest first) {
        this.engine = engine;
        this.first = first;
        this.node = first.node().name();
    }

    /** Identifies the wake in the ledger. */
    String id() {
        return wake;
    }

    void requested() {
        Optional<Duration> typical = engine.times().typical(node);
        record("wake.requested", first, Map.of("service", Goal.key(first.service())));
        log.info(
                "Waking a node: node={}, cause={}, source={}, usually={}",
                node,
                first.cause(),
                first.source(),
                typical.map(Words::duration).orElse("not known yet"));
    }

    void joined(WakeRequest request) {
        if (joined++ < MOST_JOINED) {
            record("wake.joined", request, Map.of("service", Goal.key(request.service())));
        }
        log.debug(
                "Joined the wake under way: node={}, cause={}, source={}",
                node,
                request.cause(),
                request.source());
    }

    void asked(String method, MethodOutcome outcome, boolean firstTime) {
        engine.metrics().asked(node, method, outcome);
        if (outcome instanceof MethodOutcome.Sent sent) {
            record(
                    "packet.sent",
                    first,
                    Map.of("method", method, "packets", String.valueOf(sent.packets())));
            if (firstTime) {
                log.info(
                        "Asked a node to wake: node={}, method={}, packets={}, detail={}",
                        node,
                        method,
                        sent.packets(),
                        sent.detail());
            }
        } else if (firstTime && outcome instanceof MethodOutcome.Unneeded unneeded) {
            log.info(
                    "A wake method had nothing to do: node={}, method={}, reason={}",
                    node,
                    method,
                    unneeded.reason());
        } else if (firstTime && outcome instanceof MethodOutcome.Unavailable unavailable) {
            log.info(
                    "A wake method cannot be used here: method={}, reason={}",
                    method,
                    unavailable.reason());
        } else if (firstTime && outcome instanceof MethodOutcome.Failed failed) {
            log.warn(
                    "A wake method failed: node={}, method={}, reason={}",
                    node,
                    method,
                    failed.reason());
        }
    }

    void passed(Stage stage, Duration took) {
        engine.metrics().passed(node, stage, took);
        String millis = String.valueOf(took.toMillis());
        if (stage == Stage.ADDRESS) {
            record("node.reachable", first, Map.of("milliseconds", millis));
            log.info("Node answers: node={}, after={}", node, Words.duration(took));
        } else {
            log.debug(
                    "Stage passed: node={}, stage={}, after={}",
                    node,
                    stage.label(),
                    Words.duration(took));
        }
    }

    void ready(String service, Duration took, boolean wasAwake) {
        String millis = String.valueOf(took.toMillis());
        record("service.ready", first, Map.of("service", service, "milliseconds", millis));
        log.info(
                "Ready for clients: node={}, what={}, after={}",
                node,
                service,
                Words.duration(took));
        if (completed) {
            return;
        }
        completed = true;
        if (wasAwake) {
            record("wake.completed", first, Map.of("wasAwake", "true"));
        } else {
            record("wake.completed", first, Map.of("milliseconds", millis));
            engine.times().learn(node, took);
            engine.metrics().woken(node, took);
        }
    }

    void failed(Stage stage, String reason) {
        record("wake.failed", first, Map.of("stage", stage.label(), "reason", reason));
        log.warn("Wake failed: node={}, stage={}, reason={}", node, stage.label(), reason);
    }

    private void record(String kind, WakeRequest request, Map<String, String> details) {
        Event event =
                new Event(
                        Instant.now(),
                        kind,
                        node,
                        request.cause(),
                        request.source(),
                        wake,
                        details);
        try {
            // The ledger itself reports what it could not write; a wake never waits for it.
            var unused = engine.events().record(event);
        } catch (RuntimeException e) {
            log.warn("An event could not be recorded: node={}, event={}", node, kind, e);
        }
    }
}
