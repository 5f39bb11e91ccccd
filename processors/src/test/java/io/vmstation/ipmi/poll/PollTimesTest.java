package io.vmstation.ipmi.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The moments at which BMCs are polled. */
class PollTimesTest {
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Random random = new Random(42);

    private PollTimes from(long origin) {
        return new PollTimes(origin, bound -> random.nextLong(bound));
    }

    /** A clock of {@link System#nanoTime} may show anything, and run over. */
    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE - 40_000_000_000L, Long.MAX_VALUE})
    void theIntervalIsKeptWhateverTheClockShows(long origin) {
        PollTimes times = from(origin);
        long now = times.first("tower", INTERVAL, origin);
        assertThat(now - origin).isBetween(0L, 5 * SECOND);
        long last = times.next("tower", INTERVAL, now);
        assertThat(last - now).isBetween(13 * SECOND, 47 * SECOND);
        for (int i = 0; i < 100; i++) {
            long next = times.next("tower", INTERVAL, last);
            assertThat(next - last).isBetween(27 * SECOND, 33 * SECOND);
            last = next;
        }
        // It wavers around moments that stay: a little late each time does not add up.
        assertThat(last - now).isBetween(100 * 30 * SECOND - 20 * SECOND, 102 * 30 * SECOND);
    }

    @Test
    void theMomentsOfABmcAreTheSameAfterARestart() {
        long first = from(0).next("tower", INTERVAL, 0);
        long again = from(1000 * SECOND).next("tower", INTERVAL, 1000 * SECOND) - 1000 * SECOND;

        assertThat(Math.abs(first - again)).isLessThan(4 * SECOND);
    }

    @Test
    void fiftyAreSpreadOverTheInterval() {
        PollTimes times = from(0);
        int[] perFifth = new int[5];
        IntStream.range(0, 50)
                .mapToLong(i -> times.next("node" + i, INTERVAL, 0))
                .forEach(at -> perFifth[(int) ((at / SECOND / 6) % 5)]++);

        assertThat(IntStream.of(perFifth)).allMatch(count -> count >= 3 && count <= 20);
    }
}
