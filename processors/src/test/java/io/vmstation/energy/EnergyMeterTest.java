package io.vmstation.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vmstation.metrics.CatalogueAssertions;
import io.vmstation.spi.EnergyAmounts;
import io.vmstation.spi.EnergyAmounts.Condition;
import io.vmstation.spi.EnergyStore;
import io.vmstation.spi.NodeStates.State;
import io.vmstation.spi.PowerMeter.Instrument;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnergyMeterTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final Lab lab = new Lab();

    private double drawn(Condition condition) {
        return lab.all().kilowattHours().in(condition);
    }

    private double gap() {
        return lab.all().unmeasuredSeconds().sum();
    }

    /** Kilowatt-hours of half a minute in which the power falls by that much. */
    private static double slope(double watts) {
        return watts / 2 * 30 / 3_600_000;
    }

    private static Offset<Double> nearly() {
        return within(1e-9);
    }

    @Test
    void addsAConstantDrawUpToKilowattHours() {
        lab.hold(250, Duration.ofHours(4));

        assertThat(drawn(Condition.AWAKE)).isCloseTo(1.0, nearly());
        assertThat(gap()).isZero();
        assertThat(lab.report().watts()).hasValue(250);
    }

    @Test
    void takesTheMeanOfTwoReadingsForTheTimeBetweenThem() {
        double time = 0;
        lab.measure(100);
        for (double step : new double[] {7, 30, 61, 12.5, 299, 1.5, 30}) {
            time += step;
            lab.pass(step);
            lab.measure(100 + time);
        }
        // A line from 100 W that climbs by 1 W a second.
        double wattSeconds = 100 * time + time * time / 2;
        assertThat(drawn(Condition.AWAKE)).isCloseTo(wattSeconds / 3_600_000, nearly());
    }

    @Test
    void comesCloseToACurveThatItSeesOnlyInPoints() {
        lab.measure(200);
        for (int i = 1; i <= 24 * 120; i++) {
            lab.pass(30);
            lab.measure(200 + 100 * Math.sin(i * 30 * 2 * Math.PI / 3600));
        }
        assertThat(drawn(Condition.AWAKE)).isCloseTo(4.8, within(1e-6));
    }

    @Test
    void countsTimeWithoutReadingsAsNotMeasuredAndNothingElse() {
        lab.hold(100, HOUR);
        lab.pass(HOUR);
        lab.hold(100, HOUR);

        assertThat(drawn(Condition.AWAKE)).isCloseTo(0.2, nearly());
        assertThat(gap()).isCloseTo(3600, nearly());
    }

    @Test
    void countsAGapOfJustTheAllowedLengthAsMeasured() {
        lab.measure(100);
        lab.pass(Duration.ofMinutes(5));
        lab.measure(100);
        assertThat(gap()).isZero();

        lab.pass(Duration.ofMinutes(5).plusNanos(1));
        lab.measure(100);
        assertThat(gap()).isCloseTo(300, within(1e-6));
        assertThat(drawn(Condition.AWAKE)).isCloseTo(100 * 300 / 3_600_000.0, nearly());
    }

    @Test
    void countsTheTimeThatPassesWithoutAnyReadingWhileItPasses() {
        lab.hold(100, HOUR);
        lab.see(State.ASLEEP);
        for (int minute = 0; minute < 600; minute++) {
            lab.pass(60);
            lab.meter.passed();
        }
        assertThat(lab.all().unmeasuredSeconds().in(Condition.ASLEEP)).isCloseTo(36_000, nearly());
        assertThat(lab.report().watts()).isEmpty();
        assertThat(drawn(Condition.ASLEEP)).isZero();

        lab.measure(100);
        lab.pass(30);
        lab.measure(100);
        assertThat(gap()).isCloseTo(36_000, nearly());
    }

    @Test
    void doesNotCountTimeBetweenReadingsTwiceWhenItPasses() {
        lab.measure(120);
        for (int i = 0; i < 60; i++) {
            lab.pass(30);
            lab.meter.passed();
            lab.pass(30);
            lab.measure(120);
        }
        assertThat(drawn(Condition.AWAKE)).isCloseTo(0.12, nearly());
        assertThat(gap()).isZero();
    }

    @Test
    void addsNothingWhenTheClockOfDayIsSet() {
        lab.hold(100, HOUR);
        lab.wall.set(Instant.parse("2031-05-01T12:00:00Z"));
        lab.hold(100, HOUR);
        lab.wall.set(Instant.parse("1999-05-01T12:00:00Z"));
        lab.hold(100, HOUR);

        assertThat(lab.all().kilowattHours().sum()).isCloseTo(0.3, nearly());
        assertThat(gap()).isZero();
    }

    @Test
    void addsNothingWhenTwoReadingsComeAtOnce() {
        lab.measure(100);
        lab.measure(10_000);
        lab.measure(10_000);
        lab.pass(60);
        lab.measure(100);

        assertThat(drawn(Condition.AWAKE)).isCloseTo(100 * 60 / 3_600_000.0, nearly());
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                -1,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                65_535,
                15_000.1
            })
    void refusesWhatNoMachineDraws(double watts) {
        lab.measure(watts);
        assertThat(lab.meter.of("tower", 30)).isEmpty();

        lab.hold(100, HOUR);
        for (int i = 0; i < 20; i++) {
            lab.pass(30);
            lab.measure(watts);
        }
        lab.measure(100);

        assertThat(drawn(Condition.AWAKE)).isCloseTo(0.1, nearly());
        assertThat(gap()).isCloseTo(600, nearly());
    }

    @Test
    void takesNoReadingOfANodeThatIsNotConfigured() {
        lab.meter.measured("stranger", Instrument.PLUG, 100);
        lab.meter.changed("stranger");
        lab.meter.passed();

        assertThat(lab.meter.of("stranger", 30)).isEmpty();
        assertThat(lab.meter.takeChanges()).isEmpty();
        assertThat(lab.meters.getMeters()).isEmpty();
    }

    @Test
    void splitsEnergyByWhatTheNodeWasSeenDoing() {
        lab.hold(200, HOUR);
        lab.see(State.ASLEEP);
        lab.hold(10, HOUR);
        lab.see(State.WAKING);
        lab.hold(150, HOUR);
        lab.see(State.FAILED);
        lab.hold(80, HOUR);
        lab.see(State.UNKNOWN);
        lab.hold(20, HOUR);

        // Half a minute after each change lies on the slope from one draw to the next.
        assertThat(drawn(Condition.AWAKE)).isCloseTo(0.35 - slope(140), nearly());
        assertThat(drawn(Condition.ASLEEP)).isCloseTo(0.01 + slope(190), nearly());
        assertThat(drawn(Condition.UNKNOWN)).isCloseTo(0.1 + slope(70 + 60), nearly());
    }

    @Test
    void splitsTheTimeBetweenTwoReadingsAtTheMomentOfTheChange() {
        lab.measure(100);
        lab.pass(20);
        lab.see(State.ASLEEP);
        lab.pass(30);
        lab.see(State.WAKING);
        lab.pass(10);
        lab.measure(40);

        // From 100 to 40 W in 60 s, a watt a second: means of 90, 65 and 45 W.
        assertThat(drawn(Condition.AWAKE)).isCloseTo((90 * 20 + 45 * 10) / 3_600_000.0, nearly());
        assertThat(drawn(Condition.ASLEEP)).isCloseTo(65 * 30 / 3_600_000.0, nearly());
        assertThat(lab.all().kilowattHours().sum()).isCloseTo(70 * 60 / 3_600_000.0, nearly());
    }

    @Test
    void staysExactHoweverOftenTheStateFlaps() {
        lab.measure(100);
        for (int i = 0; i < 5_000; i++) {
            lab.pass(0.05);
            lab.see(i % 2 == 0 ? State.ASLEEP : State.AWAKE);
        }
        lab.measure(100);

        assertThat(lab.all().kilowattHours().sum()).isCloseTo(100 * 250 / 3_600_000.0, nearly());
    }

    @Test
    void believesThePlugRatherThanTheController() {
        lab.hold(100, HOUR);
        for (int i = 0; i < 120; i++) {
            lab.plug(130);
            lab.pass(10);
            lab.measure(100);
            lab.pass(20);
        }
        lab.plug(130);
        double both = drawn(Condition.AWAKE);
        assertThat(both).isCloseTo(0.1 + 0.13 - slope(30), nearly());

        lab.pass(Duration.ofMinutes(5).plusSeconds(1));
        lab.hold(100, HOUR);
        assertThat(drawn(Condition.AWAKE)).isCloseTo(both + 0.1, nearly());
        assertThat(gap()).isCloseTo(301, nearly());
    }

    @Test
    void countsWhatSleepSavesAgainstTheIdleDrawOfTheNodeItself() {
        lab.hold(90, Duration.ofHours(2));
        assertThat(lab.report().idleWatts()).isPresent();
        assertThat(lab.report().idleWatts().getAsDouble()).isCloseTo(90, nearly());

        lab.see(State.ASLEEP);
        lab.pass(1);
        lab.hold(5, Duration.ofHours(10));
        assertThat(lab.all().savedKilowattHours()).isCloseTo(0.85, within(1e-4));
        assertThat(lab.all().money().saved())
                .isCloseTo(0.32 * lab.all().savedKilowattHours(), nearly());
        assertThat(lab.all().money().cost())
                .isCloseTo(0.32 * lab.all().kilowattHours().sum(), nearly());
    }

    @Test
    void inventsNoSavingForTimeThatNobodyMeasured() {
        lab.hold(90, Duration.ofHours(2));
        lab.see(State.ASLEEP);
        lab.pass(Duration.ofHours(10));
        lab.measure(5);

        assertThat(lab.all().savedKilowattHours()).isZero();
        assertThat(lab.all().unmeasuredSeconds().in(Condition.ASLEEP)).isPositive();
    }

    @Test
    void savesNothingBeforeTheIdleDrawIsKnown() {
        lab.hold(90, Duration.ofMinutes(50));
        lab.see(State.ASLEEP);
        lab.hold(5, Duration.ofHours(10));

        assertThat(lab.report().idleWatts()).isEmpty();
        assertThat(lab.all().savedKilowattHours()).isZero();
    }

    @Test
    void neverSavesLessThanNothing() {
        lab.hold(90, Duration.ofHours(2));
        lab.see(State.ASLEEP);
        lab.hold(300, HOUR);
        lab.see(State.FAILED);
        lab.hold(5, HOUR);

        assertThat(lab.all().savedKilowattHours()).isLessThan(1e-6);
    }

    @Test
    void tellsOfDaysAndOfTheTimeThatWasAskedFor() {
        for (int day = 0; day < 40; day++) {
            lab.hold(100, Duration.ofHours(24));
        }
        assertThat(lab.report().today().kilowattHours().sum()).isLessThan(0.01);
        assertThat(lab.report().daily()).hasSize(30);
        assertThat(lab.report().period().kilowattHours().sum()).isCloseTo(29 * 2.4, within(0.01));
        assertThat(lab.all().kilowattHours().sum()).isCloseTo(96, within(1e-6));
        assertThat(lab.report().since()).isEqualTo(LocalDate.of(2026, 1, 1));
        assertThat(lab.meter.of("tower", 2).orElseThrow().daily())
                .containsOnlyKeys(LocalDate.of(2026, 2, 9), LocalDate.of(2026, 2, 10));
    }

    @Test
    void addsUpAYearOfSleepAndUse() {
        for (int day = 0; day < 365; day++) {
            lab.see(State.AWAKE);
            lab.hold(120, Duration.ofHours(8));
            lab.see(State.ASLEEP);
            lab.hold(6, Duration.ofHours(16));
        }
        double slope = slope(114);
        assertThat(drawn(Condition.AWAKE)).isCloseTo(365 * 8 * 0.120 - 364 * slope, within(1e-6));
        assertThat(drawn(Condition.ASLEEP)).isCloseTo(365 * 16 * 0.006 + 365 * slope, within(1e-6));
        assertThat(lab.all().savedKilowattHours())
                .isCloseTo(365 * 16 * 0.114 - 365 * slope, within(1e-6));
        assertThat(gap()).isZero();
        assertThat(
                        lab.meter.of("tower", 400).orElseThrow().daily().values().stream()
                                .mapToDouble(day -> day.kilowattHours().sum())
                                .sum())
                .isCloseTo(lab.all().kilowattHours().sum(), within(1e-6));
    }

    @Test
    void losesNothingWhenManyReportAtOnce() throws Exception {
        for (int n = 0; n < 4; n++) {
            lab.states.put("node" + n, State.AWAKE);
            lab.meter.measured("node" + n, Instrument.CONTROLLER, 1_000);
        }
        List<Thread> threads = new ArrayList<>();
        CountDownLatch go = new CountDownLatch(1);
        for (int t = 0; t < 8; t++) {
            String node = "node" + t % 4;
            Thread thread = new Thread(() -> reportOften(node, go));
            threads.add(thread);
            thread.start();
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        lab.pass(2);
        for (int n = 0; n < 4; n++) {
            lab.meter.measured("node" + n, Instrument.CONTROLLER, 1_000);
            EnergyAmounts all = lab.meter.of("node" + n, 1).orElseThrow().all();
            assertThat(all.kilowattHours().sum()).isCloseTo(202 / 3_600.0, nearly());
            assertThat(all.unmeasuredSeconds().sum()).isZero();
        }
    }

    /** Of 200 seconds that eight threads let pass together. */
    private void reportOften(String node, CountDownLatch go) {
        try {
            go.await();
        } catch (InterruptedException e) {
            return;
        }
        for (int i = 0; i < 5_000; i++) {
            lab.nanos.addAndGet(5_000_000);
            lab.meter.measured(node, Instrument.CONTROLLER, 1_000);
            lab.meter.changed(node);
            lab.meter.passed();
        }
    }

    @Test
    void showsItsCountersAndTheIdleDrawOnceItIsKnown() {
        lab.hold(90, Duration.ofMinutes(30));
        assertThat(lab.gauge("vmstation.node.idle.watts")).isEmpty();
        lab.hold(90, Duration.ofHours(2));
        lab.see(State.ASLEEP);
        lab.hold(5, HOUR);
        lab.keep();

        CatalogueAssertions.assertCatalogued(
                lab.meters,
                "vmstation_node_energy_kilowatthours_total",
                "vmstation_node_energy_unknown_seconds_total",
                "vmstation_node_energy_saved_kilowatthours_total",
                "vmstation_node_energy_cost_total",
                "vmstation_node_energy_saved_cost_total",
                "vmstation_node_idle_watts");
        assertThat(lab.gauge("vmstation.node.idle.watts").orElseThrow()).isCloseTo(90, nearly());
        assertThat(lab.counter("vmstation.node.energy", "node", "tower", "state", "awake"))
                .isEqualTo(drawn(Condition.AWAKE));
        assertThat(lab.counter("vmstation.node.energy.saved", "node", "tower"))
                .isEqualTo(lab.all().savedKilowattHours())
                .isPositive();
        assertThat(lab.counter("vmstation.node.energy.cost", "node", "tower", "currency", "EUR"))
                .isEqualTo(lab.all().money().cost());

        lab.states.clear();
        lab.meter.retain();
        assertThat(lab.meters.getMeters()).isEmpty();
    }

    @Test
    void countersShowOnlyWhatIsKeptSoThatTheyNeverGoBack() {
        lab.hold(250, HOUR);
        List<EnergyStore.Entry> first = lab.meter.takeChanges();
        assertThat(lab.counter("vmstation.node.energy", "state", "awake")).isZero();
        lab.hold(250, HOUR);
        lab.keep();
        double shown = lab.counter("vmstation.node.energy", "state", "awake");
        assertThat(shown).isCloseTo(0.5, nearly());

        // The disk may answer in another order.
        lab.meter.kept(first);
        assertThat(lab.counter("vmstation.node.energy", "state", "awake")).isEqualTo(shown);
    }

    @Test
    void goesOnWithTheSumsOfANodeThatComesBack() {
        lab.hold(250, Duration.ofHours(4));
        lab.keep();
        lab.states.clear();
        lab.meter.retain();
        assertThat(lab.meters.getMeters()).isEmpty();
        for (int minute = 0; minute < 600; minute++) {
            lab.pass(60);
            lab.meter.passed();
        }
        lab.measure(250);

        lab.states.put("tower", State.AWAKE);
        lab.meter.retain();
        assertThat(lab.counter("vmstation.node.energy", "state", "awake")).isCloseTo(1, nearly());
        lab.hold(250, Duration.ofHours(4));
        assertThat(drawn(Condition.AWAKE)).isCloseTo(2, nearly());
        assertThat(gap()).isZero();
    }

    @Test
    void showsNoMoneyWithoutATariff() {
        Lab free = new Lab(Optional.empty());
        free.hold(90, HOUR);

        assertThat(free.found("vmstation.node.energy.saved")).isPresent();
        assertThat(free.found("vmstation.node.energy.cost")).isEmpty();
        assertThat(free.found("vmstation.node.energy.saved.cost")).isEmpty();
        assertThat(free.all().money().cost()).isZero();
    }
}
