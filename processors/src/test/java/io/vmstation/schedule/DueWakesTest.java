package io.vmstation.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.metrics.CatalogueAssertions;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.Schedule;
import io.vmstation.node.TestNode;
import io.vmstation.spi.Event;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DueWakesTest {
    private static final String EVERY_MORNING = "0 30 6 * * *";

    private final SetClock clock = new SetClock("2026-05-04T06:00:00Z");
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Event> events = new ArrayList<>();
    private Nodes nodes = new Nodes(List.of(node("storage", EVERY_MORNING)));
    private final DueWakes wakes =
            new DueWakes(
                    () -> nodes,
                    new NodeTimetable(),
                    clock,
                    event -> {
                        events.add(event);
                        return CompletableFuture.completedFuture(null);
                    },
                    meters);

    private static Node node(String name, String... lines) {
        return TestNode.named(name)
                .schedule(
                        new Schedule(
                                ZoneId.of("UTC"), List.of(lines), List.of(), List.of(), List.of()))
                .build();
    }

    /** All that fell due while the clock went on, second by second. */
    private List<String> tick(Duration length) {
        List<String> due = new ArrayList<>(wakes.look());
        for (long i = 0; i < length.toSeconds(); i++) {
            clock.goOn(Duration.ofSeconds(1));
            due.addAll(wakes.look());
        }
        return due;
    }

    private List<String> lookAt(String time) {
        clock.set(time);
        return wakes.look();
    }

    private double counted(String outcome) {
        return meters.get("vmstation.schedule.wakes")
                .tags("node", "storage", "outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void aWakeFallsDueOnceADay() {
        assertThat(tick(Duration.ofHours(1))).containsExactly("storage");
        assertThat(tick(Duration.ofHours(23))).isEmpty();
        assertThat(tick(Duration.ofHours(1))).containsExactly("storage");
        assertThat(counted("due")).isEqualTo(2);
        CatalogueAssertions.assertCatalogued(meters, "vmstation_schedule_wakes_total");
    }

    @Test
    void nodesFallDueTogetherAndANodeWithTwoLinesFallsDueOnce() {
        nodes =
                new Nodes(
                        List.of(
                                node("storage", EVERY_MORNING, "0 30 * * * *"),
                                node("homelab", EVERY_MORNING),
                                node("never")));

        assertThat(tick(Duration.ofHours(1))).containsExactly("storage", "homelab");
    }

    @Test
    void nothingIsDueAtTheFirstLookNorWhatCameBefore() {
        assertThat(lookAt("2026-05-04T06:30:00Z")).isEmpty();
        assertThat(tick(Duration.ofMinutes(10))).isEmpty();
        assertThat(events).isEmpty();
    }

    @Test
    void aLookThatComesLateFindsTheWakeAllTheSame() {
        lookAt("2026-05-04T06:29:59Z");

        assertThat(lookAt("2026-05-04T06:34:59Z")).containsExactly("storage");
        assertThat(events).isEmpty();
    }

    @Test
    void aWakeThatIsFoundTooLateIsSkippedOnceAndSaidSo() {
        lookAt("2026-05-01T06:00:00Z");

        assertThat(lookAt("2026-05-04T06:40:00Z")).isEmpty();
        assertThat(tick(Duration.ofMinutes(10))).isEmpty();

        assertThat(events)
                .singleElement()
                .isEqualTo(
                        new Event(
                                events.get(0).at(),
                                "schedule.skipped",
                                "storage",
                                "schedule",
                                "schedule",
                                "",
                                Map.of(
                                        "due",
                                        "2026-05-01T06:30Z",
                                        "reason",
                                        "found 72h10m late: the clock was set forward, or the host"
                                                + " stood still")));
        assertThat(counted("skipped")).isEqualTo(1);
    }

    @Test
    void aClockThatIsSetForwardByHoursMakesNoStorm() {
        nodes = new Nodes(List.of(node("storage", "0 * * * * *")));
        tick(Duration.ofMinutes(2));

        assertThat(lookAt("2026-05-04T12:00:30Z")).containsExactly("storage");
        assertThat(events).hasSize(1);
        assertThat(tick(Duration.ofSeconds(29))).isEmpty();
        assertThat(tick(Duration.ofSeconds(1))).containsExactly("storage");
    }

    @Test
    void aClockThatIsSetBackByHoursWakesNobodyASecondTime() {
        assertThat(tick(Duration.ofHours(1))).containsExactly("storage");

        assertThat(lookAt("2026-05-04T05:00:00Z")).isEmpty();
        assertThat(tick(Duration.ofHours(3))).isEmpty();

        assertThat(lookAt("2026-05-04T06:29:00Z")).isEmpty();
        assertThat(tick(Duration.ofMinutes(5))).isEmpty();
        assertThat(events).isEmpty();
    }

    @Test
    void aClockThatIsSetBackStillShowsTheWakesThatItHadNotShown() {
        nodes = new Nodes(List.of(node("storage", "0 30 5,6,8 * * *")));
        assertThat(tick(Duration.ofHours(1))).containsExactly("storage");

        lookAt("2026-05-04T05:00:00Z");

        assertThat(tick(Duration.ofHours(1))).containsExactly("storage");
        assertThat(tick(Duration.ofHours(1))).isEmpty();
        assertThat(tick(Duration.ofHours(2))).containsExactly("storage");
    }

    @Test
    void aClockThatWasYearsAheadDoesNotSilenceTheYearsBetween() {
        tick(Duration.ofMinutes(1));
        lookAt("2036-05-04T06:00:00Z");
        assertThat(tick(Duration.ofHours(1))).containsExactly("storage");

        lookAt("2026-05-04T06:10:00Z");

        assertThat(tick(Duration.ofHours(1))).containsExactly("storage");
        assertThat(tick(Duration.ofDays(1))).containsExactly("storage");
    }

    @Test
    void aClockThatTremblesDoesNotWakeTwice() {
        lookAt("2026-05-04T06:29:59.5Z");
        assertThat(lookAt("2026-05-04T06:30:00.1Z")).containsExactly("storage");
        assertThat(lookAt("2026-05-04T06:29:59.9Z")).isEmpty();
        assertThat(lookAt("2026-05-04T06:30:00.4Z")).isEmpty();
        assertThat(lookAt("2026-05-04T06:30:01Z")).isEmpty();
    }

    @Test
    void aChangedScheduleCountsAtOnceAndForWhatIsYetToCome() {
        tick(Duration.ofMinutes(10));
        nodes = new Nodes(List.of(node("storage", "0 5 6 * * *", "0 15 6 * * *"), node("new")));

        assertThat(tick(Duration.ofMinutes(10))).containsExactly("storage");

        nodes = Nodes.NONE;
        assertThat(tick(Duration.ofHours(2))).isEmpty();
    }
}
