package io.vmstation.watch;

import static io.vmstation.watch.Machines.nodes;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.sleep.TestTime;
import io.vmstation.spi.NodeActivity.Use;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LastUsedTest {
    private final TestTime time = new TestTime();
    private final LastUsed used = new LastUsed(time::nanos, time::now);

    @Test
    void knowsOfNoUseAtFirst() {
        assertThat(used.last("storage")).isEmpty();
    }

    @Test
    void keepsTheLastUseOfEachNode() {
        Instant evening = time.now();
        used.used("storage", "one");
        used.used("storage", "another");
        used.used("gamer", "a third");
        time.pass(Duration.ofMinutes(1));
        assertThat(used.last("storage"))
                .contains(new Use(evening, Duration.ofMinutes(1), "another"));
    }

    @Test
    void agesByNoClockThatSomebodySets() {
        used.used("storage", "one");
        time.jump(Duration.ofDays(-1));
        time.pass(Duration.ofMinutes(3));
        assertThat(used.last("storage").map(Use::ago)).contains(Duration.ofMinutes(3));
    }

    @Test
    void forgetsNodesThatAreGone() {
        used.used("storage", "one");
        used.used("gone", "one");
        used.retain(nodes("storage"));
        assertThat(used.last("storage")).isPresent();
        assertThat(used.last("gone")).isEmpty();
    }
}
