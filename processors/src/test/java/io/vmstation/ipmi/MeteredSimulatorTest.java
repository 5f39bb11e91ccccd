package io.vmstation.ipmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.energy.EnergyClock;
import io.vmstation.energy.EnergyMeter;
import io.vmstation.energy.EnergyRules;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.source.BmcConnection.Lan;
import io.vmstation.ipmi.source.Password;
import io.vmstation.ipmi.source.ReadOrder;
import io.vmstation.ipmi.source.lan.LanSource;
import io.vmstation.node.Bmc.Privilege;
import io.vmstation.spi.EnergyAmounts.Split;
import io.vmstation.spi.NodeStates.State;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From a simulated BMC to kilowatt-hours. */
@Timeout(120)
class MeteredSimulatorTest {
    private final LanSource source = new LanSource();
    private final AtomicLong nanos = new AtomicLong();
    private volatile State state = State.AWAKE;
    private final EnergyMeter meter =
            new EnergyMeter(
                    new EnergyRules(Duration.ofHours(2), Optional.empty(), ZoneOffset.UTC),
                    new EnergyClock(nanos::get, InstantSource.system()),
                    node -> Optional.of(state),
                    new SimpleMeterRegistry());
    private final LatestReadings readings = new LatestReadings();

    @TempDir Path folder;

    @AfterEach
    void stop() {
        source.close();
    }

    private void poll(BmcSimulator bmc) {
        Lan connection =
                new Lan(
                        "127.0.0.1",
                        bmc.port(),
                        BmcSimulator.USER,
                        new Password(BmcSimulator.PASSWORD),
                        List.of(3),
                        Privilege.ADMINISTRATOR);
        ReadOrder order =
                new ReadOrder(
                        Set.of(Collector.IPMI, Collector.CHASSIS, Collector.DCMI),
                        Set.of(),
                        Duration.ofSeconds(30),
                        List.of());
        readings.note("tower", source.read(connection, order).join());
    }

    private void hourLater() {
        nanos.addAndGet(Duration.ofHours(1).toNanos());
    }

    private Split drawn() {
        return meter.of("tower", 2).orElseThrow().all().kilowattHours();
    }

    @Test
    void countsWhatABmcMeasuresByDcmiAndByItsSensor() {
        readings.onReading(new MeterReadings(meter));
        try (BmcSimulator bmc = new BmcSimulator(folder)) {
            bmc.watts("200");
            poll(bmc);
            hourLater();
            poll(bmc);
            assertThat(drawn().awake()).isCloseTo(0.2, within(1e-9));

            // From here on DCMI measures nothing, and the sensor in watts says 86.
            bmc.watts("off");
            poll(bmc);
            hourLater();
            poll(bmc);
            assertThat(drawn().awake()).isCloseTo(0.2 + (0.2 + 0.086) / 2, within(1e-9));

            bmc.power(false);
            bmc.watts("4");
            state = State.ASLEEP;
            meter.changed("tower");
            hourLater();
            poll(bmc);
            assertThat(drawn().asleep()).isCloseTo((0.086 + 0.004) / 2, within(1e-9));
        }
    }
}
