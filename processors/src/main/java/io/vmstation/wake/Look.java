package io.vmstation.wake;

import io.vmstation.node.Service;
import io.vmstation.spi.Answer;
import io.vmstation.spi.Reachability;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One probe for a request that must not wake anything: served when the node is awake, refused
 * otherwise.
 */
final class Look implements Flight {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final CompletableFuture<InetSocketAddress> ready;

    Look(Reachability reachability, WakeRequest request, WakeFailure otherwise) {
        CompletableFuture<Answer> answer =
                request.service().isPresent()
                        ? reachability.service(request.node(), request.service().get(), PATIENCE)
                        : reachability.machine(request.node(), PATIENCE);
        this.ready =
                answer.thenCompose(
                        a ->
                                a instanceof Answer.Ready found
                                        ? CompletableFuture.completedFuture(found.at())
                                        : CompletableFuture.failedFuture(otherwise));
    }

    @Override
    public void send() {
        // A look never sends: that is what it is for.
    }

    @Override
    public CompletableFuture<Void> address() {
        return ready.thenApply(at -> null);
    }

    @Override
    public CompletableFuture<InetSocketAddress> ready(Optional<Service> service) {
        return ready;
    }

    @Override
    public Outcome outcome(boolean first) {
        return Outcome.AWAKE;
    }
}
