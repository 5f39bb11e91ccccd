package io.vmstation.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.ledger.SqliteLedger;
import io.vmstation.node.Nodes;
import io.vmstation.node.TestNode;
import io.vmstation.spi.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
    private static final Instant START = Instant.parse("2026-11-22T06:30:00Z");

    private final History history = new History();
    private int second;

    private Event event(String kind, String id, String... details) {
        Map<String, String> map = details.length == 0 ? Map.of() : Map.of(details[0], details[1]);
        Instant at = START.plusSeconds(second++);
        return new Event(at, kind, "tower", "connect", "192.0.2.7", id, map);
    }

    private void happens(String kind, String id, String... details) {
        history.accept(event(kind, id, details));
    }

    @Test
    void tellsAWakeFromItsRequestToItsEnd() {
        happens("wake.requested", "1", "service", "web");
        happens("packet.sent", "1");
        happens("node.reachable", "1");
        assertThat(history.find("tower", "1").orElseThrow().end()).isEmpty();
        happens("wake.completed", "1");

        Story wake = history.wakes("tower").get(0);
        assertThat(wake.source()).isEqualTo("192.0.2.7");
        assertThat(wake.service()).isEqualTo("web");
        assertThat(wake.stages()).extracting(Story.Stage::event).containsExactly("node.reachable");
        assertThat(wake.end().map(Story.End::outcome)).contains("ready");
        assertThat(wake.took()).contains(Duration.ofSeconds(3));
    }

    @Test
    void keepsTheFirstEndAndWhatHappensAfterIt() {
        happens("sleep.requested", "2");
        happens("node.cordoned", "2");
        happens("sleep.failed", "2", "reason", "it refused");
        happens("sleep.undone", "2", "detail", "node.cordoned");
        happens("sleep.aborted", "2");

        Story sleep = history.sleeps("tower").get(0);
        assertThat(sleep.end().flatMap(Story.End::reason)).contains("it refused");
        assertThat(sleep.stages())
                .extracting(Story.Stage::event)
                .containsExactly("node.cordoned", "sleep.undone");
        assertThat(history.wakes("tower")).isEmpty();
    }

    @Test
    void tellsWhatCouldNotBeTakenBack() {
        happens("sleep.requested", "2");
        happens("undo.failed", "2", "reason", "the API server is away");

        assertThat(history.sleeps("tower").get(0).stages())
                .extracting(Story.Stage::event)
                .containsExactly("undo.failed");
    }

    @Test
    void forgetsWhatIsOldAndIgnoresWhatBelongsToNothing() {
        for (int i = 0; i < 30; i++) {
            happens("wake.requested", "wake " + i);
        }
        happens("source.ignored", "");
        happens("node.uncordoned", "");
        happens("service.ready", "never requested");

        assertThat(history.wakes("tower")).hasSize(History.KEPT);
        assertThat(history.wakes("tower").get(0).id()).isEqualTo("wake 29");
        assertThat(history.find("tower", "wake 3")).isEmpty();
        assertThat(history.wakes("attic")).isEmpty();
    }

    @Test
    void doesNotGrowWithAStoryThatNeverEnds() {
        happens("wake.requested", "1");
        for (int i = 0; i < 1000; i++) {
            happens("service.ready", "1");
        }
        happens("wake.failed", "1");
        assertThat(history.wakes("tower").get(0).stages()).hasSizeLessThan(100);
        assertThat(history.wakes("tower").get(0).end()).isPresent();
    }

    @Test
    void remembersWhatTheLedgerDoes(@TempDir Path folder) throws Exception {
        try (SqliteLedger ledger =
                SqliteLedger.open(folder, Duration.ofDays(365), new SimpleMeterRegistry())) {
            for (Event event :
                    List.of(
                            event("wake.requested", "1"),
                            event("packet.sent", "1"),
                            event("wake.completed", "1"),
                            event("sleep.requested", "2"),
                            event("node.asleep", "2"))) {
                ledger.record(event).get(30, TimeUnit.SECONDS);
            }
            history.load(ledger.reader(), new Nodes(List.of(TestNode.named("tower").build())));
        }
        assertThat(history.wakes("tower")).extracting(Story::id).containsExactly("1");
        assertThat(history.sleeps("tower").get(0).end().map(Story.End::outcome))
                .isEqualTo(Optional.of("asleep"));
    }
}
