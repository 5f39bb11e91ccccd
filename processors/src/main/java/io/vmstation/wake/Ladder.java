package io.vmstation.wake;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.spi.MethodOutcome;
import io.vmstation.spi.WakeMethod;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks a node to wake, by one working method at first and by one more each time it is climbed
 * again, until it is stopped. A method that cannot work is stepped over at once. Confined to the
 * engine's thread; the methods themselves run on {@code senders}.
 */
final class Ladder {
    private static final Duration LONGEST_ASKING = Duration.ofSeconds(10);

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
        if (outcome instanceof MethodOutcome.Sent sent) {
            return packets.getOrDefault(method, 0) + " packets, " + sent.detail();
        } else if (outcome instanceof MethodOutcome.Unavailable unavailable) {
            return "cannot be used here, " + unavailable.reason();
        } else {
            return "failed, " + ((MethodOutcome.Failed) outcome).reason();
        }
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
        var unused =
                CompletableFuture.completedFuture(node)
                        .thenComposeAsync(method::ask, senders)
                        .orTimeout(LONGEST_ASKING.toMillis(), TimeUnit.MILLISECONDS)
                        .handle(Ladder::outcome)
                        .thenAcceptAsync(
                                outcome -> asked(round, index, successes, outcome), engine);
    }

    private void asked(int round, int index, int successes, MethodOutcome outcome) {
        String name = methods.get(index).name();
        boolean firstTime = outcomes.put(name, outcome) == null;
        if (outcome instanceof MethodOutcome.Sent sent) {
            packets.merge(name, sent.packets(), Integer::sum);
        }
        listener.asked(name, outcome, firstTime);
        askFrom(
                round,
                index + 1,
                outcome instanceof MethodOutcome.Sent ? successes + 1 : successes);
    }

    private void roundEnded(int successes) {
        if (successes == 0 && packets.isEmpty()) {
            stop();
            listener.exhausted(
                    methods.isEmpty() ? "no wake method is configured for it" : summary());
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
