package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.node.SleepSettings;
import io.vmstation.sleep.SilenceWatch.Reading;
import io.vmstation.spi.Event;
import io.vmstation.spi.NodeStates.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an attempt left behind that the end of the process has cut short: looks until the node has
 * answered, or has been silent for as long as a sleeping one, and notes what it really is. Confined
 * to the scheduler's thread.
 */
final class Aftermath {
    private static final Logger log = LoggerFactory.getLogger(Aftermath.class);
    private static final Duration USUAL_SILENCE = Duration.ofSeconds(15);

    private final SleepEngine engine;
    private final Node node;
    private final Event interrupted;
    private final Duration silence;
    private final SilenceWatch watch;
    private final CompletableFuture<State> found = new CompletableFuture<>();

    Aftermath(SleepEngine engine, Node node, Event interrupted) {
        this.engine = requireNonNull(engine, "engine is null");
        this.node = requireNonNull(node, "node is null");
        this.interrupted = requireNonNull(interrupted, "interrupted is null");
        this.silence = node.sleep().map(SleepSettings::silence).orElse(USUAL_SILENCE);
        this.watch =
                new SilenceWatch(
                        engine.scheduler(),
                        engine.surroundings().reachability(),
                        node,
                        silence,
                        this::read);
    }

    CompletableFuture<State> findOut() {
        engine.scheduler().execute(watch::start);
        return found;
    }

    private void read(Reading reading) {
        if (reading instanceof Reading.Answered) {
            is(State.AWAKE);
        } else if (reading instanceof Reading.Silent silent
                && silent.since().compareTo(silence) >= 0) {
            is(State.ASLEEP);
        }
    }

    private void is(State state) {
        watch.stop();
        Surroundings surroundings = engine.surroundings();
        // Somebody may have come for it meanwhile: what a wake sees is newer.
        if (!surroundings.wanted().test(node)) {
            surroundings.states().saw(node, state);
        }
        if (state == State.ASLEEP) {
            var unused =
                    surroundings
                            .events()
                            .record(
                                    new Event(
                                            Instant.now(),
                                            "node.asleep",
                                            node.name(),
                                            interrupted.cause(),
                                            interrupted.source(),
                                            interrupted.wake(),
                                            Map.of("found", "after a restart")));
        }
        log.info(
                "A sleep was cut short, and so the node is found: node={}, is={}",
                node.name(),
                state);
        found.complete(state);
    }
}
