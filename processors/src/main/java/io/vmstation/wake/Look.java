package io.vmstation.wake;

import io.vmstation.node.Service;
import io.vmstation.spi.Answer;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One probe for a request that must not wake anything: served when the node is awake, refused
 * otherwise.
 */
final class Look implements Flight {
    private final CompletableFuture<InetSocketAddress> ready;

    /**
     * @param answer of one probe
     * @param refusal makes the failure when the node is not awake
     */
    Look(CompletableFuture<Answer> answer, Supplier<WakeFailure> refusal) {
        this.ready =
                answer.thenCompose(
                        a ->
                                a instanceof Answer.Ready found
                                        ? CompletableFuture.completedFuture(found.at())
                                        : CompletableFuture.failedFuture(refusal.get()));
    }

    @Override
    public Optional<String> id() {
        return Optional.empty();
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
    public WakeOutcome.Served outcome(boolean first) {
        return new WakeOutcome.Awake();
    }
}
