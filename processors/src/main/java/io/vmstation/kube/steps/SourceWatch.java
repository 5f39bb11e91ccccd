package io.vmstation.kube.steps;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.trigger.ClusterTriggers;
import io.vmstation.kube.trigger.ClusterTriggers.Signal;
import io.vmstation.node.ReconciledCluster;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that files of clusters have changed: at once by an event of the file system where there
 * are any, and every few seconds whether or not there were. Waits until whoever writes has stopped
 * writing.
 */
public final class SourceWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SourceWatch.class);
    private static final Duration PERIOD = Duration.ofSeconds(3);
    private static final Duration SETTLE = Duration.ofMillis(150);
    private static final Duration END = Duration.ofSeconds(5);
    private static final int SETTLE_ROUNDS = 20;

    private final Path home;
    private final Supplier<List<ReconciledCluster>> clusters;
    private final BiConsumer<String, Set<String>> changed;
    private final WatchService events;
    private final Thread thread;
    private Map<String, Map<String, String>> known;

    /**
     * Begins to watch.
     *
     * @param home the folder of the user
     * @param clusters as configured now
     * @param changed hears the name of a cluster and the paths that have changed, relative to the
     *     home; must not block
     * @throws IOException when the system gives no more watches
     */
    public SourceWatch(
            Path home,
            Supplier<List<ReconciledCluster>> clusters,
            BiConsumer<String, Set<String>> changed)
            throws IOException {
        this.home = requireNonNull(home, "home is null");
        this.clusters = requireNonNull(clusters, "clusters is null");
        this.changed = requireNonNull(changed, "changed is null");
        this.events = home.getFileSystem().newWatchService();
        this.known = look();
        this.thread = new Thread(this::watch, "vmstation-source-watch");
        thread.setDaemon(true);
        thread.start();
    }

    /** Tells the routes. */
    public static BiConsumer<String, Set<String>> telling(ClusterTriggers triggers) {
        return (cluster, paths) -> triggers.tell(Signal.FILES, cluster, paths);
    }

    private void watch() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                WatchKey signalled = events.poll(PERIOD.toMillis(), TimeUnit.MILLISECONDS);
                while (signalled != null) {
                    signalled.pollEvents();
                    signalled.reset();
                    signalled = events.poll();
                }
                round();
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            log.debug("Watching the files of clusters ended");
        }
    }

    private void round() throws InterruptedException {
        try {
            Map<String, Map<String, String>> now = look();
            if (now.equals(known)) {
                return;
            }
            for (int round = 0; round < SETTLE_ROUNDS; round++) {
                TimeUnit.MILLISECONDS.sleep(SETTLE.toMillis());
                Map<String, Map<String, String>> again = look();
                boolean settled = again.equals(now);
                now = again;
                if (settled) {
                    break;
                }
            }
            Map<String, Map<String, String>> before = known;
            known = now;
            now.forEach((cluster, files) -> tell(cluster, before.get(cluster), files));
        } catch (RuntimeException e) {
            log.warn("The files of clusters could not be looked at: reason={}", e.toString());
        }
    }

    private void tell(
            String cluster,
            @org.jspecify.annotations.Nullable Map<String, String> before,
            Map<String, String> now) {
        if (before == null || before.equals(now)) {
            return;
        }
        Set<String> paths = new TreeSet<>();
        now.forEach(
                (path, stamp) -> {
                    if (!stamp.equals(before.get(path))) {
                        paths.add(path);
                    }
                });
        before.keySet().stream().filter(path -> !now.containsKey(path)).forEach(paths::add);
        changed.accept(cluster, paths);
    }

    /** The stamps of the files of each cluster, by path. */
    private Map<String, Map<String, String>> look() {
        Map<String, Map<String, String>> found = new HashMap<>();
        for (ReconciledCluster cluster : clusters.get()) {
            found.put(cluster.name(), new FileStamps(home, this::register).of(cluster.sources()));
        }
        return found;
    }

    /** May be done again and again: it is one watch for each folder. */
    private void register(Path folder) {
        try {
            var unused =
                    folder.register(
                            events,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE);
        } catch (IOException e) {
            log.debug("A folder gives no events, it is looked at by time: {}", folder, e);
        }
    }

    /** Stops watching. */
    @Override
    public void close() throws IOException {
        events.close();
        thread.interrupt();
        try {
            thread.join(END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
