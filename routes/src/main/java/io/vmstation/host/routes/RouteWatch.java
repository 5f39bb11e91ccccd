package io.vmstation.host.routes;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the loader when a route file changes: at once by an event of the file system where there
 * are any, and every few seconds whether or not there were. Waits until whoever writes has stopped
 * writing.
 */
public final class RouteWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RouteWatch.class);
    private static final Duration SETTLE = Duration.ofMillis(150);
    private static final int SETTLE_ROUNDS = 20;

    private final RouteLoader loader;
    private final Path folder;
    private final Duration period;
    private final WatchService events;
    private final Thread thread;
    private @Nullable WatchKey key;
    private String lastFailure = "";

    /**
     * Begins to watch.
     *
     * @param folder the user's {@code routes/}; need not be there yet
     * @param period how often to look without an event
     * @throws IOException when the system gives no more watches
     */
    public RouteWatch(RouteLoader loader, Path folder, Duration period) throws IOException {
        this.loader = loader;
        this.folder = folder;
        this.period = period;
        this.events = folder.getFileSystem().newWatchService();
        this.thread = new Thread(this::watch, "route-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                register();
                WatchKey signalled = events.poll(period.toMillis(), TimeUnit.MILLISECONDS);
                if (signalled != null) {
                    signalled.pollEvents();
                    if (!signalled.reset()) {
                        key = null;
                    }
                }
                look();
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            log.debug("Watching ended: folder={}", folder);
        }
    }

    private void register() {
        try {
            if (key == null && Files.isDirectory(folder)) {
                key =
                        folder.register(
                                events,
                                StandardWatchEventKinds.ENTRY_CREATE,
                                StandardWatchEventKinds.ENTRY_MODIFY,
                                StandardWatchEventKinds.ENTRY_DELETE);
            }
        } catch (IOException e) {
            failed("The folder of routes gives no events, it is looked at by time", e);
        }
    }

    private void look() throws InterruptedException {
        try {
            SortedMap<String, String> texts = loader.texts();
            if (texts.equals(loader.seen())) {
                return;
            }
            for (int round = 0; round < SETTLE_ROUNDS; round++) {
                TimeUnit.MILLISECONDS.sleep(SETTLE.toMillis());
                SortedMap<String, String> again = loader.texts();
                if (again.equals(texts)) {
                    break;
                }
                texts = again;
            }
            loader.sync();
            lastFailure = "";
        } catch (IOException | RuntimeException e) {
            failed("The route files could not be looked at", e);
        }
    }

    /** The same failure comes again every few seconds; one line of it is enough. */
    private void failed(String what, Exception failure) {
        String now = what + failure;
        if (!now.equals(lastFailure)) {
            lastFailure = now;
            log.error("{}: folder={}", what, folder, failure);
        }
    }

    /** Stops watching; waits for a reload under way. */
    @Override
    public void close() throws IOException {
        events.close();
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
