package io.vmstation.ipmi.source.tool;

import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Finding.Failed;
import io.vmstation.ipmi.source.ReadOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * One poll of one BMC: its collectors one after the other, the quick ones first, each failing by
 * itself.
 *
 * <p>What is left of the time is shared out anew before each: by weight, since sensors and events
 * are many answers and the others are one, and half of all for the first, which shows whether
 * anybody is there. So a program that hangs leaves time to the others. When the first question
 * finds nobody, or a log-in is refused, nothing else is asked: it would take as long again each
 * time, and some BMCs lock an account after a few refusals.
 */
public final class Poll {
    private static final int LEAST_FIRST_SHARE = 2;
    private static final Duration LEAST_USEFUL = Duration.ofMillis(20);

    private final String source;
    private final List<Collector> collectors;
    private final Asking asking;
    private final Deadline deadline;
    private final Duration timeLimit;
    private final Instant at = Instant.now();
    private final long began = System.nanoTime();
    private final Map<Collector, Finding> findings = new EnumMap<>(Collector.class);
    private boolean heard;

    /** Asks one question. */
    public interface Asking {

        /**
         * Asks.
         *
         * @param deadline of this question
         * @return completes normally, by about the deadline
         */
        CompletableFuture<Heard> ask(Collector collector, Deadline deadline);
    }

    /**
     * What became of a question.
     *
     * @param finding what is told on
     * @param endsSession whether it is useless to ask on, unless the BMC has answered before
     */
    public record Heard(Finding finding, boolean endsSession) {}

    private Poll(String source, ReadOrder order, Asking asking) {
        this.source = source;
        this.asking = asking;
        timeLimit = order.timeLimit();
        deadline = Deadline.in(timeLimit);
        collectors =
                order.collectors().stream()
                        .sorted(Comparator.comparingInt(Poll::rank).thenComparing(c -> c))
                        .toList();
    }

    /** Begins it; the reading completes normally, by about the time limit of the order. */
    public static CompletableFuture<BmcReading> begin(
            String source, ReadOrder order, Asking asking) {
        return new Poll(source, order, asking).from(0);
    }

    private CompletableFuture<BmcReading> from(int next) {
        if (next == collectors.size()) {
            return CompletableFuture.completedFuture(
                    new BmcReading(
                            source, at, Duration.ofNanos(System.nanoTime() - began), findings));
        }
        Collector collector = collectors.get(next);
        if (deadline.isWithin(LEAST_USEFUL)) {
            return skip(
                    next,
                    new Failed(
                            "no time was left for it: raise bmc.timeLimit, which is "
                                    + words(timeLimit)));
        }
        return asking.ask(collector, share(next))
                .exceptionally(Poll::broken)
                .thenCompose(
                        answer -> {
                            findings.put(collector, answer.finding());
                            if (answer.endsSession() && !heard) {
                                return skip(next + 1, failed(answer.finding()));
                            }
                            heard |= !(answer.finding() instanceof Failed);
                            return from(next + 1);
                        });
    }

    private CompletableFuture<BmcReading> skip(int next, Failed failed) {
        collectors.subList(next, collectors.size()).forEach(each -> findings.put(each, failed));
        return from(collectors.size());
    }

    private Deadline share(int next) {
        int weights =
                collectors.subList(next, collectors.size()).stream().mapToInt(Poll::weight).sum();
        Duration left = deadline.left();
        Duration share = left.multipliedBy(weight(collectors.get(next))).dividedBy(weights);
        Duration least = heard || next > 0 ? Duration.ZERO : left.dividedBy(LEAST_FIRST_SHARE);
        return Deadline.in(share.compareTo(least) < 0 ? least : share);
    }

    private static Heard broken(Throwable e) {
        return new Heard(new Failed("it could not be asked: " + e), false);
    }

    private static Failed failed(Finding finding) {
        return finding instanceof Failed failed ? failed : new Failed("nobody answers");
    }

    static String words(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    private static int weight(Collector collector) {
        return switch (collector) {
            case IPMI, SEL_EVENTS -> 4;
            case BMC, BMC_WATCHDOG, CHASSIS, DCMI, SEL, SM_LAN_MODE -> 1;
        };
    }

    /** The chassis first: one short question that every BMC can answer. */
    private static int rank(Collector collector) {
        return collector == Collector.CHASSIS ? 0 : weight(collector);
    }
}
