package io.vmstation.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vmstation.spi.EnergyStore.Draw;
import io.vmstation.spi.NodeStates.State;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a node draws awake and idle. */
class IdleDrawTest {
    private final Lab lab = new Lab();

    private double idle() {
        return lab.report().idleWatts().orElse(Double.NaN);
    }

    @Test
    void isTheLowEndOfWhatTheNodeDrawsAwake() {
        Random random = new Random(4);
        lab.measure(90);
        for (int i = 0; i < 8 * 120; i++) {
            lab.pass(30);
            lab.measure(i % 4 < 2 ? 90 + random.nextDouble() : 150 + random.nextInt(100));
        }
        assertThat(idle()).isBetween(89.0, 92.0);

        for (int i = 0; i < 120; i++) {
            lab.pass(30);
            lab.measure(70);
        }
        assertThat(idle()).isCloseTo(70, within(1.0));
    }

    @Test
    void leavesOutHowTheMachineBootsAndFallsAsleep() {
        for (int i = 0; i < 20; i++) {
            lab.see(State.WAKING);
            lab.hold(20, Duration.ofMinutes(1));
            lab.see(State.AWAKE);
            lab.hold(30, Duration.ofMinutes(2));
            lab.hold(100, Duration.ofMinutes(15));
            // It sleeps already, and nobody has seen it yet.
            lab.hold(4, Duration.ofMinutes(2));
            lab.see(State.ASLEEP);
            lab.hold(4, Duration.ofMinutes(30));
        }
        assertThat(idle()).isCloseTo(100, within(1e-9));
    }

    @Test
    void isNotKnownBeforeThereIsAnHourOfReadings() {
        lab.hold(90, Duration.ofMinutes(65));
        assertThat(lab.report().idleWatts()).isEmpty();
        lab.hold(90, Duration.ofMinutes(5));
        assertThat(lab.report().idleWatts()).isPresent();
    }

    @Test
    void followsTheLastSevenDaysOfBeingAwake() {
        for (int day = 0; day < 5; day++) {
            lab.hold(60, Duration.ofHours(24));
        }
        assertThat(idle()).isCloseTo(60, within(0.1));
        lab.see(State.ASLEEP);
        lab.hold(5, Duration.ofDays(60));
        assertThat(idle()).isCloseTo(60, within(0.1));

        // A disk more.
        lab.see(State.AWAKE);
        for (int day = 0; day < 8; day++) {
            lab.hold(70, Duration.ofHours(24));
        }
        assertThat(idle()).isCloseTo(70, within(0.1));
    }

    @Test
    void keepsOlderDaysWhenTheLatestOnesHoldTooLittle() {
        lab.hold(90, Duration.ofHours(2));
        for (int day = 0; day < 30; day++) {
            lab.see(State.ASLEEP);
            lab.hold(5, Duration.ofMinutes(24 * 60 - 8));
            lab.see(State.AWAKE);
            lab.hold(90, Duration.ofMinutes(8));
        }
        assertThat(idle()).isCloseTo(90, within(1e-6));
    }

    @Test
    void staysSmallWhateverTheReadingsAre() {
        Random random = new Random(4);
        lab.measure(1);
        for (int i = 0; i < 50_000; i++) {
            lab.pass(10);
            lab.measure(random.nextDouble() * 15_000);
        }
        List<List<Draw>> days = lab.meter.takeChanges().get(0).draws().values().stream().toList();
        assertThat(days).hasSizeLessThanOrEqualTo(IdleDraw.DAYS);
        assertThat(days).allSatisfy(day -> assertThat(day).hasSizeLessThan(500));
    }
}
