package io.vmstation.ledger;

import static io.vmstation.ledger.Samples.KEEP;
import static io.vmstation.ledger.Samples.numbered;
import static io.vmstation.ledger.Samples.write;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.spi.EnergyAmounts;
import io.vmstation.spi.EnergyAmounts.Money;
import io.vmstation.spi.EnergyAmounts.Split;
import io.vmstation.spi.EnergyStore;
import io.vmstation.spi.EnergyStore.Draw;
import io.vmstation.spi.EnergyStore.Entry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnergyLedgerTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 22);

    private final Path state;

    EnergyLedgerTest(@TempDir Path state) {
        this.state = state;
    }

    private SqliteLedger open(Duration keep) {
        return SqliteLedger.open(state, keep, new SimpleMeterRegistry());
    }

    private static EnergyAmounts amounts(double base) {
        return new EnergyAmounts(
                new Split(base, base + 0.1, base + 0.2),
                new Split(base + 1, base + 2, base + 3),
                base + 0.3,
                new Money("EUR", base + 0.4, base + 0.5));
    }

    private static Entry entry(
            String node,
            double all,
            SortedMap<LocalDate, EnergyAmounts> days,
            SortedMap<LocalDate, List<Draw>> draws) {
        return new Entry(node, DAY, amounts(all), days, draws);
    }

    private static <T> SortedMap<LocalDate, T> on(LocalDate day, T value) {
        return new TreeMap<>(Map.of(day, value));
    }

    private static void keep(SqliteLedger ledger, Entry... entries) throws Exception {
        ledger.energy().keep(List.of(entries)).get(30, TimeUnit.SECONDS);
    }

    @Test
    void givesBackEverythingAfterARestart() throws Exception {
        Entry tower =
                entry(
                        "tower",
                        5,
                        on(DAY, amounts(3)),
                        on(DAY, List.of(new Draw(3, 60, 5_400), new Draw(9, 1, 0.5))));
        Entry attic = entry("ättic", 1, on(DAY, amounts(1)), new TreeMap<>());
        try (SqliteLedger ledger = open(KEEP)) {
            assertThat(ledger.energy().kept()).isEmpty();
            keep(ledger, tower, attic);
        }
        try (SqliteLedger ledger = open(KEEP)) {
            assertThat(ledger.energy().kept())
                    .containsExactlyInAnyOrderEntriesOf(Map.of("tower", tower, "ättic", attic));
        }
    }

    @Test
    void countsNothingTwiceThatIsWrittenTwice() throws Exception {
        try (SqliteLedger ledger = open(KEEP)) {
            Entry first =
                    entry("tower", 5, on(DAY, amounts(3)), on(DAY, List.of(new Draw(3, 60, 5))));
            keep(ledger, first);
            keep(ledger, first);
            assertThat(ledger.energy().kept()).containsEntry("tower", first);

            LocalDate next = DAY.plusDays(1);
            keep(
                    ledger,
                    entry("tower", 7, on(next, amounts(2)), on(next, List.of(new Draw(4, 1, 1)))));
            keep(ledger, entry("tower", 7, new TreeMap<>(), on(DAY, List.of())));
            Entry kept = requireNonNull(ledger.energy().kept().get("tower"));
            assertThat(kept.all()).isEqualTo(amounts(7));
            assertThat(kept.days()).containsEntry(DAY, amounts(3)).containsEntry(next, amounts(2));
            assertThat(kept.draws()).containsOnlyKeys(next);
        }
    }

    @Test
    void keepsTheNewestFiveYearsOfDaysAndTheWholeSum() throws Exception {
        SortedMap<LocalDate, EnergyAmounts> days = new TreeMap<>();
        for (int i = 0; i < EnergyStore.MOST_DAYS + 10; i++) {
            days.put(DAY.plusDays(i), amounts(i));
        }
        try (SqliteLedger ledger = open(KEEP)) {
            keep(ledger, entry("tower", 9, days, new TreeMap<>()));
            Entry kept = requireNonNull(ledger.energy().kept().get("tower"));
            assertThat(kept.days()).hasSize(EnergyStore.MOST_DAYS);
            assertThat(kept.days().firstKey()).isEqualTo(DAY.plusDays(10));
            assertThat(kept.all()).isEqualTo(amounts(9));
        }
    }

    @Test
    void outlivesTheEventsOfItsTime() throws Exception {
        try (SqliteLedger ledger = open(Duration.ofMillis(1))) {
            keep(ledger, entry("tower", 5, on(DAY, amounts(3)), new TreeMap<>()));
            write(ledger, numbered("tower", 1));
        }
        try (SqliteLedger ledger = open(Duration.ofMillis(1))) {
            // Old events go when nothing waits; what comes after them has come after that.
            await().until(() -> ledger.reader().latest("tower", 5).isEmpty());
            assertThat(ledger.energy().kept()).containsOnlyKeys("tower");
        }
    }

    @Test
    void comesIntoALedgerThatIsOlder() throws Exception {
        Schema first = new Schema(List.of("V1__events.sql"));
        try (SqliteLedger old =
                SqliteLedger.open(state, KEEP, new SimpleMeterRegistry(), 100, first)) {
            write(old, numbered("storage", 1));
        }
        try (SqliteLedger ledger = open(KEEP)) {
            assertThat(ledger.reader().latest("storage", 5)).hasSize(1);
            assertThat(ledger.energy().kept()).isEmpty();
            keep(ledger, entry("tower", 5, on(DAY, amounts(3)), new TreeMap<>()));
            assertThat(ledger.energy().kept()).containsOnlyKeys("tower");
        }
    }

    @Test
    void refusesWhatComesAfterItsEnd() throws Exception {
        SqliteLedger ledger = open(KEEP);
        EnergyStore store = ledger.energy();
        CompletableFuture<Void> before =
                store.keep(List.of(entry("tower", 5, new TreeMap<>(), new TreeMap<>())));
        ledger.close();

        before.get(30, TimeUnit.SECONDS);
        assertThat(store.keep(List.of())).isCompletedExceptionally();
        assertThat(store.kept()).containsOnlyKeys("tower");
    }
}
