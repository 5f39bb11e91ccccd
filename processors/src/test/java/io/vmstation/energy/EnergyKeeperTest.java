package io.vmstation.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.ledger.SqliteLedger;
import io.vmstation.spi.EnergyReports.Report;
import io.vmstation.spi.EnergyReports.Tariff;
import io.vmstation.spi.EnergyStore;
import io.vmstation.spi.NodeStates.State;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What outlives the process. */
@Timeout(90)
class EnergyKeeperTest {
    private final Path state;

    EnergyKeeperTest(@TempDir Path state) {
        this.state = state;
    }

    private SqliteLedger ledger() {
        return SqliteLedger.open(state, Duration.ofDays(365), new SimpleMeterRegistry());
    }

    private static void keep(Lab lab, SqliteLedger ledger) {
        new EnergyKeeper(lab.meter, ledger.energy()).keep();
    }

    private Lab restarted(SqliteLedger ledger, Optional<Tariff> tariff) {
        Lab lab = new Lab(tariff);
        lab.meter.restore(ledger.energy().kept());
        return lab;
    }

    @Test
    void goesOnAfterARestartWhereItStopped() {
        Report before;
        try (SqliteLedger ledger = ledger()) {
            Lab lab = new Lab();
            lab.hold(90, Duration.ofHours(2));
            lab.see(State.ASLEEP);
            lab.hold(5, Duration.ofHours(30));
            lab.pass(Duration.ofMinutes(10));
            lab.meter.passed();
            before = lab.report();
            keep(lab, ledger);
        }
        try (SqliteLedger ledger = ledger()) {
            Lab lab = restarted(ledger, Optional.of(Lab.TARIFF));
            lab.wall.set(Lab.BEGIN.plus(Duration.ofHours(32).plusMinutes(10)));

            assertThat(lab.all()).isEqualTo(before.all());
            assertThat(lab.report().daily()).isEqualTo(before.daily()).hasSize(2);
            assertThat(lab.report().since()).isEqualTo(before.since());
            assertThat(lab.report().idleWatts()).isEqualTo(before.idleWatts()).isPresent();
            assertThat(lab.report().watts()).isEmpty();
            assertThat(lab.gauge("vmstation.node.idle.watts")).isPresent();
            assertThat(lab.counter("vmstation.node.energy.saved", "node", "tower"))
                    .isEqualTo(before.all().savedKilowattHours());

            // It is asleep all along: what it saves is known at once.
            lab.see(State.ASLEEP);
            lab.hold(5, Duration.ofHours(1));
            assertThat(lab.all().savedKilowattHours())
                    .isCloseTo(before.all().savedKilowattHours() + 0.085, within(1e-6));
        }
    }

    @Test
    void keepsTheSumsOfANodeThatIsNotConfiguredForAWhile() {
        try (SqliteLedger ledger = ledger()) {
            Lab lab = new Lab();
            lab.hold(1_000, Duration.ofHours(10));
            keep(lab, ledger);
        }
        try (SqliteLedger ledger = ledger()) {
            Lab lab = new Lab();
            lab.states.clear();
            lab.meter.restore(ledger.energy().kept());
            assertThat(lab.meters.getMeters()).isEmpty();
            lab.pass(Duration.ofHours(1));
            lab.meter.passed();

            lab.states.put("tower", State.AWAKE);
            lab.meter.retain();
            lab.hold(1_000, Duration.ofHours(10));
            keep(lab, ledger);
        }
        try (SqliteLedger ledger = ledger()) {
            Lab lab = restarted(ledger, Optional.of(Lab.TARIFF));
            assertThat(lab.all().kilowattHours().sum()).isCloseTo(20, within(1e-6));
            assertThat(lab.all().unmeasuredSeconds().sum()).isZero();
        }
    }

    @Test
    void writesAgainWhatCouldNotBeWritten() {
        Lab lab = new Lab();
        lab.hold(90, Duration.ofHours(2));
        EnergyStore broken =
                new EnergyStore() {
                    @Override
                    public CompletableFuture<Void> keep(List<Entry> entries) {
                        return CompletableFuture.failedFuture(new IOException("disk full"));
                    }

                    @Override
                    public Map<String, Entry> kept() {
                        return Map.of();
                    }
                };
        new EnergyKeeper(lab.meter, broken).keep();
        try (SqliteLedger ledger = ledger()) {
            keep(lab, ledger);
        }
        try (SqliteLedger ledger = ledger()) {
            Lab later = restarted(ledger, Optional.of(Lab.TARIFF));
            assertThat(later.all()).isEqualTo(lab.all());
            assertThat(later.report().daily()).isEqualTo(lab.report().daily());
            assertThat(later.report().idleWatts()).isEqualTo(lab.report().idleWatts());
        }
    }

