package io.vmstation.ledger;

import io.vmstation.spi.Event;
import java.util.concurrent.CompletableFuture;

/** An event on its way to the disk, and whom to tell. */
record Pending(Event event, CompletableFuture<Void> done) {}
