package io.vmstation.ipmi.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackOffTest {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofMinutes(1);

    private final BackOff backOff = new BackOff(FIRST, MOST, new Random(4));

    private Duration next() {
        return backOff.next(Duration.ZERO);
    }

    @Test
    void theRestsDoubleUpToTheLongest() {
        for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
            assertThat(next())
                    .isBetween(Duration.ofMillis(seconds * 500L), Duration.ofSeconds(seconds));
        }
        IntStream.range(0, 100).forEach(i -> assertThat(next()).isLessThanOrEqualTo(MOST));
    }

    @Test
    void noTwoSendersRestEquallyLong() {
        BackOff other = new BackOff(FIRST, MOST, new Random(5));
        assertThat(next()).isNotEqualTo(other.next(Duration.ZERO));
    }

    @Test
    void aSuccessStartsItAnew() {
        IntStream.range(0, 6).forEach(i -> next());
        backOff.reset();
        assertThat(next()).isLessThanOrEqualTo(FIRST);
    }

    @Test
    void whatTheReceiverAsksForIsHonouredWithinReason() {
        assertThat(backOff.next(Duration.ofMinutes(3))).isEqualTo(Duration.ofMinutes(3));
        assertThat(backOff.next(Duration.ofDays(3))).isEqualTo(BackOff.LONGEST);
        assertThat(backOff.next(Duration.ofMillis(1))).isGreaterThan(FIRST);
    }
}
