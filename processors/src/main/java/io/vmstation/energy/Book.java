package io.vmstation.energy;

import io.vmstation.spi.EnergyAmounts;
import io.vmstation.spi.EnergyStore;
import java.time.LocalDate;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the energy of one node came to, in sum and day by day. Not thread-safe. */
final class Book {
    private final TreeMap<LocalDate, EnergyAmounts> days = new TreeMap<>();
    private final Set<LocalDate> changed = new TreeSet<>();
    private LocalDate since;
    private EnergyAmounts all = EnergyAmounts.NONE;

    /** Begins on that day, if nothing is restored. */
    Book(LocalDate since) {
        this.since = since;
    }

    /** Takes in what was kept. */
    void restore(EnergyStore.Entry kept) {
        since = kept.since();
        all = kept.all();
        days.putAll(kept.days());
    }

    void add(LocalDate day, EnergyAmounts amounts) {
        all = all.plus(amounts);
        days.merge(day, amounts, EnergyAmounts::plus);
        changed.add(day);
        if (days.size() > EnergyStore.MOST_DAYS) {
            days.pollFirstEntry();
        }
    }

    LocalDate since() {
        return since;
    }

    EnergyAmounts all() {
        return all;
    }

    EnergyAmounts on(LocalDate day) {
        return days.getOrDefault(day, EnergyAmounts.NONE);
    }

    /** The days from one to another, both included. */
    SortedMap<LocalDate, EnergyAmounts> between(LocalDate first, LocalDate last) {
        return first.isAfter(last)
                ? new TreeMap<>()
                : new TreeMap<>(days.subMap(first, true, last, true));
    }

    boolean hasChanged() {
        return !changed.isEmpty();
    }

    /** The days that have changed since this was last asked. */
    SortedMap<LocalDate, EnergyAmounts> takeChanges() {
        TreeMap<LocalDate, EnergyAmounts> taken = new TreeMap<>();
        for (LocalDate day : changed) {
            EnergyAmounts amounts = days.get(day);
            if (amounts != null) {
                taken.put(day, amounts);
            }
        }
        changed.clear();
        return taken;
    }

    /** Has these days count as changed again. */
    void keepAgain(Set<LocalDate> lost) {
        changed.addAll(lost);
    }
}
