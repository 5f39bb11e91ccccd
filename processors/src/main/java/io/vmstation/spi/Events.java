package io.vmstation.spi;

import java.util.concurrent.CompletableFuture;

/** Takes what happened. Thread-safe; never blocks the caller for a disk. */
public interface Events {

    /**
     * Records one event, in the order of the calls.
     *
     * @return completes when a crash of this process can no longer lose it, exceptionally when it
     *     could not be written
     */
    CompletableFuture<Void> record(Event event);
}