    @Test
    void keepsTheRestWhenItIsClosed() {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        Lab lab = new Lab();
        try (SqliteLedger ledger = ledger();
                EnergyKeeper keeper = new EnergyKeeper(lab.meter, ledger.energy())) {
            keeper.start(scheduler);
            lab.hold(90, Duration.ofHours(2));
        } finally {
            scheduler.shutdownNow();
        }
        try (SqliteLedger ledger = ledger()) {
            assertThat(restarted(ledger, Optional.of(Lab.TARIFF)).all()).isEqualTo(lab.all());
        }
    }

    @Test
    void pricesWhatComesByTheTariffOfTheTime() {
        try (SqliteLedger ledger = ledger()) {
            Lab lab = new Lab();
            lab.hold(1_000, Duration.ofHours(10));
            keep(lab, ledger);
        }
        Tariff dearer = new Tariff(new BigDecimal("0.50"), "EUR");
        try (SqliteLedger ledger = ledger()) {
            Lab lab = restarted(ledger, Optional.of(dearer));
            lab.hold(1_000, Duration.ofHours(10));
            assertThat(lab.all().money().cost()).isCloseTo(3.2 + 5, within(1e-6));
            keep(lab, ledger);
        }
        try (SqliteLedger ledger = ledger()) {
            Lab lab = restarted(ledger, Optional.empty());
            lab.hold(1_000, Duration.ofHours(10));
            keep(lab, ledger);
        }
        try (SqliteLedger ledger = ledger()) {
            assertThat(restarted(ledger, Optional.of(dearer)).all().money().cost())
                    .isCloseTo(8.2, within(1e-6));
        }
        Tariff pounds = new Tariff(new BigDecimal("0.25"), "GBP");
        try (SqliteLedger ledger = ledger()) {
            Lab lab = restarted(ledger, Optional.of(pounds));
            assertThat(lab.all().money().cost()).isZero();
            lab.hold(1_000, Duration.ofHours(10));
            assertThat(lab.all().money().cost()).isCloseTo(2.5, within(1e-6));
            assertThat(lab.all().kilowattHours().sum()).isCloseTo(40, within(1e-6));
        }
    }

    @Test
    void losesAtMostWhatWasNotKeptWhenItIsKilledAndCountsNothingTwice() throws Exception {
        double quantum = 12 * 30 / 3600.0;
        double kept = 0;
        for (int round = 0; round < 3; round++) {
            double told = countAndKill(round * 7 + 5);
            try (SqliteLedger ledger = ledger()) {
                Lab lab = restarted(ledger, Optional.empty());
                double found = lab.all().kilowattHours().sum();
                assertThat(found).isBetween(told - 1e-6, told + quantum + 1e-6);
                assertThat(found).isGreaterThan(kept);
                assertThat(found / quantum).isCloseTo(Math.rint(found / quantum), within(1e-6));
                assertThat(lab.report().today().kilowattHours().sum())
                        .isLessThanOrEqualTo(found + 1e-9);
                assertThat(
                                lab.meter
                                        .of("tower", 1_000)
                                        .orElseThrow()
                                        .period()
                                        .kilowattHours()
                                        .sum())
                        .isCloseTo(found, within(1e-6));
                kept = found;
            }
        }
    }

    /** Gives back the last sum that the process printed before it was killed. */
    private double countAndKill(int lines) throws Exception {
        String classPath =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xshare:auto",
                                "-cp",
                                classPath,
                                EnergyCrashMain.class.getName(),
                                state.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        double last = 0;
        int heard = 0;
        try (BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(
                                process.getInputStream(), StandardCharsets.US_ASCII))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith("kept ") && line.contains(".")) {
                    last = Double.parseDouble(line.substring("kept ".length()));
                    if (++heard == lines) {
                        // Not by the process itself, which would close its output unread.
                        process.toHandle().destroyForcibly();
                    }
                }
            }
        }
        assertThat(process.waitFor()).isNotZero();
        return last;
    }
}
