package io.vmstation.share.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BurstsTest {
    private final AtomicLong now = new AtomicLong(-5);
    private final Bursts bursts = new Bursts(Duration.ofSeconds(30), now::get);

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void theFirstEventBeginsOneAndTheRestBelongsToIt() {
        assertThat(bursts.mayBegin("10.0.0.5")).isTrue();
        bursts.begin("10.0.0.5");
        bursts.ended("10.0.0.5");

        pass(Duration.ofSeconds(29));
        assertThat(bursts.mayBegin("10.0.0.5")).isFalse();
    }

    @Test
    void anotherOneBeginsAfterTheQuietTimeThoughEventsNeverCeased() {
        bursts.begin("10.0.0.5");
        bursts.ended("10.0.0.5");
        for (int second = 0; second < 30; second++) {
            assertThat(bursts.mayBegin("10.0.0.5")).isFalse();
            pass(Duration.ofSeconds(1));
        }
        assertThat(bursts.mayBegin("10.0.0.5")).isTrue();
    }

    @Test
    void noneBeginsWhileWhatTheLastOneCausedIsUnderWay() {
        bursts.begin("10.0.0.5");
        pass(Duration.ofMinutes(3));
        assertThat(bursts.mayBegin("10.0.0.5")).isFalse();

        bursts.ended("10.0.0.5");
        assertThat(bursts.mayBegin("10.0.0.5")).isTrue();
    }

    @Test
    void oneSourceDoesNotHideAnother() {
        bursts.begin("10.0.0.5");
        assertThat(bursts.mayBegin("10.0.0.6")).isTrue();
    }

    @Test
    void remembersOnlySoManySources() {
        for (int source = 0; source < 5000; source++) {
            bursts.begin("source " + source);
        }
        assertThat(bursts.mayBegin("source 4999")).isFalse();
        assertThat(bursts.mayBegin("source 0")).isTrue();
    }
}
