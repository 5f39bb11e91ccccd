package io.vmstation.energy;

import static java.util.Objects.requireNonNull;

import io.vmstation.spi.EnergyReports.Tariff;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/**
 * By what energy is counted.
 *
 * @param longestGap a longer time between two readings counts as not measured; positive
 * @param tariff what a kilowatt-hour costs; absent: money is not counted
 * @param zone in which days begin and end
 */
public record EnergyRules(Duration longestGap, Optional<Tariff> tariff, ZoneId zone) {
    public EnergyRules {
        if (longestGap.isNegative() || longestGap.isZero()) {
            throw new IllegalArgumentException("longestGap is not positive: " + longestGap);
        }
        requireNonNull(tariff, "tariff is null");
        requireNonNull(zone, "zone is null");
    }
}
