package io.vmstation.ipmi.source.freeipmi;

import static io.vmstation.ipmi.reading.SensorState.CRITICAL;
import static io.vmstation.ipmi.reading.SensorState.UNKNOWN;
import static io.vmstation.ipmi.reading.SensorState.WARNING;
import static io.vmstation.ipmi.source.tool.SourceSite.recorded;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.ipmi.reading.SelEvent;
import io.vmstation.ipmi.source.tool.WholeText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SelTableTest {
    private final List<SelEvent> events =
            SelTable.rows(WholeText.linesOf(recorded("freeipmi/dell-sel.csv")));

    @Test
    void everyRowIsAnEventAndNothingElseIs() {
        assertThat(events).extracting(SelEvent::id).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void timesAreSecondsOfTheLogWhateverTheTimeZone() {
        assertThat(events.get(0).at()).contains(Instant.parse("2022-03-03T10:21:33Z"));
    }

    @Test
    void anEventBeforeTheControllerHadAClockHasNoTime() {
        assertThat(events.get(1))
                .isEqualTo(
                        new SelEvent(
                                2,
                                Optional.empty(),
                                "Sensor #211",
                                "Memory",
                                WARNING,
                                "Correctable memory error ; OEM Event Data3 code = 34h"));
    }

    @Test
    void commasInNamesAndEventsStay() {
        assertThat(events.get(3).sensor()).isEqualTo("Temp, left");
        assertThat(events.get(3).state()).isEqualTo(CRITICAL);
        assertThat(events.get(4).text()).startsWith("Timer expired, status only ; Timer use");
    }

    @Test
    void whatAMakerDefinedIsNotJudged() {
        assertThat(events.get(5))
                .isEqualTo(
                        new SelEvent(
                                6,
                                Optional.empty(),
                                "N/A",
                                "N/A",
                                UNKNOWN,
                                "OEM defined = 01h 02h 03h"));
    }
}
