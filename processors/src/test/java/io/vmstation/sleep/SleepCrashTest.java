package io.vmstation.sleep;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.ledger.SqliteLedger;
import io.vmstation.node.Node;
import io.vmstation.spi.Event;
import io.vmstation.spi.NodeStates.State;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The process dies in the middle of a sleep and starts again. */
@Timeout(120)
class SleepCrashTest {
    @TempDir Path state;

    @ParameterizedTest
    @CsvSource({
        "arm,     node.armed,     false",
        "cordon,  node.cordoned,  false",
        "drain,   node.drained,   false",
        "suspend, node.suspended, false",
        "suspend, node.suspended, true"
    })
    void theNextStartKnowsHowFarItCameAndWhatTheNodeReallyIs(
            String step, String announced, boolean wentDown) throws Exception {
        killOnceReached(step);

        Node node = SleepSite.node("storage");
        try (SqliteLedger ledger = open()) {
            SleepSite site = siteWith(ledger);
            if (wentDown) {
                site.machine(node).takesOrder();
                site.machine(node).goesDown();
            }
            Event interrupted = ledger.interruptSleepsLeftOpen().get(30, TimeUnit.SECONDS).get(0);
            assertThat(interrupted.node()).isEqualTo("storage");
            assertThat(interrupted.cause()).isEqualTo("idle");
            List<Event> story = ledger.reader().ofWake(interrupted.wake());
            assertThat(story.get(0).kind()).isEqualTo("sleep.requested");
            Event last = story.get(story.size() - 2);
            assertThat(last.kind()).isEqualTo(announced);
            assertThat(last.details()).containsEntry("progress", "begun");

            try (Sleeps sleeps = site.sleeps()) {
                State found = sleeps.findOut(node, interrupted).get(30, TimeUnit.SECONDS);
                assertThat(found).isEqualTo(wentDown ? State.ASLEEP : State.AWAKE);
                assertThat(site.states).containsEntry("storage", found);
            }
        }
        try (SqliteLedger ledger = open()) {
            assertThat(ledger.interruptSleepsLeftOpen().get(30, TimeUnit.SECONDS)).isEmpty();
            assertThat(ledger.reader().latest("storage", 1).get(0).kind())
                    .isEqualTo(wentDown ? "node.asleep" : "sleep.interrupted");
        }
    }

    private static SleepSite siteWith(SqliteLedger ledger) {
        return new SleepSite() {
            @Override
            public CompletableFuture<Void> record(Event event) {
                return ledger.record(event);
            }
        };
    }

    private SqliteLedger open() {
        return SqliteLedger.open(state, Duration.ofDays(365), new SimpleMeterRegistry());
    }

    private void killOnceReached(String step) throws IOException {
        String classPath =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xshare:auto",
                                "-cp",
                                classPath,
                                SleepCrashMain.class.getName(),
                                state.toString(),
                                step)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader lines = child.inputReader()) {
            assertThat(lines.lines().anyMatch("reached"::equals)).isTrue();
        } finally {
            child.destroyForcibly();
            child.onExit().join();
        }
    }
}
