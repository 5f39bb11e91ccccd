package io.vmstation.host;

import io.vmstation.spi.Event;
import io.vmstation.spi.Events;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands events to the ledger, which is opened only when the host really starts, so that checking
 * the files of a running host does not touch its state. Thread-safe.
 */
final class LateEvents implements Events {
    private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable Events target;

    /** Tells {@code listener} as well, on the thread that records. */
    LateEvents(Consumer<Event> listener) {
        listeners.add(listener);
    }

    /** Tells one more from now on, likewise. */
    void also(Consumer<Event> listener) {
        listeners.add(listener);
    }

    void opened(Events ledger) {
        target = ledger;
    }

    @Override
    public CompletableFuture<Void> record(Event event) {
        listeners.forEach(listener -> listener.accept(event));
        Events ledger = target;
        return ledger == null
                ? CompletableFuture.failedFuture(
                        new IllegalStateException("the ledger is not open yet"))
                : ledger.record(event);
    }
}
