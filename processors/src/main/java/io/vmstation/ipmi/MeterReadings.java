package io.vmstation.ipmi;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.spi.PowerMeter;
import io.vmstation.spi.PowerMeter.Instrument;
import java.util.function.BiConsumer;

/** Tells the meter what each reading says of the power of its machine. Thread-safe. */
public final class MeterReadings implements BiConsumer<String, BmcReading> {
    private final PowerMeter meter;

    /** To be told of readings, see {@link LatestReadings#onReading}. */
    public MeterReadings(PowerMeter meter) {
        this.meter = requireNonNull(meter, "meter is null");
    }

    @Override
    public void accept(String node, BmcReading reading) {
        PowerDraw.watts(reading)
                .ifPresent(watts -> meter.measured(node, Instrument.CONTROLLER, watts));
    }
}
