package io.vmstation.ipmi.push;

import static java.util.Objects.requireNonNull;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.vmstation.ipmi.push.Verdict.Later;
import io.vmstation.ipmi.push.Verdict.Refused;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends samples by Prometheus remote write 1.0, in order, one request at a time. What cannot be
 * sent now waits in a bounded queue and is tried again; what the receiver refuses is dropped.
 * Thread-safe.
 */
final class RemoteWrite {
    private static final Logger log = LoggerFactory.getLogger(RemoteWrite.class);
    private static final String SUBJECT = Receiver.REMOTE_WRITE.word();
    private static final Map<String, String> HEADERS =
            Map.of(
                    "Content-Encoding",
                    "snappy",
                    "Content-Type",
                    "application/x-protobuf",
                    "X-Prometheus-Remote-Write-Version",
                    "0.1.0");

    private final URI address;
    private final Courier courier;
    private final ScheduledExecutorService workers;
    private final LiveSeries live;
    private final SampleQueue queue;
    private final BackOff backOff;
    private final PushMetrics metrics;
    private final Troubles troubles;

    /** Completed when nothing is being sent. */
    private CompletableFuture<Void> run = CompletableFuture.completedFuture(null);

    /** Ends the time for which the receiver is left alone. */
    private @Nullable Future<?> rest;

    private boolean stopping;

    /**
     * @param workers make requests and wake us up
     */
    RemoteWrite(
            URI address,
            Courier courier,
            ScheduledExecutorService workers,
            LiveSeries live,
            SampleQueue queue,
            BackOff backOff,
            PushMetrics metrics,
            Troubles troubles) {
        this.address = requireNonNull(address, "address is null");
        this.courier = requireNonNull(courier, "courier is null");
        this.workers = requireNonNull(workers, "workers is null");
        this.live = requireNonNull(live, "live is null");
        this.queue = requireNonNull(queue, "queue is null");
        this.backOff = requireNonNull(backOff, "backOff is null");
        this.metrics = requireNonNull(metrics, "metrics is null");
        this.troubles = requireNonNull(troubles, "troubles is null");
        metrics.show(queue);
    }

    /** Takes a reading into the queue. */
    void read(String node, Instant at, MetricSnapshots reading) {
        List<Point> points = Points.of(node, reading);
        List<Sample> samples = live.read(node, at, points);
        if (samples.isEmpty()) {
            metrics.count(Receiver.REMOTE_WRITE, Fate.LATE, points.size());
        }
        add(samples);
    }

    /** Ends the series of all nodes but these. */
    void endOthers(Set<String> present) {
        for (String node : live.nodes()) {
            if (!present.contains(node)) {
                add(live.end(node));
            }
        }
    }

    private void add(List<Sample> samples) {
        SampleQueue.Added added = queue.add(samples);
        metrics.count(Receiver.REMOTE_WRITE, Fate.DROPPED, added.dropped());
        metrics.count(Receiver.REMOTE_WRITE, Fate.OVERSIZED, added.oversized());
    }

    /**
     * Sends what waits, unless that is being done already or the receiver is left alone.
     *
     * @return completes normally when nothing waits any more or the receiver has to be left alone
     */
    synchronized CompletableFuture<Void> push() {
        if (stopping || rest != null || !run.isDone()) {
            return CompletableFuture.completedFuture(null);
        }
        return begin();
    }

    /**
     * Tries once more to send what waits, however long the receiver should be left alone, and then
     * nothing any more. May be called again.
     *
     * @return completes normally when it has been tried
     */
    synchronized CompletableFuture<Void> stop() {
        if (stopping) {
            return run;
        }
        stopping = true;
        boolean resting = rest != null;
        if (rest != null) {
            rest.cancel(false);
            rest = null;
        }
        return resting || run.isDone() ? begin() : run;
    }

    /** How many samples have not arrived. */
    int left() {
        return queue.size();
    }

    private CompletableFuture<Void> begin() {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        run = begun;
        sendNext(begun);
        return begun;
    }

    private void sendNext(CompletableFuture<Void> current) {
        List<Sample> batch = queue.next();
        if (batch.isEmpty()) {
            current.complete(null);
            return;
        }
        try {
            var unused =
                    CompletableFuture.supplyAsync(() -> WriteRequest.of(batch), workers)
                            .thenCompose(
                                    body ->
                                            courier.send(
                                                    "POST",
                                                    address,
                                                    HEADERS,
                                                    BodyPublishers.ofByteArray(body)))
                            .exceptionally(RemoteWrite::defect)
                            .thenAccept(verdict -> settle(batch.size(), verdict, current))
                            .whenComplete((nothing, failure) -> recover(failure, current));
        } catch (RejectedExecutionException e) {
            queue.again();
            current.complete(null);
        }
    }

    /** Nothing that a receiver says ends here; what does would do so again and again. */
    private static Verdict defect(Throwable failure) {
        log.error("A request could not be made", failure);
        return new Refused("the request could not be made, see the log");
    }

    /** A defect of ours must not keep the next push from trying. */
    private void recover(@Nullable Throwable failure, CompletableFuture<Void> current) {
        if (failure != null) {
            log.error("An answer could not be dealt with", failure);
            queue.again();
            current.complete(null);
        }
    }

    private void settle(int samples, Verdict verdict, CompletableFuture<Void> current) {
        if (verdict instanceof Later later) {
            troubles.failed(SUBJECT, later.reason());
            queue.again();
            leaveAlone(backOff.next(later.atLeast()));
            current.complete(null);
            return;
        }
        if (verdict instanceof Refused refused) {
            troubles.failed(SUBJECT, refused.reason());
            metrics.count(Receiver.REMOTE_WRITE, Fate.REFUSED, samples);
        } else {
            troubles.ended(SUBJECT);
            metrics.count(Receiver.REMOTE_WRITE, Fate.SENT, samples);
            metrics.succeeded(Receiver.REMOTE_WRITE);
        }
        backOff.reset();
        queue.settled();
        sendNext(current);
    }

    private synchronized void leaveAlone(Duration wait) {
        if (stopping) {
            return;
        }
        try {
            rest = workers.schedule(this::goOn, wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("Nothing is sent any more", e);
        }
    }

    private synchronized void goOn() {
        if (!stopping) {
            rest = null;
            var unused = begin();
        }
    }
}
