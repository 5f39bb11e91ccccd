package io.vmstation.share;

import io.vmstation.share.files.ProgramsAtWork;
import io.vmstation.share.signal.ShareEvent;
import io.vmstation.share.signal.Watch;
import io.vmstation.share.signal.WatchStatus;
import io.vmstation.spi.ExchangeVariables;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a share on a thread of its own and starts its route for the first event of each burst. It
 * never waits for the route: what the route does, it does elsewhere. Starting and stopping touch no
 * file, because a share may lie on a network file system that hangs.
 */
final class ShareConsumer extends DefaultConsumer {
    private static final Logger log = LoggerFactory.getLogger(ShareConsumer.class);
    private static final Duration PATIENCE = Duration.ofMillis(250);
    private static final Duration REFRESH = Duration.ofSeconds(10);
    private static final Duration END = Duration.ofSeconds(2);
    private static final int STARTERS = 4;
    private static final int MOST_WAITING = 64;

    private final ShareSettings settings;
    private @Nullable ExecutorService starters;
    private @Nullable Thread thread;

    ShareConsumer(ShareEndpoint endpoint, Processor processor, ShareSettings settings) {
        super(endpoint, processor);
        this.settings = settings;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        ShareSurroundings surroundings =
                getEndpoint()
                        .getCamelContext()
                        .getRegistry()
                        .findByType(ShareSurroundings.class)
                        .stream()
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "the registry has no " + ShareSurroundings.class));
        starters =
                new ThreadPoolExecutor(
                        STARTERS,
                        STARTERS,
                        0,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(MOST_WAITING),
                        task -> daemon("start", task));
        Thread watching = daemon("watch", () -> watch(surroundings));
        watching.start();
        thread = watching;
    }

    @Override
    protected void doStop() throws Exception {
        if (thread != null) {
            thread.interrupt();
            thread.join(END.toMillis());
            thread = null;
        }
        if (starters != null) {
            starters.shutdown();
            starters = null;
        }
        super.doStop();
    }

    private Thread daemon(String work, Runnable task) {
        Thread made = new Thread(task, "vmstation-share-" + work + "-" + getRouteId());
        made.setDaemon(true);
        return made;
    }

    private void watch(ShareSurroundings surroundings) {
        String route = getRouteId();
        ProgramsAtWork programs = programs();
        Intake intake = new Intake(route, settings, surroundings.watches(), programs, this::begin);
        try (Watch watch = Watches.of(settings, surroundings, intake)) {
            long refreshed = System.nanoTime();
            while (true) {
                WatchStatus status = round(watch);
                if (!isRunAllowed() || Thread.currentThread().isInterrupted()) {
                    return; // To be interrupted while it reads is no news of the watch.
                }
                surroundings.watches().report(route, watch.signal(), status);
                if (System.nanoTime() - refreshed > REFRESH.toNanos()) {
                    refreshed = System.nanoTime();
                    programs.refresh();
                }
            }
        } catch (InterruptedException e) {
            log.debug("Share is no longer watched: route={}", route);
        } finally {
            surroundings.watches().ended(route);
        }
    }

    /** Samba's audit needs none: it names users. */
    private ProgramsAtWork programs() {
        return settings.directory()
                .map(directory -> new ProgramsAtWork(directory, settings.ignorePrograms()))
                .orElseGet(() -> new ProgramsAtWork(Path.of("/"), List.of()));
    }

    private WatchStatus round(Watch watch) throws InterruptedException {
        try {
            watch.round(PATIENCE);
            return watch.status();
        } catch (RuntimeException | LinkageError e) {
            log.error("Watching a share went wrong, it goes on: route={}", getRouteId(), e);
            Thread.sleep(END.toMillis());
            return WatchStatus.blind("internal error, see the log");
        }
    }

    /** Lets the route run for an event, elsewhere; tells whether there was room for it. */
    private boolean begin(ShareEvent event, Runnable ended) {
        ExecutorService executor = starters;
        if (executor == null) {
            return false;
        }
        try {
            executor.execute(() -> run(event, ended));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private void run(ShareEvent event, Runnable ended) {
        Exchange exchange = createExchange(false);
        exchange.setPattern(ExchangePattern.InOnly);
        exchange.getMessage().setBody(event);
        exchange.setVariable(ExchangeVariables.SOURCE, event.source());
        getAsyncProcessor()
                .process(
                        exchange,
                        doneSync -> {
                            ended.run();
                            if (exchange.getException() != null) {
                                getExceptionHandler()
                                        .handleException(
                                                "The use of a share could not be handled",
                                                exchange,
                                                exchange.getException());
                            }
                            releaseExchange(exchange, false);
                        });
    }
}
