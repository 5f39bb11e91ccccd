package io.vmstation.kube.follow;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.ClusterConnection;
import io.vmstation.kube.follow.KindWatch.Surroundings;
import io.vmstation.kube.reconcile.KubeApi.Resource;
import io.vmstation.kube.reconcile.LiveObjects;
import io.vmstation.kube.reconcile.Marks;
import io.vmstation.kube.reconcile.ObjectKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Watches the objects of one cluster that carry our label, one stream for each kind, on one thread
 * in all. Opens nothing before it is told which kinds. While a watch is broken nothing is known of
 * its kind; it comes back by itself. Thread-safe.
 *
 * <p>Not by the informers of the client: those go on with the credentials that they began with,
 * keep whole trees of objects in memory, and do not say why they stand still.
 */
public final class WatchedObjects implements LiveObjects, AutoCloseable {
    private static final long MOST_BYTES = 64 << 20;
    private static final long MOMENT_MILLIS = 200;

    private final ClusterConnection connection;
    private final String cluster;
    private final LiveListener listener;
    private final ObjectStore store;
    private final ScheduledThreadPoolExecutor executor;
    private final Surroundings around;
    private final Map<Resource, KindWatch> watches = new ConcurrentHashMap<>();

    /**
     * @param cluster its name, the value of our label
     * @param expectedAway whether the node of the cluster sleeps, so that nobody asks; never blocks
     * @param listener hears of changes
     */
    public WatchedObjects(
            String cluster,
            ClusterConnection connection,
            BooleanSupplier expectedAway,
            LiveListener listener) {
        this(cluster, connection, expectedAway, listener, WatchPace.usual(), MOST_BYTES);
    }

    WatchedObjects(
            String cluster,
            ClusterConnection connection,
            BooleanSupplier expectedAway,
            LiveListener listener,
            WatchPace pace,
            long mostBytes) {
        this.cluster = requireNonNull(cluster, "cluster is null");
        this.connection = requireNonNull(connection, "connection is null");
        this.listener = requireNonNull(listener, "listener is null");
        store = new ObjectStore(mostBytes);
        executor =
                new ScheduledThreadPoolExecutor(
                        1,
                        task -> {
                            Thread thread = new Thread(task, "vmstation-watch-" + cluster);
                            thread.setDaemon(true);
                            return thread;
                        });
        executor.setRemoveOnCancelPolicy(true);
        around = new Surroundings(cluster, connection, expectedAway, executor, pace);
    }

    @Override
    public Set<Resource> follow(Set<Resource> kinds) {
        CompletableFuture<?>[] tries = onThread(() -> change(kinds));
        long patience = connection.patience().toMillis();
        try {
            CompletableFuture.allOf(tries).get(patience, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // What is not there by now is not known: it comes when it comes.
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return known();
    }

    private CompletableFuture<?>[] change(Set<Resource> kinds) {
        for (Map.Entry<Resource, KindWatch> entry : Map.copyOf(watches).entrySet()) {
            if (!kinds.contains(entry.getKey())) {
                entry.getValue().close();
                watches.remove(entry.getKey());
            }
        }
        return kinds.stream()
                .map(kind -> watches.computeIfAbsent(kind, this::watch).hurry())
                .toArray(CompletableFuture<?>[]::new);
    }

    private KindWatch watch(Resource kind) {
        return new KindWatch(
                kind, around, new KindObjects(cluster, kind, store, listener, this::later));
    }

    private void later(Runnable task) {
        if (!executor.isShutdown()) {
            var unused = executor.schedule(task, MOMENT_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private CompletableFuture<?>[] onThread(Supplier<CompletableFuture<?>[]> task) {
        CompletableFuture<?>[] none = new CompletableFuture<?>[0];
        try {
            // What waits when the thread is ended is never done.
            return CompletableFuture.supplyAsync(task, executor)
                    .completeOnTimeout(
                            none, connection.patience().toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (RejectedExecutionException e) {
            return none;
        }
    }

    private Set<Resource> known() {
        return watches.entrySet().stream()
                .filter(entry -> entry.getValue().isKnown())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Optional<ObjectNode> find(ObjectKey key) {
        return isKnown(key) ? store.find(key) : Optional.empty();
    }

    private boolean isKnown(ObjectKey key) {
        return watches.entrySet().stream()
                .filter(entry -> isOf(entry.getKey(), key))
                .anyMatch(entry -> entry.getValue().isKnown());
    }

    private static boolean isOf(Resource kind, ObjectKey key) {
        return kind.kind().equals(key.kind())
                && KindObjects.group(kind.apiVersion()).equals(key.group());
    }

    @Override
    public void note(ObjectKey key, ObjectNode applied) {
        String label = applied.path("metadata").path("labels").path(Marks.LABEL).asText("");
        store.noteOurs(applied.path("metadata").path("resourceVersion").asText(""));
        if (label.equals(cluster) && isKnown(key)) {
            try {
                store.put(key, applied, before -> {});
            } catch (ObjectStore.Full e) {
                // The watch will meet the same and say so.
                return;
            }
        }
    }

    /** The kinds that are followed and known, with those that are not, and why: for people. */
    public List<String> problems() {
        return watches.values().stream()
                .map(KindWatch::problem)
                .filter(text -> !text.isEmpty())
                .distinct()
                .sorted()
                .toList();
    }

    /** Tries again at once what failed: the node of the cluster has come up. */
    public void hurry() {
        Set<KindWatch> all = new HashSet<>(watches.values());
        if (!executor.isShutdown()) {
            executor.execute(() -> all.forEach(WatchedObjects::retry));
        }
    }

    private static void retry(KindWatch watch) {
        var unused = watch.hurry();
    }

    /** Ends all watches; nothing is known any more. */
    @Override
    public void close() {
        if (executor.isShutdown()) {
            return;
        }
        executor.execute(
                () -> {
                    watches.values().forEach(KindWatch::close);
                    watches.clear();
                });
        executor.shutdown();
        try {
            // The stream of a client that hangs must not hold up the stop of the host.
            if (!executor.awaitTermination(
                    Duration.ofSeconds(2).toMillis(), TimeUnit.MILLISECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
