package io.vmstation.api;

import static java.util.Objects.requireNonNull;

import io.vmstation.spi.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One wake, one attempt to put a node to sleep, or one order to switch its power, as its events
 * tell it.
 *
 * @param kind which of these
 * @param id identifies it in the ledger
 * @param node name of the node
 * @param cause which trigger began it
 * @param source who asked first
 * @param service what was asked for: a service, empty for the machine alone; of its power, the
 *     action
 * @param began when it was requested
 * @param stages what happened, in order, without the request and the end
 * @param end how it ended; absent while it is under way
 */
public record Story(
        Kind kind,
        String id,
        String node,
        String cause,
        String source,
        String service,
        Instant began,
        List<Stage> stages,
        Optional<End> end) {
    private static final int MOST_STAGES = 64;
    private static final Map<String, String> OUTCOMES =
            Map.ofEntries(
                    Map.entry("wake.completed", "ready"),
                    Map.entry("wake.failed", "failed"),
                    Map.entry("wake.interrupted", "interrupted"),
                    Map.entry("node.asleep", "asleep"),
                    Map.entry("sleep.planned", "planned"),
                    Map.entry("sleep.refused", "refused"),
                    Map.entry("sleep.failed", "failed"),
                    Map.entry("sleep.aborted", "aborted"),
                    Map.entry("sleep.interrupted", "interrupted"),
                    Map.entry("power.ordered", "ordered"),
                    Map.entry("power.unchanged", "unchanged"),
                    Map.entry("power.refused", "refused"),
                    Map.entry("power.failed", "failed"));

    /** What it is about. */
    public enum Kind {
        /** A wake. */
        WAKE,
        /** An attempt to put it to sleep. */
        SLEEP,
        /** An order to switch its power. */
        POWER;

        /** What an event with that name begins, if it can begin anything. */
        static Optional<Kind> begunBy(String event) {
            return Stream.of(values())
                    .filter(kind -> event.startsWith(kind.name().toLowerCase(Locale.ROOT) + "."))
                    .findFirst();
        }
    }

    /** Something that happened on the way. */
    public record Stage(String event, Instant at, Map<String, String> details) {}

    /**
     * The end.
     *
     * @param outcome one word: ready, asleep, failed, interrupted, planned, refused, aborted,
     *     ordered, unchanged
     */
    public record End(Instant at, String outcome, Optional<String> reason) {}

    public Story {
        requireNonNull(kind, "kind is null");
        stages = List.copyOf(stages);
        requireNonNull(end, "end is null");
    }

    /** Begins with its first event. */
    static Story of(Event first) {
        boolean asked = first.kind().endsWith(".requested");
        Story story =
                new Story(
                        Kind.begunBy(first.kind()).orElse(Kind.SLEEP),
                        first.wake(),
                        first.node(),
                        first.cause(),
                        first.source(),
                        first.details()
                                .getOrDefault(
                                        "service", first.details().getOrDefault("action", "")),
                        first.at(),
                        List.of(),
                        Optional.empty());
        return asked ? story : story.with(first);
    }

    /** Goes on with its next event. The first end counts. */
    Story with(Event next) {
        String outcome = OUTCOMES.get(next.kind());
        List<Stage> all = new ArrayList<>(stages);
        Optional<End> ended = end;
        if (outcome == null && all.size() < MOST_STAGES) {
            all.add(new Stage(next.kind(), next.at(), next.details()));
        } else if (outcome != null && end.isEmpty()) {
            Optional<String> reason = Optional.ofNullable(next.details().get("reason"));
            ended = Optional.of(new End(next.at(), outcome, reason));
        }
        return new Story(kind, id, node, cause, source, service, began, all, ended);
    }

    /** How long it took; absent while it is under way. */
    public Optional<Duration> took() {
        return end.map(e -> Duration.between(began, e.at()));
    }

    /** Whether it ended with that word. */
    boolean endedAs(String outcome) {
        return end.filter(e -> e.outcome().equals(outcome)).isPresent();
    }
}
