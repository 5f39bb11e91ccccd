package io.vmstation.energy;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.spi.EnergyAmounts;
import io.vmstation.spi.EnergyReports.Report;
import io.vmstation.spi.EnergyReports.Tariff;
import io.vmstation.spi.NodeStates.State;
import io.vmstation.spi.PowerMeter.Instrument;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A meter whose clocks stand still until they are told to go on, and one node {@code tower}. */
final class Lab {
    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    static final Tariff TARIFF = new Tariff(new BigDecimal("0.32"), "EUR");

    final ConcurrentMap<String, State> states = new ConcurrentHashMap<>();
    final MeterRegistry meters = new SimpleMeterRegistry();
    final AtomicLong nanos = new AtomicLong(1_000);
    final AtomicReference<Instant> wall = new AtomicReference<>(BEGIN);
    final EnergyMeter meter;

    Lab() {
        this(Optional.of(TARIFF));
    }

    Lab(Optional<Tariff> tariff) {
        states.put("tower", State.AWAKE);
        meter =
                new EnergyMeter(
                        new EnergyRules(Duration.ofMinutes(5), tariff, ZoneOffset.UTC),
                        new EnergyClock(nanos::get, wall::get),
                        name -> Optional.ofNullable(states.get(name)),
                        meters);
    }

    /** Both clocks go on. */
    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        wall.updateAndGet(now -> now.plus(time));
    }

    void pass(double seconds) {
        pass(Duration.ofNanos(Math.round(seconds * 1e9)));
    }

    void see(State state) {
        states.put("tower", state);
        meter.changed("tower");
    }

    void measure(double watts) {
        meter.measured("tower", Instrument.CONTROLLER, watts);
    }

    void plug(double watts) {
        meter.measured("tower", Instrument.PLUG, watts);
    }

    /** A reading now and every half minute from then on, the last one at the end. */
    void hold(double watts, Duration time) {
        measure(watts);
        Duration step = Duration.ofSeconds(30);
        for (Duration left = time; left.toNanos() > 0; left = left.minus(step)) {
            pass(left.compareTo(step) < 0 ? left : step);
            measure(watts);
        }
    }

    Report report() {
        return meter.of("tower", 30).orElseThrow();
    }

    EnergyAmounts all() {
        return report().all();
    }

    /** As if it were on the disk now. */
    void keep() {
        meter.kept(meter.takeChanges());
    }

    double counter(String name, String... tags) {
        return meters.get(name).tags(tags).functionCounter().count();
    }

    Optional<Double> gauge(String name) {
        return Optional.ofNullable(meters.find(name).gauge()).map(Gauge::value);
    }

    Optional<FunctionCounter> found(String name) {
        return Optional.ofNullable(meters.find(name).functionCounter());
    }
}
