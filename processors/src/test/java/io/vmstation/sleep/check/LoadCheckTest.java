package io.vmstation.sleep.check;

import static io.vmstation.sleep.check.Looks.look;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.spi.Evidence.Busy;
import io.vmstation.spi.Evidence.Idle;
import io.vmstation.spi.Evidence.Unknown;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Recorded: {@code 8.49 8.04 5.05 5/314 6393}. */
class LoadCheckTest {
    private static NodeAnswers node(int cpus) {
        return new NodeAnswers()
                .printsRecorded("cat /proc/loadavg", "load/loadavg.txt")
                .prints("nproc", cpus + "\n");
    }

    @Test
    void comparesTheLoadOfEachCpu() {
        assertThat(look(new LoadCheck(), node(4)))
                .isEqualTo(new Busy("load 2.01 per CPU over 5 min, not below 0.25"));
        assertThat(look(new LoadCheck(), node(40)))
                .isEqualTo(new Idle("load 0.20 per CPU over 5 min, below 0.25"));
    }

    @Test
    void comparesTheWholeLoadWhenToldTo() {
        NodeAnswers node = new NodeAnswers().printsRecorded("cat", "load/loadavg.txt");

        assertThat(look(new LoadCheck(), node, Map.of("perCpu", false, "below", 8.1)))
                .isEqualTo(new Idle("load 8.04 over 5 min, below 8.10"));
    }

    @Test
    void looksBackAsFarAsToldTo() {
        assertThat(look(new LoadCheck(), node(20), Map.of("minutes", 1L))).isInstanceOf(Busy.class);
        assertThat(look(new LoadCheck(), node(20), Map.of("minutes", 15L)))
                .isEqualTo(new Busy("load 0.25 per CPU over 15 min, not below 0.25"));
        assertThat(look(new LoadCheck(), node(4), Map.of("minutes", 10L)))
                .isEqualTo(new Unknown("minutes is 10: write 1, 5 or 15"));
    }
}
