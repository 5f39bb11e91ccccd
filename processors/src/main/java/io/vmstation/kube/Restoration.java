package io.vmstation.kube;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.vmstation.kube.ClusterFailure.Kind;
import io.vmstation.node.Node;
import io.vmstation.node.Workload;
import io.vmstation.spi.Events;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way back of one node that is awake: waits until the cluster calls it ready, takes our cordon
 * away, scales back what was scaled down, brings back what was moved, and waits for the workloads
 * that the user wants to see. Each thing is forgotten only when it is done, so that it may break
 * off anywhere and be begun again. Thread-safe; holds no thread while it waits.
 */
final class Restoration {
    /** How long the scheduler may take to notice that a node is open again. */
    private static final Duration NOTICE = Duration.ofSeconds(30);

    private final Cluster cluster;
    private final Duration readyDeadline;
    private final Node node;
    private final String clusterNode;
    private final Occasion occasion;
    private final Runnable begun;
    private final RestorationJournal journal;
    private final CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
    private final List<CompletableFuture<?>> waiting = new ArrayList<>();
    private boolean stopped;

    /**
     * @param readyDeadline how long the node, and each workload, may take
     * @param begun called when there turned out to be something to bring back
     */
    Restoration(
            Cluster cluster,
            Events events,
            Duration readyDeadline,
            Node node,
            Occasion occasion,
            Runnable begun) {
        this.cluster = requireNonNull(cluster, "cluster is null");
        this.readyDeadline = requireNonNull(readyDeadline, "readyDeadline is null");
        this.node = requireNonNull(node, "node is null");
        this.clusterNode = node.kubernetesNode().orElse(node.name());
        this.occasion = requireNonNull(occasion, "occasion is null");
        this.begun = requireNonNull(begun, "begun is null");
        this.journal = new RestorationJournal(events, node, occasion);
    }

    /** Completes when all is as it was; fails with a {@link ClusterFailure}. */
    CompletableFuture<@Nullable Void> result() {
        return result;
    }

    /** Does it. To be called once, or {@link #end}. */
    void run() {
        var unused =
                ask("Looking at", this::isNeeded)
                        .thenCompose(needed -> needed ? restore() : nothing())
                        .whenComplete((done, error) -> end(error));
    }

    /** It is over. */
    void end(@Nullable Throwable error) {
        if (error == null) {
            result.complete(null);
        } else {
            result.completeExceptionally(ClusterFailure.unwrapped(error));
        }
    }

    /** Ends it between two steps; a wait is cut short, a change under way is not. */
    void stop() {
        List<CompletableFuture<?>> cut;
        synchronized (this) {
            stopped = true;
            cut = List.copyOf(waiting);
        }
        cut.forEach(future -> future.completeExceptionally(stopping()));
    }

    private boolean isNeeded(KubernetesClient client) {
        boolean touched = ClusterNode.isTouched(ClusterNode.read(client, clusterNode));
        if (touched) {
            begun.run();
        }
        return touched;
    }

    private CompletableFuture<Boolean> restore() {
        long start = System.nanoTime();
        return await(
                        "Node " + clusterNode + " is not ready in the cluster",
                        readyDeadline,
                        c -> ClusterNode.watch(c, clusterNode, ClusterNode::isReady))
                .thenCompose(ready -> ask("Uncordoning", this::uncordon))
                .thenCompose(open -> ask("Scaling workloads back for", this::scaleBack))
                .thenCompose(memory -> bringBack(memory))
                .thenCompose(back -> ask("Forgetting what was moved from", this::forget))
                .thenCompose(gone -> awaitWorkloads(start));
    }

    private boolean uncordon(KubernetesClient client) {
        if (ClusterNode.letPodsIn(client, clusterNode)) {
            journal.uncordoned(clusterNode);
        }
        return true;
    }

    private BeforeSleep scaleBack(KubernetesClient client) {
        BeforeSleep memory = ClusterNode.beforeSleep(ClusterNode.read(client, clusterNode));
        for (Workload workload : memory.scaled()) {
            WorkloadObject.scaleBack(client, workload)
                    .ifPresent(replicas -> journal.scaled(workload, replicas));
        }
        return memory;
    }

    private CompletableFuture<Boolean> bringBack(BeforeSleep memory) {
        if (memory.moved().isEmpty()) {
            return nothing();
        }
        return await(
                        "Node " + clusterNode + " is not open to pods",
                        NOTICE,
                        c -> ClusterNode.watch(c, clusterNode, ClusterNode::isDecided))
                // Late or not: the worst is that the successors start elsewhere once more.
                .handle((seen, error) -> true)
                .thenCompose(open -> ask("Bringing pods back to", c -> bringBack(c, memory)));
    }

    private boolean bringBack(KubernetesClient client, BeforeSleep memory) {
        var home = ClusterNode.read(client, clusterNode);
        if (ClusterNode.isUnschedulable(home)) {
            journal.notMoved(memory.moved().keySet());
            return false;
        }
        Homecoming homecoming = new Homecoming(client, home);
        memory.moved()
                .forEach(
                        (workload, count) -> {
                            journal.moved(homecoming.bring(workload, count));
                            // One by one: should the next fail, this one is not sent twice.
                            ClusterNode.forgetMoved(client, clusterNode, workload);
                        });
        return true;
    }

    private boolean forget(KubernetesClient client) {
        ClusterNode.forget(client, clusterNode);
        return true;
    }

    private CompletableFuture<Boolean> awaitWorkloads(long start) {
        List<Workload> workloads = node.awaitWorkloads();
        if (!occasion.isReturn() || workloads.isEmpty()) {
            return nothing();
        }
        CompletableFuture<?>[] all =
                workloads.stream()
                        .map(
                                workload ->
                                        await(
                                                "Workload " + workload + " is not ready",
                                                readyDeadline,
                                                c -> WorkloadObject.watchReady(c, workload)))
                        .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(all).handle((ready, error) -> awaited(start, error));
    }

    /** A workload that does not start is a matter of the cluster: the node itself is back. */
    private boolean awaited(long start, @Nullable Throwable error) {
        if (error == null) {
            journal.ready(node.awaitWorkloads(), Duration.ofNanos(System.nanoTime() - start));
        } else {
            journal.missed(
                    node.awaitWorkloads(),
                    String.valueOf(ClusterFailure.unwrapped(error).getMessage()));
        }
        return true;
    }

    private <T> CompletableFuture<T> ask(String what, Function<KubernetesClient, T> question) {
        return isStopped()
                ? CompletableFuture.failedFuture(stopping())
                : cluster.ask(what + " node " + clusterNode + " failed", question);
    }

    private CompletableFuture<@Nullable Void> await(
            String what,
            Duration limit,
            Function<KubernetesClient, ? extends CompletableFuture<?>> informer) {
        if (isStopped()) {
            return CompletableFuture.failedFuture(stopping());
        }
        CompletableFuture<@Nullable Void> future = cluster.watch(what, limit, informer);
        boolean late;
        synchronized (this) {
            waiting.add(future);
            late = stopped;
        }
        if (late) {
            future.completeExceptionally(stopping());
        }
        return future;
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private ClusterFailure stopping() {
        return new ClusterFailure(
                Kind.STOPPED, "node " + node.name() + " is about to sleep, or the host stops");
    }

    private static CompletableFuture<Boolean> nothing() {
        return CompletableFuture.completedFuture(true);
    }
}
