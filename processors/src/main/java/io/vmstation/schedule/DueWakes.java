package io.vmstation.schedule;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.Schedule;
import io.vmstation.spi.Event;
import io.vmstation.spi.Events;
import io.vmstation.spi.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the nodes whose cron lines fall due as the clock goes on; meant to be asked every second.
 *
 * <p>A wake that is found late, because the host stood still or the clock was set forward, still
 * counts for five minutes; one that is older is noted as skipped. A clock that is set back makes no
 * wake fall due again at the times that it shows again. What fell due while the host was off is not
 * made up for. Thread-safe.
 */
public final class DueWakes {
    /** How late a wake may be found. */
    static final Duration LATEST = Duration.ofMinutes(5);

    private static final Logger log = LoggerFactory.getLogger(DueWakes.class);
    private static final String CAUSE = "schedule";

    private final Supplier<Nodes> nodes;
    private final Timetable timetable;
    private final InstantSource clock;
    private final Events events;
    private final MeterRegistry meters;
    private final TickedTimes ticked = new TickedTimes();
    private final Map<String, Next> nextOfNodes = new HashMap<>();
    private @Nullable Instant lastLook;

    /** What the timetable said, so that it need not be asked every second. */
    private record Next(Schedule schedule, Instant after, Optional<Instant> wake) {
        boolean answers(Schedule current, Instant from) {
            return schedule.equals(current)
                    && !after.isAfter(from)
                    && wake.map(from::isBefore).orElse(true);
        }
    }

    /**
     * @param nodes asked at each look, so that a reload is followed
     * @param timetable says when wakes fall due
     * @param clock the time of day
     * @param events hears of wakes that are skipped
     * @param meters counts them all
     */
    public DueWakes(
            Supplier<Nodes> nodes,
            Timetable timetable,
            InstantSource clock,
            Events events,
            MeterRegistry meters) {
        this.nodes = requireNonNull(nodes, "nodes is null");
        this.timetable = requireNonNull(timetable, "timetable is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.events = requireNonNull(events, "events is null");
        this.meters = requireNonNull(meters, "meters is null");
    }

    /** The names of the nodes that fell due since the last look, each once. */
    public synchronized List<String> look() {
        Instant now = clock.instant();
        @Nullable Instant since = lastLook;
        lastLook = now;
        if (since == null || !now.isAfter(since)) {
            if (since != null && now.isBefore(since)) {
                wentBack(since, now);
            }
            return List.of();
        }
        Instant oldest = now.minus(LATEST);
        Instant from = since.isAfter(oldest) ? since : oldest;
        List<String> due = new ArrayList<>();
        Nodes current = nodes.get();
        nextOfNodes.keySet().removeIf(name -> current.find(name).isEmpty());
        for (Node node : current.all()) {
            firstNew(node, since, from).ifPresent(missed -> skipped(node, missed, now));
            firstNew(node, from, now).ifPresent(time -> due.add(fallsDue(node, time)));
        }
        ticked.add(from, now);
        return due;
    }

    private void wentBack(Instant since, Instant now) {
        nextOfNodes.clear();
        if (since.minusSeconds(1).isAfter(now)) {
            log.info(
                    "The clock was set back, no scheduled wake comes a second time: by={}",
                    words(Duration.between(now, since)));
        }
    }

    /** The first wake after {@code from}, until {@code until}, that the clock shows for once. */
    private Optional<Instant> firstNew(Node node, Instant from, Instant until) {
        if (node.schedule().wake().isEmpty() || !from.isBefore(until)) {
            return Optional.empty();
        }
        Instant after = from;
        Optional<Instant> wake = next(node, after);
        while (wake.isPresent() && !wake.get().isAfter(until)) {
            Optional<Instant> shown = ticked.shownUntil(wake.get());
            if (shown.isEmpty()) {
                return wake;
            }
            wake = next(node, shown.get());
        }
        return Optional.empty();
    }

    private Optional<Instant> next(Node node, Instant after) {
        Next known = nextOfNodes.get(node.name());
        if (known == null || !known.answers(node.schedule(), after)) {
            known = new Next(node.schedule(), after, timetable.nextWake(node, after));
            nextOfNodes.put(node.name(), known);
        }
        return known.wake();
    }

    private String fallsDue(Node node, Instant time) {
        log.debug("A wake falls due: node={}, time={}", node.name(), time);
        count(node, "due");
        return node.name();
    }

    private void skipped(Node node, Instant missed, Instant now) {
        String late = words(Duration.between(missed, now));
        String due = missed.atZone(node.schedule().zone()).toOffsetDateTime().toString();
        log.warn(
                "A scheduled wake is skipped, the clock was set forward or the host stood still:"
                        + " node={}, due={}, late={}",
                node.name(),
                due,
                late);
        count(node, "skipped");
        Event event =
                new Event(
                        now,
                        "schedule.skipped",
                        node.name(),
                        CAUSE,
                        CAUSE,
                        "",
                        Map.of(
                                "due",
                                due,
                                "reason",
                                "found "
                                        + late
                                        + " late: the clock was set forward, or the host"
                                        + " stood still"));
        // The ledger itself reports what it could not write.
        var unused = events.record(event);
    }

    /** {@code 2h3m4s}. */
    private static String words(Duration duration) {
        String iso = duration.truncatedTo(ChronoUnit.SECONDS).toString();
        return iso.substring("PT".length()).toLowerCase(Locale.ROOT);
    }

    private void count(Node node, String outcome) {
        meters.counter("vmstation.schedule.wakes", "node", node.name(), "outcome", outcome)
                .increment();
    }
}
