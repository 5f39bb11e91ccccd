package io.vmstation.host;

import io.micrometer.core.instrument.MeterRegistry;
import io.vmstation.ipmi.power.BmcChassis;
import io.vmstation.ipmi.power.Chassis;
import io.vmstation.ipmi.power.CountedChassis;
import io.vmstation.ipmi.power.PowerMetrics;
import io.vmstation.ipmi.source.BmcDesk;

/**
 * What switches machines on and off.
 *
 * @param chassis their switch
 * @param counted the same, for those who do not count what they order
 * @param metrics the meters
 */
record PowerParts(Chassis chassis, Chassis counted, PowerMetrics metrics) {

    /** Reaches BMCs by way of {@code desk}. */
    static PowerParts at(BmcDesk desk, MeterRegistry meters) {
        Chassis chassis = new BmcChassis(desk);
        PowerMetrics metrics = new PowerMetrics(meters);
        return new PowerParts(chassis, new CountedChassis(chassis, metrics), metrics);
    }
}
