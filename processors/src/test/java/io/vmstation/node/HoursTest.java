package io.vmstation.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HoursTest {
    @Test
    void daysAndTimesAreRead() {
        assertThat(Hours.parse("sat, SUN  0:00 - 09:30"))
                .isEqualTo(
                        new Hours(
                                Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY),
                                LocalTime.MIDNIGHT,
                                LocalTime.of(9, 30)));
        assertThat(Hours.parse("22:00-24:00"))
                .isEqualTo(
                        new Hours(
                                Set.of(DayOfWeek.values()),
                                LocalTime.of(22, 0),
                                LocalTime.MIDNIGHT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "22:00-06:00 | 22:00-06:00",
                "mon-fri 8:00-18:00 | MON-FRI 08:00-18:00",
                "SUN,SAT 00:00-09:00 | SAT,SUN 00:00-09:00",
                "FRI-MON 08:00-09:00 | MON,FRI,SAT,SUN 08:00-09:00",
                "MON-SUN 08:00-09:00 | 08:00-09:00",
                "WED 08:00-09:00 | WED 08:00-09:00",
                "00:00-24:00 | 00:00-24:00",
                "SUN 22:00-00:00 | SUN 22:00-24:00"
            })
    void theyAreShownAsTheyCanBeRead(String written, String shown) {
        assertThat(Hours.parse(written)).hasToString(shown);
        assertThat(Hours.parse(shown)).isEqualTo(Hours.parse(written));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "22:00",
                "22-06",
                "24:00-06:00",
                "22:00-24:01",
                "22:60-23:00",
                "MO 08:00-09:00",
                "MON- 08:00-09:00",
                "MON,,TUE 08:00-09:00",
                "MON 08:00-09:00 TUE"
            })
    void whatIsNoHoursIsRefused(String written) {
        assertThatIllegalArgumentException().isThrownBy(() -> Hours.parse(written));
    }
}
