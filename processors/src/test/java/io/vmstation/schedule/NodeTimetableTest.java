package io.vmstation.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.node.Hours;
import io.vmstation.node.Node;
import io.vmstation.node.Schedule;
import io.vmstation.node.TestNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clocks in Berlin go forward on 29 March 2026 at 02:00 and back on 25 October 2026 at 03:00. */
class NodeTimetableTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final NodeTimetable timetable = new NodeTimetable();

    private static Instant at(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    private static List<Hours> hours(String... written) {
        return Stream.of(written).map(Hours::parse).toList();
    }

    private static Node node(Schedule schedule) {
        return TestNode.named("storage").schedule(schedule).build();
    }

    private static Node quiet(List<String> causes, String... written) {
        return node(new Schedule(BERLIN, List.of(), hours(written), causes, List.of()));
    }

    private static Node neverSleeping(String... written) {
        return node(new Schedule(BERLIN, List.of(), List.of(), List.of(), hours(written)));
    }

    private boolean isQuiet(String written, String time) {
        return timetable.refusal(quiet(List.of(), written), "connect", at(time)).isPresent();
    }

    private String neverSleepsUntil(String time, String... written) {
        return timetable
                .neverSleepUntil(neverSleeping(written), at(time))
                .map(until -> until.atZone(BERLIN).toOffsetDateTime().toString())
                .orElse("");
    }

    @ParameterizedTest
    @CsvSource({
        "08:00-18:00, 2026-05-04T07:59:59+02:00, false",
        "08:00-18:00, 2026-05-04T08:00+02:00, true",
        "08:00-18:00, 2026-05-04T17:59:59.9+02:00, true",
        "08:00-18:00, 2026-05-04T18:00+02:00, false",
        "22:00-06:00, 2026-05-04T21:59+02:00, false",
        "22:00-06:00, 2026-05-04T22:00+02:00, true",
        "22:00-06:00, 2026-05-05T05:59+02:00, true",
        "22:00-06:00, 2026-05-05T06:00+02:00, false",
        "00:00-24:00, 2026-05-04T00:00+02:00, true",
        "00:00-24:00, 2026-05-04T23:59:59+02:00, true",
        "12:00-12:00, 2026-05-05T11:59+02:00, true"
    })
    void quietHoursBeginAndEndOnTheMinute(String hours, String time, boolean quiet) {
        assertThat(isQuiet(hours, time)).isEqualTo(quiet);
    }

    @ParameterizedTest
    @CsvSource({
        "'SAT,SUN 00:00-09:00', 2026-05-01T08:00+02:00, false",
        "'SAT,SUN 00:00-09:00', 2026-05-02T08:00+02:00, true",
        "'SAT,SUN 00:00-09:00', 2026-05-03T08:00+02:00, true",
        "'SAT,SUN 00:00-09:00', 2026-05-04T08:00+02:00, false",
        "FRI-MON 08:00-18:00, 2026-05-03T08:00+02:00, true",
        "FRI-MON 08:00-18:00, 2026-05-05T08:00+02:00, false",
        "FRI 22:00-06:00, 2026-05-02T05:00+02:00, true",
        "FRI 22:00-06:00, 2026-05-01T05:00+02:00, false",
        "SUN 00:00-24:00, 2026-05-03T23:00+02:00, true",
        "SUN 00:00-24:00, 2026-05-04T00:00+02:00, false"
    })
    void theDaysAreThoseOnWhichTheHoursBegin(String hours, String time, boolean quiet) {
        assertThat(isQuiet(hours, time)).isEqualTo(quiet);
    }

    @ParameterizedTest
    @CsvSource({
        "22:00-06:00, 2026-03-29T05:59+02:00, true",
        "22:00-06:00, 2026-03-29T06:00+02:00, false",
        "22:00-06:00, 2026-10-25T05:59+01:00, true",
        "22:00-06:00, 2026-10-25T06:00+01:00, false",
        "02:30-04:00, 2026-03-29T01:59+01:00, false",
        "02:30-04:00, 2026-03-29T03:00+02:00, true",
        "22:00-02:30, 2026-03-29T01:59+01:00, true",
        "22:00-02:30, 2026-03-29T03:00+02:00, false",
        "02:00-03:00, 2026-03-29T03:00+02:00, false",
        "02:30-04:00, 2026-10-25T02:29+02:00, false",
        "02:30-04:00, 2026-10-25T02:30+02:00, true",
        "02:30-04:00, 2026-10-25T02:15+01:00, true",
        "22:00-02:30, 2026-10-25T02:45+02:00, true",
        "22:00-02:30, 2026-10-25T02:29+01:00, true",
        "22:00-02:30, 2026-10-25T02:30+01:00, false"
    })
    void quietHoursGoThroughAChangeOfTheClocks(String hours, String time, boolean quiet) {
        assertThat(isQuiet(hours, time)).isEqualTo(quiet);
    }

    @Test
    void aRefusalNamesTheHoursAndTheCausesThatMayWake() {
        Instant night = at("2026-05-02T05:00+02:00");

        assertThat(timetable.refusal(quiet(List.of(), "FRI,SUN 22:00-06:00"), "api", night))
                .contains(
                        "it has quiet hours, FRI,SUN 22:00-06:00 (Europe/Berlin), in which nothing"
                                + " wakes it");
        assertThat(timetable.refusal(quiet(List.of("api"), "00:00-24:00"), "connect", night))
                .contains(
                        "it has quiet hours, 00:00-24:00 (Europe/Berlin), in which only api wakes it");
        assertThat(
                        timetable.refusal(
                                quiet(List.of("api", "schedule", "share"), "TUE-SAT 00:00-07:30"),
                                "connect",
                                night))
                .contains(
                        "it has quiet hours, TUE-SAT 00:00-07:30 (Europe/Berlin), in which only"
                                + " api, schedule and share wake it");
        assertThat(timetable.refusal(quiet(List.of("api"), "00:00-24:00"), "api", night)).isEmpty();
    }

    @Test
    void aNodeWithoutAScheduleIsNeverRefusedNorKeptAwakeNorWoken() {
        Node free = node(Schedule.empty(BERLIN));
        Instant now = at("2026-05-02T05:00+02:00");

        assertThat(timetable.refusal(free, "connect", now)).isEmpty();
        assertThat(timetable.neverSleepUntil(free, now)).isEmpty();
        assertThat(timetable.nextWake(free, now)).isEmpty();
    }

    @Test
    void aNodeIsKeptAwakeUntilTheHoursEndAndThoseThatFollowOnThem() {
        assertThat(neverSleepsUntil("2026-05-04T07:59+02:00", "MON-FRI 08:00-18:00")).isEmpty();
        assertThat(neverSleepsUntil("2026-05-04T08:00+02:00", "MON-FRI 08:00-18:00"))
                .isEqualTo("2026-05-04T18:00+02:00");
        assertThat(neverSleepsUntil("2026-05-04T08:00+02:00", "08:00-18:00", "17:00-02:00"))
                .isEqualTo("2026-05-05T02:00+02:00");
        assertThat(neverSleepsUntil("2026-10-25T01:00+02:00", "00:00-06:00"))
                .isEqualTo("2026-10-25T06:00+01:00");
    }

    @Test
    void hoursThatNeverEndAreSaidToLastForAWhile() {
        Instant now = at("2026-05-04T08:00+02:00");

        assertThat(timetable.neverSleepUntil(neverSleeping("00:00-24:00"), now))
                .hasValueSatisfying(
                        until -> assertThat(until).isAfter(now.plusSeconds(7 * 86_400)));
    }

    @Test
    void theNextWakeIsThatOfTheLineThatComesFirst() {
        Node node =
                node(
                        new Schedule(
                                BERLIN,
                                List.of("0 30 6 * * MON-FRI", "0 0 9 * * SAT"),
                                List.of(),
                                List.of(),
                                List.of()));

        assertThat(timetable.nextWake(node, at("2026-05-01T07:00+02:00")))
                .contains(at("2026-05-02T09:00+02:00"));
        assertThat(timetable.nextWake(node, at("2026-05-02T09:00+02:00")))
                .isEqualTo(Optional.of(at("2026-05-04T06:30+02:00")));
    }
}
