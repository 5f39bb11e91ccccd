package io.vmstation.host;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.vmstation.api.History;
import io.vmstation.ledger.LedgerFailure;
import io.vmstation.ledger.SqliteLedger;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.spi.EnergyStore;
import io.vmstation.spi.Event;
import io.vmstation.wake.WakeTimes;
import io.vmstation.watch.SleepExpectations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What happened: the ledger, and those who remember parts of it. */
final class Chronicle {
    private final Path state;
    private final Duration keep;
    private final MeterRegistry meters;
    private final LateEvents events;
    private final History history;
    private final WakeTimes times = new WakeTimes();
    private @Nullable SqliteLedger ledger;

    /**
     * @param state the folder of the ledger
     * @param keep for how long it remembers
     * @param events go there once it is open
     */
    Chronicle(Path state, Duration keep, MeterRegistry meters, LateEvents events, History history) {
        this.state = state;
        this.keep = keep;
        this.meters = meters;
        this.events = events;
        this.history = history;
    }

    LateEvents events() {
        return events;
    }

    /** How long nodes usually take to wake. */
    WakeTimes times() {
        return times;
    }

    /**
     * Opens the ledger and remembers.
     *
     * @param expectations are told which nodes were put to sleep
     * @param interruptedSleep hears of each sleep that was under way when the host ended
     * @throws StartFailure when it cannot be opened
     */
    void open(Nodes nodes, SleepExpectations expectations, Consumer<Event> interruptedSleep)
            throws StartFailure {
        SqliteLedger opened;
        try {
            opened = SqliteLedger.open(state, keep, meters);
        } catch (LedgerFailure e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        }
        ledger = opened;
        events.opened(opened);
        history.load(opened.reader(), nodes);
        for (Node node : nodes.all()) {
            expectations.remember(
                    opened.reader()
                            .latest(
                                    node.name(),
                                    SleepExpectations.KINDS,
                                    SleepExpectations.ENOUGH_EVENTS));
        }
        var unusedWakes =
                opened.interruptWakesLeftOpen()
                        .thenAccept(ended -> ended.forEach(history.andThen(expectations)));
        var unusedSleeps =
                opened.interruptSleepsLeftOpen()
                        .thenAccept(ended -> findOut(ended, interruptedSleep));
        for (Node node : nodes.all()) {
            opened.reader().typicalWake(node.name()).ifPresent(t -> times.learn(node.name(), t));
        }
    }

    private void findOut(List<Event> interrupted, Consumer<Event> interruptedSleep) {
        interrupted.forEach(history);
        interrupted.forEach(interruptedSleep);
    }

    /** Where the energy of nodes is kept, once this is open. */
    EnergyStore energy() {
        return requireNonNull(ledger, "the ledger is not open").energy();
    }

    void close() {
        if (ledger != null) {
            ledger.close();
        }
    }
}
