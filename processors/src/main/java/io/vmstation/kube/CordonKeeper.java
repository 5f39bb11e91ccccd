package io.vmstation.kube;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.vmstation.kube.ClusterFailure.Kind;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.spi.Answer;
import io.vmstation.spi.Events;
import io.vmstation.spi.Reachability;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that no node that is awake stays as a sleep attempt left it: whatever bears our
 * annotations, whose machine answers, and which nobody is putting to sleep, is uncordoned and gets
 * its workloads back; again and again until that has worked. It looks at start, when a node is seen
 * to wake, and now and then. A node that is asleep is left alone: what the cluster thinks of it is
 * out of date. Thread-safe; never blocks.
 */
public final class CordonKeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CordonKeeper.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** The steps of a sleep attempt that it takes back. */
    public static final Set<String> STEPS = Set.of("node.cordoned", "node.drained");

    private final Cluster cluster;
    private final Supplier<Nodes> nodes;
    private final Reachability reachability;
    private final Events events;
    private final PendingNodes pending;
    private final ScheduledExecutorService scheduler;
    private final KeeperPace pace;
    private final Predicate<Node> goingDown;
    private final Tries tries;
    private final Doings doings = new Doings();
    private final List<Consumer<Node>> whenRestored = new CopyOnWriteArrayList<>();

    /**
     * @param nodes the site as it is now
     * @param reachability tells whether a machine is awake
     * @param meters where it is shown which nodes wait
     * @param scheduler starts the rounds and the next tries; not shut down by this class
     * @param goingDown whether others find out at this moment whether the node falls asleep
     */
    public CordonKeeper(
            Cluster cluster,
            Supplier<Nodes> nodes,
            Reachability reachability,
            Events events,
            MeterRegistry meters,
            ScheduledExecutorService scheduler,
            KeeperPace pace,
            Predicate<Node> goingDown) {
        this.cluster = requireNonNull(cluster, "cluster is null");
        this.nodes = requireNonNull(nodes, "nodes is null");
        this.reachability = requireNonNull(reachability, "reachability is null");
        this.events = requireNonNull(events, "events is null");
        this.pending = new PendingNodes(meters);
        this.scheduler = requireNonNull(scheduler, "scheduler is null");
        this.pace = requireNonNull(pace, "pace is null");
        this.goingDown = requireNonNull(goingDown, "goingDown is null");
        this.tries = new Tries(pace.retry());
    }

    /** Begins with a first look at once. */
    public void start() {
        if (cluster.enabled()) {
            var unused =
                    scheduler.scheduleWithFixedDelay(
                            this::lookAround, 0, pace.round().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Tells of each node that holds nothing of ours any more, or sleeps as it should.
     *
     * @param listener must neither block nor fail
     */
    public void onRestored(Consumer<Node> listener) {
        whenRestored.add(listener);
    }

    /** The node was just seen to come up. Returns at once. */
    public void sighted(Node node) {
        doings.doubt(node.name());
        var unused = begin(node, Occasion.SIGHTING, false);
    }

    /** What keeps nodes from getting their pods back: sentences by node, or under `cluster`. */
    public Map<String, String> problems() {
        return pending.problems();
    }

    /** Whether there is a cluster at all. */
    boolean enabled() {
        return cluster.enabled();
    }

    /** The node was woken, or was awake when somebody asked for it. Returns at once. */
    void woke(Node node, String cause, String source) {
        if (!doings.isUntouched(node.name())) {
            var unused = begin(node, Occasion.wake(cause, source), false);
        }
    }

    /** An attempt to put the node to sleep begins; completes when nothing gets in its way. */
    CompletableFuture<?> departs(Node node) {
        Restoration inTheWay = doings.departs(node.name()).orElse(null);
        if (inTheWay == null) {
            return CompletableFuture.completedFuture(null);
        }
        inTheWay.stop();
        return inTheWay.result().handle((done, error) -> true);
    }

    /** The attempt is over, however it ended. */
    void attemptEnded(Node node) {
        doings.stays(node.name());
    }

    /**
     * Takes back what an attempt did. Should that fail, it is tried again later.
     *
     * @return fails when it could not be done now
     */
    CompletableFuture<?> takeBack(Node node, String attempt) {
        attemptEnded(node);
        return begin(node, Occasion.takingBack(attempt), true)
                .orTimeout(pace.undo().toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(
                        error -> {
                            throw ClusterFailure.unwrapped(error) instanceof ClusterFailure known
                                    ? known
                                    : new ClusterFailure(
                                            Kind.LATE,
                                            "Node %s does not get its pods back yet, it is tried on"
                                                    .formatted(node.name()));
                        });
    }

    private void lookAround() {
        try {
            Nodes now = nodes.get();
            pending.retain(now);
            var unused =
                    cluster.ask("Looking for cordoned nodes failed", ClusterNode::touched)
                            .whenComplete((names, error) -> lookedAround(now, names, error));
        } catch (RuntimeException e) {
            log.warn("Cordoned nodes were not looked for, the next round follows", e);
        }
    }

    private void lookedAround(
            Nodes now, @Nullable List<String> clusterNodes, @Nullable Throwable error) {
        if (clusterNodes == null) {
            if (error != null && !isStopped(error)) {
                pending.blind(String.valueOf(error.getMessage()));
            }
            return;
        }
        pending.seeing();
        for (Node node : now.all()) {
            if (node.kubernetesNode().filter(clusterNodes::contains).isPresent()) {
                var unused = begin(node, Occasion.SIGHTING, true);
            }
        }
    }

    /**
     * Begins, or joins what is under way.
     *
     * @param probe whether to ask first if the machine is awake
     */
    private CompletableFuture<@Nullable Void> begin(Node node, Occasion occasion, boolean probe) {
        // The route of an attempt may have failed on the way down: the node sleeps all the same.
        boolean ours =
                cluster.enabled() && node.kubernetesNode().isPresent() && !goingDown.test(node);
        Doings.Doing doing =
                ours ? doings.join(node.name(), () -> make(node, occasion)).orElse(null) : null;
        if (doing == null) {
            return CompletableFuture.completedFuture(null);
        }
        Restoration restoration = doing.restoration();
        if (!doing.fresh()) {
            return restoration.result().copy();
        }
        CompletableFuture<@Nullable Void> ended =
                restoration.result().whenComplete((done, error) -> ended(node, occasion, error));
        if (probe) {
            probe(node, restoration);
        } else {
            restoration.run();
        }
        return ended;
    }

    private Restoration make(Node node, Occasion occasion) {
        Runnable begun = () -> pending.waits(node.name());
        return new Restoration(cluster, events, pace.ready(), node, occasion, begun);
    }

    private void probe(Node node, Restoration restoration) {
        try {
            var unused =
                    reachability
                            .machine(node, PATIENCE)
                            .whenComplete((answer, error) -> probed(node, restoration, answer));
        } catch (RuntimeException e) {
            restoration.end(e);
        }
    }

    private void probed(Node node, Restoration restoration, @Nullable Answer answer) {
        if (answer != null && !(answer instanceof Answer.Silent)) {
            restoration.run();
            return;
        }
        log.debug("Left alone, it sleeps: node={}", node.name());
        restoration.end(null);
        doings.doubt(node.name());
    }

    private void ended(Node node, Occasion occasion, @Nullable Throwable error) {
        String name = node.name();
        doings.ended(name, error == null);
        if (error == null || isStopped(error)) {
            tries.succeeded(name);
            pending.over(name);
            if (error == null) {
                whenRestored.forEach(listener -> listener.accept(node));
            }
            return;
        }
        pending.failed(name, String.valueOf(ClusterFailure.unwrapped(error).getMessage()));
        Duration pause = tries.failed(name);
        log.debug("Trying again later: node={}, in={}", name, pause);
        schedule(() -> again(node, occasion), pause);
    }

    /** As it is configured by now; one that is not any more must not stay cordoned either. */
    private void again(Node node, Occasion occasion) {
        var unused = begin(nodes.get().find(node.name()).orElse(node), occasion, true);
    }

    private void schedule(Runnable task, Duration pause) {
        try {
            var unused = scheduler.schedule(task, pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("Not tried again, the host stops");
        }
    }

    private static boolean isStopped(Throwable error) {
        return ClusterFailure.unwrapped(error) instanceof ClusterFailure failure
                && failure.kind() == Kind.STOPPED;
    }

    /** Ends what is under way; the annotations stay for the next start. */
    @Override
    public void close() {
        doings.close().forEach(Restoration::stop);
    }
}
