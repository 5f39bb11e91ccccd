package io.vmstation.spi;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;

/** Tells what the energy of nodes came to, from memory. Thread-safe. */
public interface EnergyReports {

    /**
     * What is known of a node; empty when its power was never measured.
     *
     * @param days how many days the time goes back, today included; positive
     */
    Optional<Report> of(String node, int days);

    /** What a kilowatt-hour costs, if that was said. */
    Optional<Tariff> tariff();

    /**
     * A price.
     *
     * @param perKilowattHour not negative
     * @param currency three letters
     */
    record Tariff(BigDecimal perKilowattHour, String currency) {
        public Tariff {
            requireNonNull(perKilowattHour, "perKilowattHour is null");
            requireNonNull(currency, "currency is null");
        }
    }

    /**
     * One node.
     *
     * @param watts what it was last measured to draw; absent when that is too long ago
     * @param idleWatts what it draws awake and idle, by its own readings; absent until there are
     *     enough
     * @param since the first day on which anything was counted
     * @param today the sum of this day
     * @param period the sum of that many days
     * @param all the sum since the first day
     * @param daily the days of that time on which anything was counted
     */
    record Report(
            OptionalDouble watts,
            OptionalDouble idleWatts,
            LocalDate since,
            EnergyAmounts today,
            EnergyAmounts period,
            EnergyAmounts all,
            SortedMap<LocalDate, EnergyAmounts> daily) {}
}
