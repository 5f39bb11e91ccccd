package io.vmstation.wake;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out why a node does not wake shortly before its time is up, so that whoever waits hears of
 * it with the failure and not after it. Confined to the engine's thread.
 */
final class Suspicion {
    private static final Logger log = LoggerFactory.getLogger(Suspicion.class);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int PART = 4;

    private final Engine engine;
    private final Node node;
    private final Instant since = Instant.now();
    private boolean asking;
    private String found = "";

    Suspicion(Engine engine, Node node) {
        this.engine = requireNonNull(engine, "engine is null");
        this.node = requireNonNull(node, "node is null");
    }

    /** How long before the end of this time it is asked. */
    static Duration lead(Duration deadline) {
        Duration part = deadline.dividedBy(PART);
        return part.compareTo(LONGEST) < 0 ? part : LONGEST;
    }

    /** Asks whoever may know, unless he is being asked. */
    void ask() {
        if (asking) {
            return;
        }
        asking = true;
        found = "";
        var unused =
                engine.diagnosis()
                        .why(node, since)
                        .whenComplete((reason, error) -> later(() -> heard(reason, error)));
    }

    private void later(Runnable step) {
        try {
            engine.scheduler().execute(step);
        } catch (RejectedExecutionException e) {
            log.trace("The host stops, nobody waits for this any more: node={}", node.name(), e);
        }
    }

    private void heard(Optional<String> reason, Throwable error) {
        asking = false;
        if (error != null) {
            log.warn("Nobody could be asked why a node does not wake: node={}", node.name(), error);
            return;
        }
        found = reason.map(clause -> "; " + clause).orElse("");
    }

    /**
     * What is known by now, to be put behind a reason: {@code "; its BMC says ..."}, or nothing.
     */
    String words() {
        return found;
    }
}
