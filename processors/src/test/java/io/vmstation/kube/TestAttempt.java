package io.vmstation.kube;

import io.vmstation.node.Node;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.Commands;
import io.vmstation.spi.ExchangeVariables;
import io.vmstation.spi.RequestFailure;
import io.vmstation.spi.SleepAttempt;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;

/** An attempt to put a node to sleep, as a route leads it from step to step. */
final class TestAttempt implements SleepAttempt {
    private final Node node;
    private final boolean dryRun;
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private final List<String> begun = new CopyOnWriteArrayList<>();
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final List<String> planned = new CopyOnWriteArrayList<>();
    private final Deque<Supplier<CompletableFuture<?>>> undos = new ArrayDeque<>();
    private volatile boolean aborted;

    private TestAttempt(Node node, boolean dryRun) {
        this.node = node;
        this.dryRun = dryRun;
        exchange.setVariable(ExchangeVariables.SLEEP, this);
        exchange.setVariable(ExchangeVariables.NODE, node.name());
    }

    static TestAttempt of(Node node) {
        return new TestAttempt(node, false);
    }

    static TestAttempt dryRunOf(Node node) {
        return new TestAttempt(node, true);
    }

    /** Does one step of the route; fails as the step does. */
    CompletableFuture<@Nullable Void> step(AsyncProcessor step) {
        CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
        step.process(
                exchange,
                doneSync -> {
                    Exception failure = exchange.getException();
                    if (failure == null) {
                        over.complete(null);
                    } else {
                        over.completeExceptionally(failure);
                    }
                });
        return over;
    }

    /** The route has ended and the node sleeps. */
    void asleep() {
        complete();
    }

    /** The route has ended and the node does not sleep: takes all steps back, last one first. */
    void undo() {
        complete();
        while (!undos.isEmpty()) {
            undos.pop().get().join();
        }
    }

    /** Somebody needs the node. */
    void abort() {
        aborted = true;
    }

    List<String> begun() {
        return begun;
    }

    List<String> done() {
        return done;
    }

    List<String> planned() {
        return planned;
    }

    private void complete() {
        List<Synchronization> completions = exchange.getExchangeExtension().handoverCompletions();
        if (completions != null) {
            completions.forEach(it -> it.onComplete(exchange));
        }
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public String id() {
        return "attempt-1";
    }

    @Override
    public boolean dryRun() {
        return dryRun;
    }

    @Override
    public Commands commands() {
        return (arguments, environment, timeLimit) ->
                CompletableFuture.completedFuture(new CommandResult.Failed("nothing runs here"));
    }

    @Override
    public void goOn() {
        if (aborted) {
            throw new RequestFailure("192.0.2.7 needs node " + node.name(), 1);
        }
    }

    @Override
    public CompletableFuture<Void> begin(
            String step, String detail, Supplier<CompletableFuture<?>> undo) {
        begun.add(step + ": " + detail);
        undos.push(undo);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void done(String step, String detail) {
        done.add(step + ": " + detail);
    }

    @Override
    public void plan(String step, String detail) {
        planned.add(step + ": " + detail);
    }
}
