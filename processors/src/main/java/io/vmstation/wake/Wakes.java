package io.vmstation.wake;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Dependency;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.Service;
import io.vmstation.spi.Answer;
import io.vmstation.spi.Event;
import io.vmstation.spi.Events;
import io.vmstation.spi.NodeActivity;
import io.vmstation.spi.NodeStates;
import io.vmstation.spi.Reachability;
import io.vmstation.spi.WakeDiagnosis;
import io.vmstation.spi.WakeGuard;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The wakes that are under way, one a node: whoever asks for a node that is being woken joins,
 * unless the node was configured anew meanwhile.
 *
 * <p>A request that must not wake (its source is ignored, or a wake failed a moment ago) is looked
 * after by one probe. Every other one is told to the guard before the node is looked at, and waits
 * for it when the node is just going to sleep. Thread-safe; no request holds a thread while it
 * waits. {@link #close} fails everybody who waits.
 */
public final class Wakes implements AutoCloseable {
    private static final int SENDERS = 4;
    private static final int CONTINUATIONS = 8;
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);

    private final Supplier<Nodes> nodes;
    private final Engine engine;
    private final ScheduledExecutorService scheduler;
    private final ExecutorService senders = Executors.newFixedThreadPool(SENDERS, named("send"));
    private final ExecutorService continuations =
            Executors.newFixedThreadPool(CONTINUATIONS, named("wake-route"));
    private final GuardedRequests guarded;
    private final IgnoredSources ignoredSources = new IgnoredSources();
    private final Map<Node, Wake> underWay = new HashMap<>();
    private final Map<Question, CompletableFuture<Answer>> looks = new HashMap<>();
    private boolean stopping;

    /** What one look is about; those who want to know the same meanwhile share it. */
    private record Question(Node node, Optional<Service> service) {}

    /**
     * @param nodes the site as it is now, asked for dependencies
     * @param reachability asks whether nodes answer
     * @param methods the rungs of the ladder
     * @param states hints, and where what is seen is noted
     * @param events the ledger
     * @param activity hears of every request that was served
     * @param metrics the meters
     * @param times how long nodes usually take
     * @param speed how patient to be
     * @param guard hears of each request that may wake
     * @param diagnosis knows why a node does not wake
     */
    public Wakes(
            Supplier<Nodes> nodes,
            Reachability reachability,
            WakeMethods methods,
            NodeStates states,
            Events events,
            NodeActivity activity,
            WakeMetrics metrics,
            WakeTimes times,
            WakeSpeed speed,
            WakeGuard guard,
            WakeDiagnosis diagnosis) {
        this.nodes = requireNonNull(nodes, "nodes is null");
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, named("wake"));
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.scheduler = executor;
        this.engine =
                new Engine(
                        scheduler,
                        senders,
                        speed,
                        reachability,
                        states,
                        methods,
                        events,
                        activity,
                        metrics,
                        times,
                        new CoolDown(speed.coolDown()),
                        requireNonNull(diagnosis, "diagnosis is null"),
                        this::dependencies,
                        this::ended);
        this.guarded = new GuardedRequests(guard, scheduler);
    }

    /**
     * Whether a request that may wake the node is under way, until it is served or has failed. Says
     * so before the guard hears of it. May be asked on any thread; never blocks.
     */
    public boolean isWanted(Node node) {
        return guarded.isWanted(node);
    }

    /** Joins the wake of the node, or starts one; nothing is sent before {@link Attempt#send}. */
    public CompletableFuture<Attempt> join(WakeRequest request) {
        return CompletableFuture.completedFuture(request)
                .thenComposeAsync(this::attempt, scheduler)
                .thenApplyAsync(attempt -> attempt, continuations);
    }

    private CompletableFuture<Attempt> attempt(WakeRequest request) {
        if (stopping) {
            return CompletableFuture.failedFuture(stopping());
        }
        Optional<String> ignored = request.refusal();
        if (ignored.isPresent()) {
            Look look = new Look(look(request), () -> ignored(request, ignored.get()));
            return CompletableFuture.completedFuture(attempt(request, look, true, () -> {}));
        }
        Optional<WakeFailure> coolingDown = engine.coolDown().of(request.node(), request.service());
        if (coolingDown.isPresent()) {
            Look look = new Look(look(request), coolingDown::get);
            return CompletableFuture.completedFuture(attempt(request, look, true, () -> {}));
        }
        return guarded.pass(request, released -> fly(request, released));
    }

    private Attempt fly(WakeRequest request, Runnable released) {
        Node node = request.node();
        Wake known = underWay.get(node);
        Wake wake = known == null ? new Wake(engine, request) : known;
        if (known == null) {
            underWay.put(node, wake);
        }
        wake.join(request, known == null);
        return attempt(request, wake, known == null, released);
    }

    private Attempt attempt(WakeRequest request, Flight flight, boolean first, Runnable released) {
        return new Attempt(request, flight, first, engine, continuations, released);
    }

    private static WakeFailure stopping() {
        return new WakeFailure(new WakeOutcome.Failed("The host is stopping", 5));
    }

    private CompletableFuture<Answer> look(WakeRequest request) {
        Question question = new Question(request.node(), request.service());
        CompletableFuture<Answer> known = looks.get(question);
        if (known != null && !known.isDone()) {
            return known;
        }
        CompletableFuture<Answer> answer =
                engine.ask(request.node(), request.service(), LOOK, () -> {})
                        // Many may share it: a probe that is lost must not hold them all.
                        .completeOnTimeout(
                                new Answer.Silent("no probe came back"),
                                2 * LOOK.toMillis(),
                                TimeUnit.MILLISECONDS);
        looks.put(question, answer);
        var unused =
                answer.whenCompleteAsync(
                        (found, error) -> looks.remove(question, answer), scheduler);
        return answer;
    }

    private WakeFailure ignored(WakeRequest request, String reason) {
        if (ignoredSources.isNews(request.node().name(), request.source())) {
            Event event =
                    new Event(
                            Instant.now(),
                            "source.ignored",
                            request.node().name(),
                            request.cause(),
                            request.source(),
                            "",
                            Map.of("reason", reason));
            var unused = engine.events().record(event);
        }
        String sentence = "Node " + request.node().name() + " is asleep, and " + reason;
        return new WakeFailure(new WakeOutcome.Ignored(sentence, 60));
    }

    private CompletableFuture<Void> dependencies(Node node) {
        List<CompletableFuture<?>> all =
                node.dependsOn().stream().<CompletableFuture<?>>map(d -> wakeFor(node, d)).toList();
        return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<?> wakeFor(Node dependent, Dependency dependency) {
        Node node = nodes.get().find(dependency.node()).orElse(null);
        if (node == null) {
            return CompletableFuture.failedFuture(
                    new WakeFailure(
                            new WakeOutcome.Failed(
                                    "there is no node named " + dependency.node(), 60)));
        }
        Optional<Service> service = dependency.service().flatMap(node::service);
        WakeRequest request =
                new WakeRequest(node, service, "dependency", dependent.name(), Optional.empty());
        return attempt(request).thenCompose(Wakes::serve);
    }

    private static CompletableFuture<?> serve(Attempt attempt) {
        attempt.send();
        return attempt.serviceReady()
                .whenComplete(
                        (at, error) -> {
                            if (error == null) {
                                attempt.served();
                            } else {
                                attempt.abandoned(error);
                            }
                        });
    }

    private void ended(Wake wake) {
        underWay.remove(wake.node(), wake);
    }

    @Override
    public synchronized void close() {
        if (scheduler.isShutdown()) {
            return;
        }
        scheduler.execute(this::abort);
        // What was asked before still gets its answer; timers are forgotten.
        scheduler.shutdown();
        try {
            if (!scheduler.awaitTermination(LAST_ANSWERS.toMillis(), TimeUnit.MILLISECONDS)) {
                scheduler.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        senders.shutdownNow();
        continuations.shutdown();
    }

    private void abort() {
        stopping = true;
        guarded.abort(stopping());
        List.copyOf(underWay.values()).forEach(Wake::abort);
    }

    private static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "vmstation-" + name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
