package io.vmstation.energy;

import io.vmstation.energy.OpenTime.Piece;
import io.vmstation.spi.EnergyAmounts;
import io.vmstation.spi.EnergyAmounts.Condition;
import io.vmstation.spi.EnergyAmounts.Money;
import io.vmstation.spi.EnergyAmounts.Split;
import io.vmstation.spi.EnergyReports.Tariff;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a piece of time comes to: energy, what was saved of it, and what both are worth.
 *
 * @param tariff of this time; absent: money is not counted
 */
record Worth(Optional<Tariff> tariff) {
    private static final double WATT_SECONDS = 3_600_000;

    /** Of time in which nobody measured. */
    EnergyAmounts notMeasured(Piece piece) {
        return new EnergyAmounts(
                Split.NONE, Split.of(piece.condition(), piece.seconds()), 0, Money.NONE);
    }

    /**
     * Of time that was measured.
     *
     * @param watts drawn on average
     * @param idle what the node draws awake and idle; absent: nobody can say what was saved
     */
    EnergyAmounts measured(Piece piece, double watts, OptionalDouble idle) {
        double drawn = watts * piece.seconds() / WATT_SECONDS;
        boolean asleep = piece.condition() == Condition.ASLEEP;
        double less = asleep ? Math.max(0, idle.orElse(watts) - watts) : 0;
        double saved = less * piece.seconds() / WATT_SECONDS;
        return new EnergyAmounts(
                Split.of(piece.condition(), drawn), Split.NONE, saved, money(drawn, saved));
    }

    private Money money(double drawn, double saved) {
        return tariff.map(
                        price -> {
                            double each = price.perKilowattHour().doubleValue();
                            return new Money(price.currency(), drawn * each, saved * each);
                        })
                .orElse(Money.NONE);
    }
}
