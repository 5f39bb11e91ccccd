package io.vmstation.ipmi.export;

import io.vmstation.ipmi.export.Question.Subject;
import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.source.BmcDesk;
import io.vmstation.ipmi.source.ReadOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Readings under way: who asks what is being read already joins in. Thread-safe. */
final class SharedReadings {
    private static final Logger log = LoggerFactory.getLogger(SharedReadings.class);

    private final ConcurrentMap<Subject, CompletableFuture<BmcReading>> underWay =
            new ConcurrentHashMap<>();

    /**
     * Asks, or joins who asks the same.
     *
     * @param patience for how long at most to wait for turn and answer, positive
     * @return completes normally within that time; what was not found out by then has failed
     */
    CompletableFuture<BmcReading> read(Question question, Duration patience) {
        Asked asked = new Asked(question.order().collectors(), Instant.now());
        CompletableFuture<BmcReading> mine = new CompletableFuture<>();
        CompletableFuture<BmcReading> other = underWay.putIfAbsent(question.subject(), mine);
        if (other == null) {
            begin(question, asked, patience, mine);
        }
        CompletableFuture<BmcReading> answer = other == null ? mine : other;
        return within(patience, asked, answer.copy());
    }

    private void begin(
            Question question, Asked asked, Duration patience, CompletableFuture<BmcReading> mine) {
        CompletableFuture<BmcReading> attempt = attempt(question);
        var unusedEnd =
                within(patience, asked, mine)
                        .whenComplete(
                                (reading, failure) -> {
                                    underWay.remove(question.subject(), mine);
                                    attempt.cancel(false);
                                });
        var unusedAnswer =
                attempt.whenComplete(
                        (reading, failure) -> {
                            if (failure == null) {
                                mine.complete(reading);
                            } else if (!mine.isDone()) {
                                log.error("A BMC could not be asked", failure);
                                mine.complete(
                                        asked.failed("internal error, see the log", Duration.ZERO));
                            }
                        });
    }

    private static CompletableFuture<BmcReading> attempt(Question question) {
        ReadOrder order = question.order();
        try {
            return order.collectors().isEmpty()
                    ? CompletableFuture.completedFuture(
                            new BmcReading(
                                    BmcDesk.NO_SOURCE, Instant.now(), Duration.ZERO, Map.of()))
                    : question.way().apply(order);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static CompletableFuture<BmcReading> within(
            Duration patience, Asked asked, CompletableFuture<BmcReading> answer) {
        return answer.isDone()
                ? answer
                : answer.completeOnTimeout(
                        asked.failed("it was not its turn in time", patience),
                        patience.toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    /** A question, from the moment when it was asked. */
    private record Asked(Set<Collector> collectors, Instant at) {

        /** The answer when there is none. */
        BmcReading failed(String reason, Duration after) {
            Map<Collector, Finding> findings = new EnumMap<>(Collector.class);
            collectors.forEach(collector -> findings.put(collector, new Finding.Failed(reason)));
            return new BmcReading(BmcDesk.NO_SOURCE, at, after, findings);
        }
    }
}
