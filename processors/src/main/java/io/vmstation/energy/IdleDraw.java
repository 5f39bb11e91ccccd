package io.vmstation.energy;

import io.vmstation.spi.EnergyStore.Draw;
import io.vmstation.spi.NodeStates.State;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a node draws while it is awake and idle, by its own readings: a tenth of the time in which
 * it was awake on the last seven days on which it was so, it drew no more than this. That leans
 * towards too little, and so does whatever is made of it. When seven days do not hold an hour of
 * readings, older ones stay.
 *
 * <p>The first and the last minutes of being awake are left out: a machine that boots is not idle,
 * and one that has just fallen asleep is seen so a little later. Not thread-safe.
 */
final class IdleDraw {
    static final Duration SETTLING = Duration.ofMinutes(3);
    static final Duration ENOUGH = Duration.ofHours(1);
    static final int DAYS = 7;
    static final int MOST_DAYS = 90;

    private static final double PART = 0.1;

    /** From one step of power to the next: two percent. */
    private static final double STEP = Math.log(1.02);

    private record Heard(long until, LocalDate day, double seconds, double watts) {}

    private final TreeMap<LocalDate, Map<Integer, Draw>> days = new TreeMap<>();
    private final Set<LocalDate> changed = new HashSet<>();
    private final Queue<Heard> waiting = new ArrayDeque<>();
    private @Nullable Long awakeSince;
    private OptionalDouble watts = OptionalDouble.empty();

    /** Takes in what was known before. */
    void restore(SortedMap<LocalDate, List<Draw>> known) {
        known.forEach(
                (day, draws) -> {
                    Map<Integer, Draw> steps = days.computeIfAbsent(day, d -> new TreeMap<>());
                    draws.forEach(draw -> steps.put(draw.step(), draw));
                });
        watts = quantile();
    }

    /** What the node does from now on. */
    void seen(long now, State state) {
        if (state != State.AWAKE) {
            awakeSince = null;
            waiting.clear();
        } else if (awakeSince == null) {
            awakeSince = now;
        }
    }

    /** What it drew on average from one reading to the next, the latest one. */
    void measured(Reading before, Reading latest, LocalDate day) {
        Long since = awakeSince;
        if (since == null || before.nanos() - since < SETTLING.toNanos()) {
            return;
        }
        double seconds = (latest.nanos() - before.nanos()) / 1e9;
        double mean = (before.watts() + latest.watts()) / 2;
        waiting.add(new Heard(latest.nanos(), day, seconds, mean));
        boolean grown = false;
        Heard oldest = waiting.peek();
        while (oldest != null && latest.nanos() - oldest.until() >= SETTLING.toNanos()) {
            take(oldest);
            grown = true;
            waiting.remove();
            oldest = waiting.peek();
        }
        if (grown) {
            dropOldDays();
            watts = quantile();
        }
    }

    /** What it draws awake and idle; absent until there is an hour of readings. */
    OptionalDouble watts() {
        return watts;
    }

    /** The days that have changed since this was last asked; those that are gone are empty. */
    SortedMap<LocalDate, List<Draw>> takeChanges() {
        TreeMap<LocalDate, List<Draw>> taken = new TreeMap<>();
        for (LocalDate day : changed) {
            taken.put(day, List.copyOf(days.getOrDefault(day, new TreeMap<>()).values()));
        }
        changed.clear();
        return taken;
    }

    /** Has these days count as changed again. */
    void keepAgain(Set<LocalDate> lost) {
        changed.addAll(lost);
    }

    private void take(Heard heard) {
        int step = heard.watts() < 1 ? 0 : 1 + (int) Math.round(Math.log(heard.watts()) / STEP);
        days.computeIfAbsent(heard.day(), day -> new TreeMap<>())
                .merge(
                        step,
                        new Draw(step, heard.seconds(), heard.seconds() * heard.watts()),
                        IdleDraw::together);
        changed.add(heard.day());
    }

    private static Draw together(Draw one, Draw other) {
        return new Draw(
                one.step(),
                one.seconds() + other.seconds(),
                one.wattSeconds() + other.wattSeconds());
    }

    private void dropOldDays() {
        while (days.size() > DAYS) {
            LocalDate oldest = days.firstKey();
            double rest = seconds(days.tailMap(oldest, false));
            if (days.size() <= MOST_DAYS && rest < ENOUGH.toSeconds()) {
                return;
            }
            days.remove(oldest);
            changed.add(oldest);
        }
    }

    private static double seconds(Map<LocalDate, Map<Integer, Draw>> of) {
        return of.values().stream()
                .flatMap(steps -> steps.values().stream())
                .mapToDouble(Draw::seconds)
                .sum();
    }

    private OptionalDouble quantile() {
        TreeMap<Integer, Draw> together = new TreeMap<>();
        days.values()
                .forEach(
                        steps ->
                                steps.forEach(
                                        (step, draw) ->
                                                together.merge(step, draw, IdleDraw::together)));
        double all = seconds(days);
        if (all < ENOUGH.toSeconds()) {
            return OptionalDouble.empty();
        }
        double soFar = 0;
        for (Draw draw : together.values()) {
            soFar += draw.seconds();
            if (soFar >= PART * all) {
                return OptionalDouble.of(draw.wattSeconds() / draw.seconds());
            }
        }
        return OptionalDouble.empty();
    }
}
