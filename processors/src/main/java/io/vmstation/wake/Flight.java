package io.vmstation.wake;

import io.vmstation.node.Service;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What requests for one node share while they wait. Confined to the engine's thread. */
interface Flight {

    /** Identifies the wake in the ledger; absent when the request must not wake anything. */
    Optional<String> id();

    /** Lets packets go out, if the node turns out to need them. */
    void send();

    /** Completes when the machine answers. */
    CompletableFuture<Void> address();

    /** Completes when the service is ready. */
    CompletableFuture<InetSocketAddress> ready(Optional<Service> service);

    /** How a request that it served ended. */
    WakeOutcome.Served outcome(boolean first);
}
