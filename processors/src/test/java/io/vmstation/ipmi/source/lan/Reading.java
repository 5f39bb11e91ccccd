package io.vmstation.ipmi.source.lan;

import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Sensor;
import io.vmstation.ipmi.source.BmcConnection;
import io.vmstation.ipmi.source.ReadOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Readings as tests want them. */
final class Reading {

    static ReadOrder order(Duration timeLimit, Collector... collectors) {
        return new ReadOrder(
                EnumSet.copyOf(Arrays.asList(collectors)), Set.of(), timeLimit, List.of());
    }

    /** Reads one part, in plenty of time. */
    static Finding of(LanSource source, BmcConnection bmc, Collector collector) {
        return of(source, bmc, collector, Duration.ofSeconds(20));
    }

    static Finding of(
            LanSource source, BmcConnection bmc, Collector collector, Duration timeLimit) {
        BmcReading reading = source.read(bmc, order(timeLimit, collector)).join();
        Finding finding = reading.findings().get(collector);
        if (finding == null) {
            throw new AssertionError("nothing came of " + collector);
        }
        return finding;
    }

    static List<Sensor> sensors(LanSource source, BmcConnection bmc) {
        Finding finding = of(source, bmc, Collector.IPMI);
        if (finding instanceof Finding.Sensors sensors) {
            return sensors.all();
        }
        throw new AssertionError(finding);
    }

    private Reading() {}
}
