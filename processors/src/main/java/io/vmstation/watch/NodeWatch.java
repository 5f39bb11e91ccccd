package io.vmstation.watch;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.spi.Answer;
import io.vmstation.spi.NodeStates.State;
import io.vmstation.spi.Reachability;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every node about once an interval and notes whether its machine answers. A node that is
 * being woken or is going down is left alone, and no node is looked at twice at once: one that is
 * slow to answer delays only itself. Holds no thread while it waits. Thread-safe.
 */
public final class NodeWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeWatch.class);

    private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(2);
    private static final int SPREAD = 5;

    private final Supplier<Nodes> nodes;
    private final Reachability reachability;
    private final LastSeen lastSeen;
    private final ScheduledExecutorService scheduler;
    private final Duration interval;
    private final Predicate<Node> goingDown;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private @Nullable Future<?> rounds;

    /**
     * @param nodes the nodes of now, asked at each round, so that a reload is followed
     * @param scheduler starts the looks; not shut down by this class
     * @param interval between two rounds, positive; a fifth of it is used to spread the looks of a
     *     round, so that they do not go out all at once
     * @param goingDown whether others find out at this moment whether the node falls asleep
     */
    public NodeWatch(
            Supplier<Nodes> nodes,
            Reachability reachability,
            LastSeen lastSeen,
            ScheduledExecutorService scheduler,
            Duration interval,
            Predicate<Node> goingDown) {
        this.nodes = requireNonNull(nodes, "nodes is null");
        this.reachability = requireNonNull(reachability, "reachability is null");
        this.lastSeen = requireNonNull(lastSeen, "lastSeen is null");
        this.scheduler = requireNonNull(scheduler, "scheduler is null");
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("interval is not positive: " + interval);
        }
        this.interval = interval;
        this.goingDown = requireNonNull(goingDown, "goingDown is null");
    }

    /** Begins with a first round at once. Calling it again does nothing. */
    public synchronized void start() {
        if (rounds == null) {
            rounds =
                    scheduler.scheduleAtFixedRate(
                            this::round, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void round() {
        try {
            Nodes current = nodes.get();
            lastSeen.retain(current);
            current.all().forEach(this::lookSoon);
        } catch (RejectedExecutionException e) {
            log.debug("Nodes are not looked at any more, the host stops");
        } catch (RuntimeException e) {
            log.warn("Nodes could not be looked at, the next round follows: in={}", interval, e);
        }
    }

    private void lookSoon(Node node) {
        if (node.addresses().isEmpty() || !underWay.add(node.name())) {
            return;
        }
        long delay = ThreadLocalRandom.current().nextLong(interval.toNanos() / SPREAD + 1);
        try {
            var ignored = scheduler.schedule(() -> look(node), delay, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            underWay.remove(node.name());
            throw e;
        }
    }

    private void look(Node node) {
        Sighting before = lastSeen.latest(node);
        if (isClosed() || before.state() == State.WAKING || goingDown.test(node)) {
            underWay.remove(node.name());
            return;
        }
        try {
            var ignored =
                    reachability
                            .machine(node, patience())
                            .thenCompose(answer -> sure(node, before, answer))
                            .whenComplete((answer, error) -> note(node, before, answer, error));
        } catch (RuntimeException e) {
            note(node, before, null, e);
        }
    }

    /** One lost answer must not make a node that is awake one that has just come up by itself. */
    private CompletableFuture<? extends Answer> sure(Node node, Sighting before, Answer first) {
        boolean lost = first instanceof Answer.Silent && before.state() == State.AWAKE;
        return lost && !isClosed() && !goingDown.test(node)
                ? reachability.machine(node, patience())
                : CompletableFuture.completedFuture(first);
    }

    private void note(
            Node node, Sighting before, @Nullable Answer answer, @Nullable Throwable error) {
        underWay.remove(node.name());
        if (answer == null) {
            log.debug("Look failed: node={}", node.name(), error);
            return;
        }
        log.debug("Node was looked at: node={}, answer={}", node.name(), answer);
        if (goingDown.test(node)) {
            return;
        }
        lastSeen.looked(node, before, !(answer instanceof Answer.Silent));
    }

    private Duration patience() {
        return interval.compareTo(LONGEST_PATIENCE) < 0 ? interval : LONGEST_PATIENCE;
    }

    private synchronized boolean isClosed() {
        return rounds == null || rounds.isCancelled();
    }

    /** Ends the rounds; a look under way may still end. Cannot be started again. */
    @Override
    public synchronized void close() {
        if (rounds != null) {
            rounds.cancel(false);
        }
    }
}
