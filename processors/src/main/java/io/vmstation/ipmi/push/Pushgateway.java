package io.vmstation.ipmi.push;

import static java.util.Objects.requireNonNull;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.vmstation.ipmi.push.Verdict.Later;
import io.vmstation.ipmi.push.Verdict.Refused;
import io.vmstation.ipmi.push.Verdict.Taken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a Prometheus Pushgateway as it should be: a group for each node that has a reading, none
 * for any other node of ours. It only ever has the latest reading, so nothing waits for it: the
 * next round brings all of it. Thread-safe.
 */
final class Pushgateway {
    private static final Logger log = LoggerFactory.getLogger(Pushgateway.class);
    private static final String SUBJECT = Receiver.PUSHGATEWAY.word();
    private static final PrometheusTextFormatWriter FORMAT = PrometheusTextFormatWriter.create();
    private static final Map<String, String> HEADERS =
            Map.of("Content-Type", PrometheusTextFormatWriter.CONTENT_TYPE);

    private final URI gateway;
    private final Courier courier;
    private final Executor workers;
    private final BackOff backOff;
    private final PushMetrics metrics;
    private final Troubles troubles;
    private final LongSupplier nanoTime;

    private final AtomicBoolean underWay = new AtomicBoolean();

    // Only the round that is under way touches these.
    private final Groups groups = new Groups();
    private long restUntil;
    private boolean resting;
    private Set<String> refused = Set.of();

    /**
     * @param workers make texts
     * @param nanoTime a clock that nobody sets
     */
    Pushgateway(
            URI gateway,
            Courier courier,
            Executor workers,
            BackOff backOff,
            PushMetrics metrics,
            Troubles troubles,
            LongSupplier nanoTime) {
        this.gateway = requireNonNull(gateway, "gateway is null");
        this.courier = requireNonNull(courier, "courier is null");
        this.workers = requireNonNull(workers, "workers is null");
        this.backOff = requireNonNull(backOff, "backOff is null");
        this.metrics = requireNonNull(metrics, "metrics is null");
        this.troubles = requireNonNull(troubles, "troubles is null");
        this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
    }

    /** One request of a round: a group is written, or removed when there is nothing to write. */
    private record Step(String node, String text, int samples) {
        boolean removes() {
            return samples == 0;
        }
    }

    /** What has come of a round so far. */
    private static final class Round {
        private final Deque<Step> steps = new ArrayDeque<>();
        private final Map<String, String> refusals = new TreeMap<>();
        private boolean taken;
    }

    /**
     * Goes round all groups once, unless that is being done already.
     *
     * @param present what there is of each node that has a reading; asked on a worker
     * @param polled the nodes of which there may be a group
     * @return completes normally at the end of the round
     */
    CompletableFuture<Void> push(
            Supplier<Map<String, MetricSnapshots>> present, Set<String> polled) {
        if (!underWay.compareAndSet(false, true)) {
            return CompletableFuture.completedFuture(null);
        }
        try {
            return CompletableFuture.supplyAsync(() -> round(present.get(), polled), workers)
                    .thenCompose(this::next)
                    .whenComplete((nothing, failure) -> underWay.set(false));
        } catch (RejectedExecutionException e) {
            underWay.set(false);
            return CompletableFuture.completedFuture(null);
        }
    }

    private Round round(Map<String, MetricSnapshots> present, Set<String> polled) {
        Round round = new Round();
        groups.toRemove(present.keySet(), polled)
                .forEach(node -> round.steps.add(new Step(node, "", 0)));
        present.forEach((node, metrics) -> round.steps.add(step(node, metrics)));
        if (resting && restUntil - nanoTime.getAsLong() > 0) {
            missed(round);
        }
        return round;
    }

    private static Step step(String node, MetricSnapshots metrics) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            FORMAT.write(text, metrics);
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory failed", e);
        }
        int samples = metrics.stream().mapToInt(metric -> metric.getDataPoints().size()).sum();
        return new Step(node, text.toString(StandardCharsets.UTF_8), samples);
    }

    private CompletableFuture<Void> next(Round round) {
        Step step = round.steps.poll();
        if (step == null) {
            end(round);
            return CompletableFuture.completedFuture(null);
        }
        return send(step)
                .thenCompose(
                        verdict -> {
                            note(round, step, verdict);
                            return next(round);
                        });
    }

    private CompletableFuture<Verdict> send(Step step) {
        URI group = Group.of(gateway, step.node());
        if (step.removes()) {
            return courier.send("DELETE", group, Map.of(), BodyPublishers.noBody());
        }
        return courier.send("PUT", group, HEADERS, BodyPublishers.ofString(step.text()));
    }

    private void note(Round round, Step step, Verdict verdict) {
        if (verdict instanceof Later later) {
            // It may have arrived all the same.
            groups.unanswered(step.node(), step.removes());
            round.steps.addFirst(step);
            missed(round);
            resting = true;
            restUntil = nanoTime.getAsLong() + backOff.next(later.atLeast()).toNanos();
            troubles.failed(SUBJECT, later.reason());
            return;
        }
        resting = false;
        backOff.reset();
        if (verdict instanceof Taken) {
            round.taken = true;
            metrics.count(Receiver.PUSHGATEWAY, Fate.SENT, step.samples());
            metrics.succeeded(Receiver.PUSHGATEWAY);
            log.debug("Sent to the Pushgateway: node={}, samples={}", step.node(), step.samples());
        } else if (verdict instanceof Refused no) {
            round.refusals.put(step.node(), no.reason());
            metrics.count(Receiver.PUSHGATEWAY, Fate.REFUSED, step.samples());
            if (!step.removes() && groups.has(step.node())) {
                // What it has is no longer true.
                round.steps.addFirst(new Step(step.node(), "", 0));
                return;
            }
        }
        groups.settled(step.node(), verdict instanceof Taken && !step.removes());
    }

    /** What is left of a round will not be sent. */
    private void missed(Round round) {
        int samples = round.steps.stream().mapToInt(Step::samples).sum();
        metrics.count(Receiver.PUSHGATEWAY, Fate.MISSED, samples);
        round.steps.clear();
    }

    /** When everything is refused, that is not the fault of any node. */
    private void end(Round round) {
        if (round.taken) {
            troubles.ended(SUBJECT);
            round.refusals.forEach((node, reason) -> troubles.failed(subject(node), reason));
            refused.stream()
                    .filter(node -> !round.refusals.containsKey(node))
                    .forEach(node -> troubles.ended(subject(node)));
            refused = Set.copyOf(round.refusals.keySet());
        } else if (!round.refusals.isEmpty()) {
            troubles.failed(SUBJECT, round.refusals.values().iterator().next());
        }
    }

    private static String subject(String node) {
        return SUBJECT + "/" + node;
    }
}
