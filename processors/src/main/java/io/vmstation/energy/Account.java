package io.vmstation.energy;

import io.vmstation.energy.OpenTime.Piece;
import io.vmstation.spi.EnergyAmounts;
import io.vmstation.spi.EnergyAmounts.Condition;
import io.vmstation.spi.EnergyReports.Report;
import io.vmstation.spi.EnergyStore.Draw;
import io.vmstation.spi.EnergyStore.Entry;
import io.vmstation.spi.NodeStates.State;
import io.vmstation.spi.PowerMeter.Instrument;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what one node draws. Between two readings the power is taken to go in a straight line, so
 * that the energy is the mean of both times the time between them. Time after which no reading came
 * soon enough is counted as not measured, and nothing else. Thread-safe.
 */
final class Account {
    /** What comes faster than that says nothing new. */
    private static final long SHORTEST = Duration.ofSeconds(1).toNanos();

    private final String node;
    private final EnergyRules rules;
    private final EnergyClock clock;
    private final Supplier<State> state;
    private final long longestGap;
    private final Worth worth;
    private final Book book;
    private final IdleDraw idle = new IdleDraw();
    private final OpenTime open;
    private EnergyAmounts kept = EnergyAmounts.NONE;
    private @Nullable Reading latest;
    private @Nullable Long plugHeard;

    /**
     * Begins now.
     *
     * @param state what the node is seen doing now; asked under the lock of this account, so that
     *     an older answer never comes after a newer one
     */
    Account(String node, EnergyRules rules, EnergyClock clock, Supplier<State> state) {
        this.node = node;
        this.rules = rules;
        this.clock = clock;
        this.longestGap = rules.longestGap().toNanos();
        this.worth = new Worth(rules.tariff());
        this.book = new Book(today());
        long now = clock.nanos();
        this.state = state;
        State seen = state.get();
        this.open = new OpenTime(now, condition(seen));
        idle.seen(now, seen);
    }

    private static Condition condition(State state) {
        return switch (state) {
            case AWAKE, WAKING -> Condition.AWAKE;
            case ASLEEP -> Condition.ASLEEP;
            // What does not come up when it is woken may hang, and draw anything.
            case UNKNOWN, FAILED -> Condition.UNKNOWN;
        };
    }

    /** Takes in what was kept of an earlier process. */
    synchronized void restore(Entry before) {
        book.restore(before);
        idle.restore(before.draws());
        kept = before.all();
    }

    /** The node is not configured any more: the time counts no longer. */
    synchronized void rest() {
        look(clock.nanos());
        open.take(clock.nanos());
        latest = null;
    }

    /** The node may be doing something else than before. */
    synchronized void changed() {
        look(clock.nanos());
    }

    private void look(long now) {
        State seen = state.get();
        open.seen(now, condition(seen));
        idle.seen(now, seen);
    }

    /** The node draws that much now. */
    synchronized void measured(Instrument instrument, double watts) {
        long now = clock.nanos();
        look(now);
        if (instrument == Instrument.PLUG) {
            plugHeard = now;
        } else if (plugHeard != null && now - plugHeard <= longestGap) {
            return;
        }
        Reading before = latest;
        Reading reading = new Reading(now, watts);
        if (before == null || now - before.nanos() > longestGap) {
            notMeasured(now);
        } else if (now - before.nanos() < SHORTEST) {
            return;
        } else {
            count(before, reading);
        }
        latest = reading;
    }

    /** Counts the time in which no reading came. */
    synchronized void passed() {
        long now = clock.nanos();
        look(now);
        Reading before = latest;
        if (before == null || now - before.nanos() > longestGap) {
            notMeasured(now);
            latest = null;
        }
    }

    private void notMeasured(long now) {
        for (Piece piece : open.take(now)) {
            book.add(today(), worth.notMeasured(piece));
        }
    }

    private void count(Reading before, Reading reading) {
        LocalDate today = today();
        for (Piece piece : open.take(reading.nanos())) {
            book.add(today, worth.measured(piece, piece.mean(before, reading), idle.watts()));
        }
        idle.measured(before, reading, today);
    }

    private LocalDate today() {
        return clock.day(rules.zone());
    }

    /**
     * The sum of everything that was kept. Unlike the rest it never goes back when the process is
     * killed, which whoever watches a counter would take for a new beginning.
     */
    synchronized EnergyAmounts kept() {
        return inCurrency(kept);
    }

    /** What it draws awake and idle. */
    synchronized OptionalDouble idleWatts() {
        return idle.watts();
    }

    synchronized Report report(int days) {
        LocalDate today = today();
        var daily = book.between(today.minusDays(days - 1L), today);
        daily.replaceAll((day, amounts) -> inCurrency(amounts));
        EnergyAmounts period =
                daily.values().stream().reduce(inCurrency(EnergyAmounts.NONE), EnergyAmounts::plus);
        Reading reading = latest;
        boolean fresh = reading != null && clock.nanos() - reading.nanos() <= longestGap;
        return new Report(
                reading != null && fresh
                        ? OptionalDouble.of(reading.watts())
                        : OptionalDouble.empty(),
                idle.watts(),
                book.since(),
                inCurrency(book.on(today)),
                period,
                inCurrency(book.all()),
                daily);
    }

    private EnergyAmounts inCurrency(EnergyAmounts amounts) {
        return rules.tariff().map(t -> amounts.onlyMoneyIn(t.currency())).orElse(amounts);
    }

    /** What has changed since this was last asked. */
    synchronized Optional<Entry> takeChanges() {
        if (!book.hasChanged()) {
            return Optional.empty();
        }
        SortedMap<LocalDate, List<Draw>> draws = idle.takeChanges();
        return Optional.of(new Entry(node, book.since(), book.all(), book.takeChanges(), draws));
    }

    /** That was kept. */
    synchronized void kept(EnergyAmounts all) {
        if (progress(all) > progress(kept)) {
            kept = all;
        }
    }

    private static double progress(EnergyAmounts amounts) {
        return amounts.kilowattHours().sum() + amounts.unmeasuredSeconds().sum();
    }

    /** Has that count as changed again. */
    synchronized void keepAgain(Entry lost) {
        book.keepAgain(lost.days().keySet());
        idle.keepAgain(lost.draws().keySet());
    }
}
