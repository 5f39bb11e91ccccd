package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.SleepSettings;
import io.vmstation.spi.Event;
import io.vmstation.spi.NodeStates.State;
import io.vmstation.spi.RequestFailure;
import io.vmstation.spi.SleepAttempt;
import io.vmstation.spi.SleepReport.Outcome;
import io.vmstation.spi.WakeGuard;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attempts to put nodes to sleep that are under way, one a node, until all that a failed one
 * has done is taken back. Who needs a node wins over it until the node is sent to sleep, and waits
 * after that until it is known to be down. Thread-safe; no attempt holds a thread while it waits.
 */
public final class Sleeps implements WakeGuard, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Sleeps.class);
    private static final int CONTINUATIONS = 4;
    private static final int RETRY_AFTER_SECONDS = 60;

    private final SleepEngine engine;
    private final ScheduledExecutorService scheduler;
    private final ExecutorService continuations =
            Executors.newFixedThreadPool(CONTINUATIONS, named("sleep-route"));
    private final Map<String, Transaction> byNode = new ConcurrentHashMap<>();
    private final Set<Transaction> dryRuns = ConcurrentHashMap.newKeySet();

    /** Those whose machine is configured otherwise by now, perhaps by another name. */
    private final Set<Transaction> renamed = ConcurrentHashMap.newKeySet();

    private final Leftovers leftovers = new Leftovers();
    private volatile boolean stopping;

    /** Puts nodes to sleep in these surroundings. */
    public Sleeps(Surroundings surroundings) {
        this(surroundings, SleepPatience.USUAL);
    }

    Sleeps(Surroundings surroundings, SleepPatience patience) {
        requireNonNull(surroundings, "surroundings is null");
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, named("sleep"));
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.scheduler = executor;
        this.engine = new SleepEngine(scheduler, continuations, surroundings, patience, leftovers);
    }

    /**
     * Begins an attempt.
     *
     * @throws RequestFailure with the reason when it must not begin
     */
    Transaction begin(SleepRequest request) {
        SleepSettings settings = settings(request);
        Transaction transaction = new Transaction(engine, request, settings);
        // Registered first, looked after that: who comes meanwhile finds the one or the other.
        Optional<String> obstacle = register(transaction);
        if (stopping) {
            obstacle = Optional.of("the host is stopping");
        }
        if (obstacle.isPresent()) {
            transaction.discard();
            forget(transaction);
            throw refusal(request, obstacle.get());
        }
        var unused = transaction.finished().thenRun(() -> forget(transaction));
        if (!transaction.attempt().dryRun()) {
            transaction.journal().requested(settings.method().name());
        }
        return transaction;
    }

    private SleepSettings settings(SleepRequest request) {
        Optional<SleepSettings> settings = request.node().sleep();
        if (settings.isEmpty()) {
            throw refusal(request, "nodes.yaml has no key sleep for it");
        }
        String method = settings.get().method().name();
        if (engine.surroundings().method(method).isEmpty()) {
            throw refusal(request, "there is no sleep method " + method);
        }
        return settings.get();
    }

    private Optional<String> register(Transaction transaction) {
        Node node = transaction.request().node();
        if (transaction.attempt().dryRun()) {
            dryRuns.add(transaction);
            return Optional.empty();
        }
        Transaction other = byNode.putIfAbsent(node.name(), transaction);
        if (other != null) {
            return Optional.of(
                    "an attempt is under way already, for " + other.request().describe());
        }
        boolean waking =
                engine.surroundings().wanted().test(node)
                        || engine.surroundings().states().last(node) == State.WAKING;
        return waking ? Optional.of("a wake of it is under way") : Optional.empty();
    }

    private void forget(Transaction transaction) {
        byNode.remove(transaction.request().node().name(), transaction);
        dryRuns.remove(transaction);
    }

    private RequestFailure refusal(SleepRequest request, String reason) {
        SleepJournal.refused(engine, request, reason);
        return new RequestFailure(
                "Node " + request.node().name() + " is not put to sleep: " + reason,
                RETRY_AFTER_SECONDS);
    }

    @Override
    public CompletableFuture<Void> wanted(Node node, String cause, String source) {
        return find(node)
                .map(it -> it.wanted("it is needed: " + SleepRequest.describe(cause, source)))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /** The attempt for that machine, also when it has another name by now. */
    private Optional<Transaction> find(Node node) {
        Transaction transaction = byNode.get(node.name());
        return transaction != null
                ? Optional.of(transaction)
                : renamed.stream()
                        .filter(other -> isSameMachine(node, other.request().node()))
                        .findFirst();
    }

    private static boolean isSameMachine(Node one, Node other) {
        return !Collections.disjoint(one.macAddresses(), other.macAddresses())
                || !Collections.disjoint(one.addresses(), other.addresses());
    }

    /**
     * Calls off every attempt for a node that is not configured any more, or not as it was when the
     * attempt began. One that is going down already is left to go down.
     */
    public void retain(Nodes nodes) {
        leftovers.retain(nodes);
        Outcome over = new Outcome.Aborted("its configuration has changed");
        for (Transaction transaction : byNode.values()) {
            Node node = transaction.request().node();
            if (!nodes.find(node.name()).equals(Optional.of(node))) {
                renamed.add(transaction);
                transaction.callOff(over);
                var unused = transaction.finished().thenRun(() -> renamed.remove(transaction));
            }
        }
    }

    /** The attempt for the node of that name, until all that it did is taken back. */
    public Optional<SleepAttempt> underWay(String node) {
        return Optional.ofNullable(byNode.get(node)).map(Transaction::attempt);
    }

    /** Whether the node was sent to sleep and it is not known yet whether it does. */
    public boolean isGoingDown(Node node) {
        return find(node).filter(Transaction::isGoingDown).isPresent();
    }

    /**
     * Finds out what became of a node that was being put to sleep when an earlier process ended,
     * and notes it. Whatever a step did in the cluster is repaired by who did it.
     *
     * @param interrupted the event that ended the attempt
     * @return completes when it is known; never, if the host stops before
     */
    public CompletableFuture<State> findOut(Node node, Event interrupted) {
        return new Aftermath(engine, node, interrupted).findOut();
    }

    /** What attempts could not take back and nobody has since: sentences by node. */
    public Map<String, String> leftovers() {
        return leftovers.problems();
    }

    /**
     * Somebody who tries on has taken back what attempts left behind.
     *
     * @param steps past-tense names of the steps, such as {@code node.cordoned}
     */
    public void repaired(Node node, Collection<String> steps) {
        leftovers.repaired(node.name(), steps);
    }

    /** Calls off what is under way and begins nothing new. Returns at once; may be repeated. */
    public void stop() {
        stopping = true;
        byNode.values().forEach(Transaction::stop);
        dryRuns.forEach(Transaction::stop);
    }

    /**
     * Calls off what is under way and waits, for a quarter of a minute at most, until it is taken
     * back. A node that is going down already is left to the next start.
     */
    @Override
    public void close() {
        stop();
        CompletableFuture<?>[] attempts =
                byNode.values().stream()
                        .map(Transaction::finished)
                        .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(attempts)
                    .get(engine.patience().stop().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            log.warn("Not all could be taken back before the end: nodes={}", byNode.keySet());
        } catch (ExecutionException e) {
            log.warn("An attempt did not end well", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        scheduler.shutdown();
        continuations.shutdown();
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
