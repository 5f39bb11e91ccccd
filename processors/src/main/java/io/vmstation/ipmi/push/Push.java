package io.vmstation.ipmi.push;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.vmstation.ipmi.LatestReadings;
import io.vmstation.ipmi.reading.BmcReading;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends readings of BMCs to those that cannot fetch them: a Prometheus Pushgateway, something that
 * takes Prometheus remote write, or both. Thread-safe.
 */
public final class Push implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Push.class);
    private static final int THREADS = 2;

    private final PushPace pace;
    private final ReadingSeries series;
    private final ScheduledExecutorService workers;
    private final Troubles troubles = new Troubles();
    private final Optional<Pushgateway> pushgateway;
    private final Optional<RemoteWrite> remoteWrite;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private CompletableFuture<Void> lastWords = CompletableFuture.completedFuture(null);

    /**
     * @param series what a reading is in the words of Prometheus; asked on any thread
     * @param userAgent says who sends, such as {@code vmstation/1.0}
     * @param meters where samples are counted
     */
    public Push(
            PushSettings settings, ReadingSeries series, String userAgent, MeterRegistry meters) {
        this(settings, series, userAgent, meters, InstantSource.system(), PushPace.USUAL);
    }

    Push(
            PushSettings settings,
            ReadingSeries series,
            String userAgent,
            MeterRegistry meters,
            InstantSource clock,
            PushPace pace) {
        this.pace = requireNonNull(pace, "pace is null");
        this.series = requireNonNull(series, "series is null");
        this.workers = new ScheduledThreadPoolExecutor(THREADS, Push::thread);
        PushMetrics metrics = new PushMetrics(meters, clock);
        Optional<Courier> courier =
                settings.hasReceiver()
                        ? Optional.of(
                                new Courier(workers, settings.login(), userAgent, pace.timeLimit()))
                        : Optional.empty();
        this.pushgateway =
                settings.pushgateway()
                        .map(
                                address ->
                                        new Pushgateway(
                                                address,
                                                courier.orElseThrow(),
                                                workers,
                                                backOff(),
                                                metrics,
                                                troubles,
                                                System::nanoTime));
        this.remoteWrite =
                settings.remoteWrite()
                        .map(
                                address ->
                                        new RemoteWrite(
                                                address,
                                                courier.orElseThrow(),
                                                workers,
                                                new LiveSeries(clock),
                                                new SampleQueue(settings.queue()),
                                                backOff(),
                                                metrics,
                                                troubles));
    }

    private BackOff backOff() {
        return new BackOff(pace.firstRest(), pace.longestRest(), RandomGenerator.getDefault());
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "vmstation-push");
        thread.setDaemon(true);
        return thread;
    }

    /** Takes every reading from now on, so that none is missed between two pushes. */
    public void follow(LatestReadings readings) {
        if (remoteWrite.isPresent()) {
            readings.onReading(this::read);
        }
    }

    private void read(String node, BmcReading reading) {
        try {
            remoteWrite.ifPresent(to -> to.read(node, reading.at(), series.of(node, reading)));
        } catch (RuntimeException e) {
            log.error("A reading cannot be pushed: node={}", node, e);
        }
    }

    /**
     * Sends what there is to send. Only one such sending is under way at any time: what is asked of
     * a receiver that is still busy, or that has to be left alone, is nothing.
     *
     * @return completes when all is sent, when receivers have to be left alone for a while, or at
     *     the stop
     */
    public CompletableFuture<Void> push(CollectedReadings collected) {
        CompletableFuture<Void> written =
                remoteWrite
                        .map(
                                to -> {
                                    to.endOthers(collected.byNode().keySet());
                                    return to.push();
                                })
                        .orElseGet(() -> CompletableFuture.completedFuture(null));
        CompletableFuture<Void> pushed =
                pushgateway
                        .map(to -> to.push(() -> snapshots(collected), collected.polled()))
                        .orElseGet(() -> CompletableFuture.completedFuture(null));
        return CompletableFuture.anyOf(CompletableFuture.allOf(written, pushed), stopped)
                .thenAccept(whichever -> {});
    }

    private Map<String, MetricSnapshots> snapshots(CollectedReadings collected) {
        Map<String, MetricSnapshots> byNode = new TreeMap<>();
        collected.byNode().forEach((node, reading) -> byNode.put(node, series.of(node, reading)));
        return byNode;
    }

    /** A sentence for each receiver that readings have repeatedly failed to reach. */
    public Map<String, String> problems() {
        return troubles.now();
    }

    /** Begins to send what is left, for the last time. May be called again. */
    public synchronized void stop() {
        lastWords =
                remoteWrite
                        .map(RemoteWrite::stop)
                        .orElseGet(() -> CompletableFuture.completedFuture(null));
        stopped.complete(null);
    }

    /** Ends sending; waits a few seconds for what {@link #stop} has begun. */
    @Override
    public synchronized void close() {
        try {
            lastWords.get(pace.lastWords().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            log.debug("Not all was sent", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        workers.shutdownNow();
        int left = remoteWrite.map(RemoteWrite::left).orElse(0);
        if (left > 0) {
            log.warn("Samples did not arrive before the stop and are lost: samples={}", left);
        }
    }
}
