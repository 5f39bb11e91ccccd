package io.vmstation.ledger;

import io.vmstation.spi.EnergyStore;
import io.vmstation.spi.Event;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Something on its way to the disk, and whom to tell. */
sealed interface Pending {

    /** Completes once it is safe. */
    CompletableFuture<Void> done();

    /** How many events it is. */
    int events();

    /** Something that happened. */
    record OfEvent(Event event, CompletableFuture<Void> done) implements Pending {
        @Override
        public int events() {
            return 1;
        }
    }

    /** What the energy of nodes came to, in place of what stands there. */
    record OfEnergy(List<EnergyStore.Entry> entries, CompletableFuture<Void> done)
            implements Pending {
        @Override
        public int events() {
            return 0;
        }
    }
}
