package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.spi.Commands;
import io.vmstation.spi.RequestFailure;
import io.vmstation.spi.SleepAttempt;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** What the steps of a route see of a transaction. Thread-safe. */
final class Attempt implements SleepAttempt {
    private static final int RETRY_AFTER_SECONDS = 60;

    private final Transaction transaction;
    private final Undoing undoing;

    /**
     * @param undoing where the steps leave how to take them back
     */
    Attempt(Transaction transaction, Undoing undoing) {
        this.transaction = requireNonNull(transaction, "transaction is null");
        this.undoing = requireNonNull(undoing, "undoing is null");
    }

    Transaction transaction() {
        return transaction;
    }

    @Override
    public Node node() {
        return transaction.request().node();
    }

    @Override
    public String id() {
        return transaction.id();
    }

    @Override
    public boolean dryRun() {
        return transaction.request().dryRun().isPresent();
    }

    @Override
    public Commands commands() {
        return new CancellableCommands(
                transaction.engine().surroundings().remote().apply(node()), transaction.over());
    }

    @Override
    public void goOn() {
        transaction.goOn();
    }

    @Override
    public CompletableFuture<Void> begin(
            String step, String detail, Supplier<CompletableFuture<?>> undo) {
        return announce(step, detail, Optional.of(undo));
    }

    @Override
    public CompletableFuture<Void> begin(String step, String detail) {
        return announce(step, detail, Optional.empty());
    }

    private CompletableFuture<Void> announce(
            String step, String detail, Optional<Supplier<CompletableFuture<?>>> undo) {
        if (dryRun()) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("a dry run must not act: step=" + step));
        }
        try {
            goOn();
        } catch (RequestFailure e) {
            return CompletableFuture.failedFuture(e);
        }
        undo.ifPresent(way -> undoing.add(step, way));
        return transaction
                .journal()
                .announced(step, detail)
                .exceptionally(
                        error -> {
                            throw new RequestFailure(
                                    "Node %s: %s could not be written down, so it was not done: %s"
                                            .formatted(node().name(), step, error.getMessage()),
                                    RETRY_AFTER_SECONDS);
                        })
                .thenRun(this::goOn);
    }

    @Override
    public void done(String step, String detail) {
        transaction.draft().note(step, detail);
        transaction.journal().done(step, detail);
    }

    @Override
    public void plan(String step, String detail) {
        transaction.draft().note(step, detail);
    }
}
