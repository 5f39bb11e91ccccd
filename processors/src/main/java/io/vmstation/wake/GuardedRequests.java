package io.vmstation.wake;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.spi.WakeGuard;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that may wake, from the moment before the guard hears of them until they are served or
 * have failed. Confined to the engine's thread, but for {@link #isWanted}.
 */
final class GuardedRequests {
    private static final Logger log = LoggerFactory.getLogger(GuardedRequests.class);

    private final WakeGuard guard;
    private final Executor engine;
    private final Map<String, Integer> wanted = new ConcurrentHashMap<>();
    private final Set<Waiting> waiting = new HashSet<>();

    GuardedRequests(WakeGuard guard, Executor engine) {
        this.guard = requireNonNull(guard, "guard is null");
        this.engine = requireNonNull(engine, "engine is null");
    }

    /** Whether there is one for the node. */
    boolean isWanted(Node node) {
        return wanted.containsKey(node.name());
    }

    /**
     * Lets a request go on as soon as the guard does, at once as a rule.
     *
     * @param then goes on with the request; is handed what it must run when the request has ended
     */
    CompletableFuture<Attempt> pass(WakeRequest request, Function<Runnable, Attempt> then) {
        String name = request.node().name();
        // Counted first, told after that: a sleep that is about to begin finds the one or the
        // other.
        wanted.merge(name, 1, Integer::sum);
        Runnable released = once(() -> wanted.computeIfPresent(name, GuardedRequests::oneLess));
        CompletableFuture<Void> trusted = ask(request);
        Waiting one = new Waiting(then, released);
        if (trusted.isDone()) {
            one.goOn();
            return one.result;
        }
        log.info(
                "A client waits until the node is down, to wake it again: node={}, source={}",
                name,
                request.source());
        waiting.add(one);
        var unused = trusted.whenComplete((nothing, error) -> soon(one));
        return one.result;
    }

    private CompletableFuture<Void> ask(WakeRequest request) {
        try {
            return guard.wanted(request.node(), request.cause(), request.source());
        } catch (RuntimeException e) {
            log.error("The guard broke, the node is woken all the same: request={}", request, e);
            return CompletableFuture.completedFuture(null);
        }
    }

    private void soon(Waiting one) {
        try {
            engine.execute(
                    () -> {
                        if (waiting.remove(one)) {
                            one.goOn();
                        }
                    });
        } catch (RejectedExecutionException e) {
            log.debug("The host stops, this request has failed already", e);
        }
    }

    /** Fails those who wait for the guard, as the host stops. */
    void abort(WakeFailure reason) {
        List<Waiting> all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(one -> one.fail(reason));
    }

    /** One request. */
    private static final class Waiting {
        private final CompletableFuture<Attempt> result = new CompletableFuture<>();
        private final Function<Runnable, Attempt> then;
        private final Runnable released;

        Waiting(Function<Runnable, Attempt> then, Runnable released) {
            this.then = then;
            this.released = released;
        }

        void goOn() {
            try {
                result.complete(then.apply(released));
            } catch (RuntimeException e) {
                fail(e);
            }
        }

        void fail(RuntimeException reason) {
            released.run();
            result.completeExceptionally(reason);
        }
    }

    private static Runnable once(Runnable action) {
        AtomicBoolean done = new AtomicBoolean();
        return () -> {
            if (done.compareAndSet(false, true)) {
                action.run();
            }
        };
    }

    @SuppressWarnings("NullAway") // null is how a map is told to remove an entry
    private static Integer oneLess(String name, Integer count) {
        return count == 1 ? null : count - 1;
    }
}
