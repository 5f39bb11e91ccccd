package io.vmstation.ledger;

import static io.vmstation.ledger.Samples.KEEP;
import static io.vmstation.ledger.Samples.completed;
import static io.vmstation.ledger.Samples.event;
import static io.vmstation.ledger.Samples.numbered;
import static io.vmstation.ledger.Samples.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.spi.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerReaderTest {
    private final Path state;
    private final SqliteLedger ledger;
    private final LedgerReader reader;

    LedgerReaderTest(@TempDir Path state) {
        this.state = state;
        ledger = SqliteLedger.open(state, KEEP, new SimpleMeterRegistry());
        reader = ledger.reader();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void showsTheNewestEventsOfANodeAndOfNoOther() throws Exception {
        write(ledger, numbered("a", 1), numbered("b", 2), numbered("a", 3), numbered("a", 4));

        assertThat(reader.latest("a", 2)).containsExactly(numbered("a", 4), numbered("a", 3));
        assertThat(reader.latest("nobody-knows", 2)).isEmpty();
    }

    @Test
    void showsTheNewestEventsOfSomeKinds() throws Exception {
        write(
                ledger,
                event("wake.requested", "a", "1"),
                event("packet.sent", "a", "1"),
                event("wake.completed", "b", "2"),
                event("wake.completed", "a", "1"));

        assertThat(reader.latest("a", List.of("wake.requested", "wake.completed"), 5))
                .extracting(Event::kind)
                .containsExactly("wake.completed", "wake.requested");
        assertThat(reader.latest("a", List.of("wake.requested", "wake.completed"), 1)).hasSize(1);
    }

    @Test
    void tellsTheStoryOfAWakeInOrder() throws Exception {
        write(
                ledger,
                event("wake.requested", "a", "1"),
                event("wake.requested", "b", "2"),
                event("packet.sent", "a", "1"),
                event("source.ignored", "a", ""),
                event("wake.completed", "a", "1"));

        assertThat(reader.ofWake("1"))
                .extracting(Event::kind)
                .containsExactly("wake.requested", "packet.sent", "wake.completed");
        assertThat(reader.ofWake("")).isEmpty();
    }

    @Test
    void knowsNoTypicalWakeBeforeTheFirst() throws Exception {
        write(ledger, event("wake.failed", "a", "1"), completed("b", "5000"));

        assertThat(reader.typicalWake("a")).isEmpty();
    }

    @Test
    void typicalWakeIsTheMiddleOfAnOddNumber() throws Exception {
        write(ledger, completed("a", "90000"), completed("a", "1000"), completed("a", "20000"));

        assertThat(reader.typicalWake("a")).contains(Duration.ofSeconds(20));
    }

    @Test
    void typicalWakeIsBetweenTheTwoInTheMiddleOfAnEvenNumber() throws Exception {
        write(ledger, completed("a", "9"), completed("a", "100"), completed("a", "10"));
        write(ledger, completed("a", "20"));

        assertThat(reader.typicalWake("a")).contains(Duration.ofMillis(15));
    }

    @Test
    void typicalWakeForgetsWakesBeforeTheLastTen() throws Exception {
        for (int i = 0; i < 20; i++) {
            write(ledger, completed("a", "1"));
        }
        for (int i = 0; i < LedgerReader.WAKES_LOOKED_AT; i++) {
            write(ledger, completed("a", "7000"));
        }

        assertThat(reader.typicalWake("a")).contains(Duration.ofSeconds(7));
    }

    @Test
    void typicalWakePassesOverWakesWithoutADuration() throws Exception {
        write(ledger, completed("a", "soon"), event("wake.completed", "a", "1"));
        write(ledger, completed("a", "3000"));

        assertThat(reader.typicalWake("a")).contains(Duration.ofSeconds(3));
    }

    @Test
    void saysWhichFileCannotBeRead() throws Exception {
        ledger.close();
        Files.delete(state.resolve("vmstation.db"));

        assertThatExceptionOfType(LedgerFailure.class)
                .isThrownBy(() -> reader.latest("a", 1))
                .withMessageContaining(state.resolve("vmstation.db").toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from event where node = 'a' order by id desc limit 5",
                "select * from event where wake = 'a' and wake <> '' order by id",
                "select id from event where at < 5 order by at limit 5",
                "select * from event where kind = 'wake.completed' and node = 'a'"
                        + " order by id desc limit 10",
                "select min(id) from event as asked where kind = 'wake.requested' and wake <> ''"
                        + " and not exists (select 1 from event as ended where ended.wake ="
                        + " asked.wake and ended.wake <> '' and ended.kind in ('wake.failed'))"
                        + " group by wake"
            })
    void everyQuestionIsAnsweredByAnIndex(String question) throws Exception {
        try (Connection stranger = Samples.stranger(state);
                Statement statement = stranger.createStatement();
                ResultSet step = statement.executeQuery("explain query plan " + question)) {
            while (step.next()) {
                String plan = step.getString("detail");
                assertThat(plan)
                        .satisfiesAnyOf(
                                p -> assertThat(p).contains("INDEX"),
                                p -> assertThat(p).contains("SUBQUERY"),
                                p -> assertThat(p).contains("B-TREE FOR ORDER BY"));
            }
        }
    }
}
