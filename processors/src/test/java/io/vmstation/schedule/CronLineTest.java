package io.vmstation.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * In Berlin clocks show no time from 02:00 to 03:00 on 29 March 2026, and every time from 02:00 to
 * 03:00 twice on 25 October 2026.
 */
class CronLineTest {
    private static final String BERLIN = "Europe/Berlin";

    private static List<String> next(String line, String after, String zone, int count) {
        CronLine cron = CronLine.parse(line);
        List<String> found = new ArrayList<>();
        Optional<Instant> next =
                cron.next(OffsetDateTime.parse(after).toInstant(), ZoneId.of(zone));
        while (next.isPresent() && found.size() < count) {
            found.add(next.get().atZone(ZoneId.of(zone)).toOffsetDateTime().toString());
            next = cron.next(next.get(), ZoneId.of(zone));
        }
        return found;
    }

    @Test
    void comesOnTheDaysThatItNames() {
        assertThat(next("0 30 6 * * MON-FRI", "2026-11-19T12:00+01:00", BERLIN, 3))
                .containsExactly(
                        "2026-11-20T06:30+01:00",
                        "2026-11-23T06:30+01:00",
                        "2026-11-24T06:30+01:00");
        assertThat(next("0 0 6 * * 0", "2026-01-01T00:00Z", "UTC", 1))
                .containsExactly("2026-01-04T06:00Z");
        assertThat(next("0 0 6 * * SUN", "2026-01-01T00:00Z", "UTC", 1))
                .containsExactly("2026-01-04T06:00Z");
        assertThat(next("0 0 6 L * *", "2026-02-01T00:00Z", "UTC", 2))
                .containsExactly("2026-02-28T06:00Z", "2026-03-31T06:00Z");
    }

    @Test
    void meansTheTimeOfItsZone() {
        assertThat(next("0 30 6 * * *", "2026-01-01T00:00Z", "Asia/Kathmandu", 1))
                .containsExactly("2026-01-01T06:30+05:45");
        assertThat(next("0 30 6 * * *", "2026-07-01T00:00Z", "America/New_York", 1))
                .containsExactly("2026-07-01T06:30-04:00");
    }

    @Test
    void comesOnceAtTheFirstMomentAfterTheHourThatIsLeftOut() {
        assertThat(next("0 30 2 * * *", "2026-03-28T12:00+01:00", BERLIN, 3))
                .containsExactly(
                        "2026-03-29T03:00+02:00",
                        "2026-03-30T02:30+02:00",
                        "2026-03-31T02:30+02:00");
        assertThat(next("0 */20 * * * *", "2026-03-29T01:30+01:00", BERLIN, 3))
                .containsExactly(
                        "2026-03-29T01:40+01:00",
                        "2026-03-29T03:00+02:00",
                        "2026-03-29T03:20+02:00");
    }

    @Test
    void comesOnceInTheHourThatIsRepeated() {
        assertThat(next("0 30 2 * * *", "2026-10-24T12:00+02:00", BERLIN, 2))
                .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
        assertThat(next("0 30 2 * * *", "2026-10-25T02:10+01:00", BERLIN, 1))
                .containsExactly("2026-10-26T02:30+01:00");
        assertThat(next("* * * * * *", "2026-10-25T02:00:10+01:00", BERLIN, 1))
                .containsExactly("2026-10-25T03:00+01:00");
        assertThat(next("0 0 * * * *", "2026-10-25T01:30+02:00", BERLIN, 3))
                .containsExactly(
                        "2026-10-25T02:00+02:00",
                        "2026-10-25T03:00+01:00",
                        "2026-10-25T04:00+01:00");
    }

    @Test
    void knowsZonesThatChangeAtMidnight() {
        // Clocks in Santiago go from 23:59:59 to 01:00 on 6 September 2026.
        assertThat(next("0 0 0 * * *", "2026-09-05T12:00-04:00", "America/Santiago", 2))
                .containsExactly("2026-09-06T01:00-03:00", "2026-09-07T00:00-03:00");
    }

    @Test
    void comesInLeapYearsOnly() {
        assertThat(next("0 0 6 29 2 *", "2026-03-01T00:00Z", "UTC", 2))
                .containsExactly("2028-02-29T06:00Z", "2032-02-29T06:00Z");
        assertThat(next("0 0 6 * 2 *", "2028-02-28T12:00Z", "UTC", 1))
                .containsExactly("2028-02-29T06:00Z");
    }

    @Test
    void isOverOnceItHasCome() {
        assertThat(next("0 30 6 * * *", "2026-01-01T06:30:00.5Z", "UTC", 1))
                .containsExactly("2026-01-02T06:30Z");
        assertThat(next("0 30 6 * * *", "2026-01-01T06:29:59.999Z", "UTC", 1))
                .containsExactly("2026-01-01T06:30Z");
    }

    @ParameterizedTest
    @CsvSource({
        "30 6 * * MON-FRI, has 5 fields: write six",
        "@daily, has 1 field: write six",
        "'', has 1 field: write six",
        "0 30 6 * * * 2026, has 7 fields: write six",
        "0 30 25 * * *, 'is not a cron line (Value 25 not in range [0, 23]): write six'",
        "0 30 6 * * MOND, 'is not a cron line (Invalid chars in expression! Expression: MOND'",
        "0 0 6 30 2 *, never comes",
        "0 0 6 ? * ?, never comes"
    })
    void refusesWhatIsNoCronLineOrNeverComes(String line, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CronLine.parse(line))
                .withMessageStartingWith(message);
    }
}
