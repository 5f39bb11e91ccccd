package io.vmstation.sleep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SinceBootTest {
    @TempDir private Path folder;

    @Test
    void countsTheTimeInWhichTheMachineWasSuspended() throws Exception {
        Path uptime = folder.resolve("uptime");
        Files.writeString(uptime, "4711.25 9000.00\n");
        SinceBoot clock = new SinceBoot(uptime);
        assertThat(clock.getAsLong()).isEqualTo(4_711_250_000_000L);

        Files.writeString(uptime, "33511.25 9000.10\n");
        assertThat(clock.getAsLong()).isEqualTo(33_511_250_000_000L);
    }

    @Test
    void neverGoesBack() throws Exception {
        Path uptime = folder.resolve("uptime");
        Files.writeString(uptime, "20.00 1.00\n");
        SinceBoot clock = new SinceBoot(uptime);
        long before = clock.getAsLong();
        Files.writeString(uptime, "10.00 1.00\n");
        assertThat(clock.getAsLong()).isGreaterThanOrEqualTo(before);
    }

    @Test
    void goesOnWhereTheUptimeCannotBeRead() throws Exception {
        Path uptime = folder.resolve("uptime");
        Files.writeString(uptime, "20.00 1.00\n");
        SinceBoot clock = new SinceBoot(uptime);
        long before = clock.getAsLong();
        for (String broken : new String[] {"", "soon later"}) {
            Files.writeString(uptime, broken);
            long next = clock.getAsLong();
            assertThat(next).isGreaterThan(before);
            before = next;
        }
        Files.delete(uptime);
        assertThat(clock.getAsLong()).isGreaterThan(before);
    }

    @Test
    void readsTheUptimeOfThisMachine() {
        SinceBoot clock = new SinceBoot(SinceBoot.UPTIME);
        long first = clock.getAsLong();
        long second = clock.getAsLong();
        assertThat(Duration.ofNanos(second - first))
                .isBetween(Duration.ZERO, Duration.ofSeconds(50));
    }
}
