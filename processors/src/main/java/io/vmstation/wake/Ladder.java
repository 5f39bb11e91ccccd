package io.vmstation.wake;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.spi.MethodOutcome;
import io.vmstation.spi.WakeMethod;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks a node to wake, by one working method at first and by one more each time it is climbed
 * again, until it is stopped. A method that cannot work is stepped over at once; one that takes
 * long goes on by itself, while the others are asked again. Confined to the engine's thread; the
 * methods themselves run on {@code senders}.
 */
final class Ladder {
    /** A controller may be slow, and may have to be asked twice. */
    private static final Duration LONGEST_ASKING = Duration.ofMinutes(1);

    /** How long one method may hold up the others. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    /** Hears what happens on the ladder, on the engine's thread. */
    interface Listener {
        /** A method was asked; {@code firstTime} for this wake. */
        void asked(String method, MethodOutcome outcome, boolean firstTime);

        /** Not one method could ask, now or before. */
        void exhausted(String reasons);
    }

    private final Node node;
    private final List<WakeMethod> methods;
    private final ScheduledExecutorService engine;
    private final Executor senders;
    private final WakeSpeed speed;
    private final Listener listener;
    private final Map<String, MethodOutcome> outcomes = new LinkedHashMap<>();
    private final Map<String, Integer> packets = new LinkedHashMap<>();
    private final Set<String> busy = new HashSet<>();
    private final Map<String, Long> lastAsked = new HashMap<>();
    private final long began = System.nanoTime();
    private int height;
    private boolean stopped;
    private @Nullable ScheduledFuture<?> next;

    Ladder(
            Node node,
            List<WakeMethod> methods,
            ScheduledExecutorService engine,
            Executor senders,
            WakeSpeed speed,
            Listener listener) {
        this.node = requireNonNull(node, "node is null");
        this.methods = List.copyOf(methods);
        this.engine = requireNonNull(engine, "engine is null");
        this.senders = requireNonNull(senders, "senders is null");
        this.speed = requireNonNull(speed, "speed is null");
        this.listener = requireNonNull(listener, "listener is null");
    }

    void climb() {
        if (stopped) {
            return;
        }
        height++;
        askFrom(height, 0, 0);
    }

    void stop() {
        stopped = true;
        if (next != null) {
            next.cancel(false);
        }
    }

    /** Goes on from where it was stopped, if it was. */
    void resume() {
        if (stopped) {
            stopped = false;
            climb();
        }
    }

    /** What came of each method so far, for people. */
    String summary() {
        return outcomes.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + describe(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("; "));
    }

    private String describe(String method, MethodOutcome outcome) {
        int sent = packets.getOrDefault(method, 0);
        if (outcome instanceof MethodOutcome.Sent last) {
            return count(sent) + ", " + last.detail();
        } else if (outcome instanceof MethodOutcome.Unneeded unneeded) {
            return (sent > 0 ? count(sent) + ", then " : "") + unneeded.reason();
        } else if (outcome instanceof MethodOutcome.Unavailable unavailable) {
            return "cannot be used here, " + unavailable.reason();
        } else {
            return "failed, " + ((MethodOutcome.Failed) outcome).reason();
        }
    }

    private static String count(int packets) {
        return packets + (packets == 1 ? " packet" : " packets");
    }

    private void askFrom(int round, int index, int successes) {
        if (stopped || round != height) {
            // Stopped while a method was busy; once it is resumed, another round is under way.
            return;
        }
        if (index == methods.size() || successes == height) {
            roundEnded(successes);
            return;
        }
        WakeMethod method = methods.get(index);
        if (busy.contains(method.name()) || isResting(method)) {
            askFrom(round, index + 1, successes + 1);
            return;
        }
        var unused =
                ask(method)
                        .completeOnTimeout(true, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                        .thenAcceptAsync(
                                climbed ->
                                        askFrom(
                                                round,
                                                index + 1,
                                                climbed ? successes + 1 : successes),
                                engine);
    }

    private boolean isResting(WakeMethod method) {
        Long last = lastAsked.get(method.name());
        return last != null && System.nanoTime() - last < method.pause().toNanos();
    }

    /** Asks; whether that makes a rung, in a future that may be completed by others. */
    private CompletableFuture<Boolean> ask(WakeMethod method) {
        busy.add(method.name());
        return CompletableFuture.completedFuture(node)
                .thenComposeAsync(method::ask, senders)
                .orTimeout(LONGEST_ASKING.toMillis(), TimeUnit.MILLISECONDS)
                .handle(Ladder::outcome)
                .thenApplyAsync(outcome -> asked(method.name(), outcome), engine)
                .copy();
    }

    private boolean asked(String name, MethodOutcome outcome) {
        busy.remove(name);
        lastAsked.put(name, System.nanoTime());
        boolean firstTime = outcomes.put(name, outcome) == null;
        if (outcome instanceof MethodOutcome.Sent sent) {
            packets.merge(name, sent.packets(), Integer::sum);
        }
        listener.asked(name, outcome, firstTime);
        return outcome instanceof MethodOutcome.Sent || outcome instanceof MethodOutcome.Unneeded;
    }

    private void roundEnded(int successes) {
        if (successes == 0 && packets.isEmpty()) {
            stop();
            listener.exhausted(summary());
            return;
        }
        Duration pause = speed.resendAfter(Duration.ofNanos(System.nanoTime() - began));
        next = engine.schedule(this::climb, pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static MethodOutcome outcome(
            @Nullable MethodOutcome outcome, @Nullable Throwable error) {
        if (error != null) {
            return new MethodOutcome.Failed(reason(error));
        }
        return outcome == null ? new MethodOutcome.Failed("it said nothing") : outcome;
    }

    private static String reason(Throwable error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        return cause.getMessage() == null
                ? cause.getClass().getSimpleName()
                : String.valueOf(cause.getMessage());
    }
}
