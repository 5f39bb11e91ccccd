package io.vmstation.energy;

import static java.util.Objects.requireNonNull;

import io.vmstation.spi.EnergyStore;
import io.vmstation.spi.EnergyStore.Entry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what the meter counts, each minute and at the end: whoever kills the process loses at most
 * that minute. Thread-safe.
 */
public final class EnergyKeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EnergyKeeper.class);

    private static final Duration PACE = Duration.ofMinutes(1);

    private final EnergyMeter meter;
    private final EnergyStore store;
    private @Nullable Future<?> rounds;

    /** Keeps in {@code store}; begins with {@link #start}. */
    public EnergyKeeper(EnergyMeter meter, EnergyStore store) {
        this.meter = requireNonNull(meter, "meter is null");
        this.store = requireNonNull(store, "store is null");
    }

    /** Begins. Calling it again does nothing. */
    public synchronized void start(ScheduledExecutorService scheduler) {
        if (rounds == null) {
            long pace = PACE.toNanos();
            rounds =
                    scheduler.scheduleWithFixedDelay(this::round, pace, pace, TimeUnit.NANOSECONDS);
        }
    }

    private void round() {
        try {
            meter.passed();
            keep();
        } catch (RuntimeException e) {
            log.warn("Energy could not be kept, the next round follows: in={}", PACE, e);
        }
    }

    /** Hands over what has changed. What cannot be written is tried again with the next. */
    void keep() {
        List<Entry> entries = meter.takeChanges();
        if (entries.isEmpty()) {
            return;
        }
        var unused =
                store.keep(entries)
                        .whenComplete(
                                (done, error) -> {
                                    if (error == null) {
                                        meter.kept(entries);
                                    } else {
                                        log.debug("Energy was not kept", error);
                                        meter.keepAgain(entries);
                                    }
                                });
    }

    /** Hands over the rest, if it was begun. */
    @Override
    public synchronized void close() {
        if (rounds != null && !rounds.isCancelled()) {
            rounds.cancel(false);
            keep();
        }
    }
}
