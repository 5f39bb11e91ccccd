package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.node.SleepSettings;
import io.vmstation.spi.NodeActivity;
import io.vmstation.spi.NodeActivity.Use;
import io.vmstation.spi.Timetable;
import io.vmstation.spi.Verdict.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What keeps a node awake that nobody uses. Thread-safe. */
public final class Holds {
    /** A node that is to be woken by schedule within this time is not put to sleep before. */
    static final Duration WAKE_SOON = Duration.ofMinutes(10);

    private static final Logger log = LoggerFactory.getLogger(Holds.class);
    private static final int MOST_STEPS = 20;

    private final NodeActivity activity;
    private final Timetable timetable;
    private final BackOff backOff;
    private final Ties ties;

    /**
     * @param activity uses that this host has seen itself
     * @param timetable hours and scheduled wakes
     * @param backOff failed attempts
     * @param ties other nodes, and this process
     */
    public Holds(NodeActivity activity, Timetable timetable, BackOff backOff, Ties ties) {
        this.activity = requireNonNull(activity, "activity is null");
        this.timetable = requireNonNull(timetable, "timetable is null");
        this.backOff = requireNonNull(backOff, "backOff is null");
        this.ties = requireNonNull(ties, "ties is null");
    }

    /** How long ago this host itself last saw the node being used, if it did. */
    Optional<Duration> lastUse(Node node) {
        return activity.last(node.name()).map(Use::ago);
    }

    /**
     * All that hold the node now.
     *
     * @param idle for how long nobody has used it; empty while it is in use
     */
    List<Hold> of(Node node, SleepSettings settings, Optional<Duration> idle, Instant now) {
        List<Hold> holds = new ArrayList<>();
        idle.flatMap(length -> window(settings, length, now)).ifPresent(holds::add);
        grace(node, settings, now).ifPresent(holds::add);
        try {
            hours(node, now).ifPresent(holds::add);
            wakeSoon(node, now).ifPresent(holds::add);
        } catch (RuntimeException e) {
            log.warn("The timetable could not be asked: node={}", node.name(), e);
            String reason = "its timetable could not be asked: " + Spoken.failure(e);
            holds.add(new Hold("hours", reason, Optional.empty()));
        }
        backOff.hold(node).ifPresent(holds::add);
        ties.of(node).forEach(holds::add);
        return holds;
    }

    /** When the last of these holds has ended and no other has begun; empty when unknown. */
    Optional<Instant> earliestSleep(
            Node node, SleepSettings settings, List<Hold> holds, Instant now) {
        Instant earliest = now;
        for (Hold hold : holds) {
            if (hold.until().isEmpty()) {
                return Optional.empty();
            }
            earliest = later(earliest, hold.until().get());
        }
        try {
            return free(node, settings, earliest);
        } catch (RuntimeException e) {
            log.debug("The timetable could not be asked: node={}", node.name(), e);
            return Optional.empty();
        }
    }

    /** The first moment from that one on at which the clock has nothing against it. */
    private Optional<Instant> free(Node node, SleepSettings settings, Instant from) {
        Instant moment = from;
        for (int step = 0; step < MOST_STEPS; step++) {
            Optional<Instant> hours = timetable.neverSleepUntil(node, moment);
            Optional<Instant> wake = nextWakeSoon(node, moment);
            if (hours.isEmpty() && wake.isEmpty()) {
                return Optional.of(moment);
            }
            Instant next = hours.orElse(moment);
            if (wake.isPresent()) {
                // The wake is a use: from then on nobody must use it all over again.
                next = later(next, wake.get().plus(longer(settings.idleFor(), settings.grace())));
            }
            if (!next.isAfter(moment)) {
                return Optional.empty();
            }
            moment = next;
        }
        return Optional.empty();
    }

    private static Optional<Hold> window(SleepSettings settings, Duration idle, Instant now) {
        Duration left = settings.idleFor().minus(idle);
        if (left.isNegative() || left.isZero()) {
            return Optional.empty();
        }
        String reason =
                "idle for %s, it must be for %s"
                        .formatted(Spoken.duration(idle), Spoken.duration(settings.idleFor()));
        return Optional.of(new Hold("window", reason, Optional.of(now.plus(left))));
    }

    private Optional<Hold> grace(Node node, SleepSettings settings, Instant now) {
        Optional<Use> use = activity.last(node.name());
        Duration left = use.map(u -> settings.grace().minus(u.ago())).orElse(Duration.ZERO);
        if (left.isNegative() || left.isZero()) {
            return Optional.empty();
        }
        return use.map(
                u ->
                        new Hold(
                                "grace",
                                "it was used " + Spoken.duration(u.ago()) + " ago: " + u.what(),
                                Optional.of(now.plus(left))));
    }

    private Optional<Hold> hours(Node node, Instant now) {
        return timetable
                .neverSleepUntil(node, now)
                .map(until -> new Hold("hours", "it never sleeps now", Optional.of(until)));
    }

    private Optional<Hold> wakeSoon(Node node, Instant now) {
        return nextWakeSoon(node, now)
                .map(
                        wake -> {
                            String in = Spoken.duration(Duration.between(now, wake));
                            String reason = "it is to be woken by schedule in " + in;
                            return new Hold("wake-soon", reason, Optional.of(wake));
                        });
    }

    private Optional<Instant> nextWakeSoon(Node node, Instant from) {
        return timetable.nextWake(node, from).filter(wake -> !wake.isAfter(from.plus(WAKE_SOON)));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }
}
