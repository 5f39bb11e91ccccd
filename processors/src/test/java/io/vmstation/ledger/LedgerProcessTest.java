package io.vmstation.ledger;

import static io.vmstation.ledger.Samples.KEEP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.spi.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path state;

    LedgerProcessTest(@TempDir Path state) {
        this.state = state;
    }

    private SqliteLedger open() {
        return SqliteLedger.open(state, KEEP, new SimpleMeterRegistry());
    }

    private List<Long> numbersKept() {
        try (SqliteLedger ledger = open()) {
            List<Event> newestFirst = ledger.reader().latest("child", Integer.MAX_VALUE);
            return newestFirst.stream()
                    .map(event -> Long.valueOf(event.details().get("number")))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }

    @Test
    void losesNothingThatItAcknowledgedWhenKilled() throws Exception {
        for (int round = 1; round <= 3; round++) {
            int enough = round * 700;
            Path folder = state.resolve("round" + round);
            Set<Long> acknowledged;
            try (ChildWriter child = new ChildWriter(folder)) {
                await().atMost(PATIENCE).until(() -> child.written.size() >= enough);
                acknowledged = child.kill();
            }
            try (SqliteLedger ledger = SqliteLedger.open(folder, KEEP, new SimpleMeterRegistry())) {
                List<Event> kept = ledger.reader().latest("child", Integer.MAX_VALUE);
                List<Long> numbers =
                        kept.stream()
                                .map(event -> Long.valueOf(event.details().get("number")))
                                .toList();

                assertThat(numbers).containsAll(acknowledged);
                // Newest first and without a gap: the order of the calls was kept.
                for (int i = 0; i < numbers.size(); i++) {
                    assertThat(numbers.get(i)).isEqualTo(numbers.size() - 1L - i);
                }
            }
        }
    }

    @Test
    void leavesNoCopiesOfTheNativeLibraryBehindWhenKilled() throws Exception {
        for (int round = 0; round < 2; round++) {
            try (ChildWriter child = new ChildWriter(state)) {
                assertThat(child.ready.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
                child.kill();
            }
        }
        try (var copies = Files.list(state.resolve("native"))) {
            assertThat(copies.filter(copy -> copy.toString().endsWith(".so"))).hasSize(1);
        }
    }

    @Test
    void letsOneProcessAtATimeHaveAStateFolder() throws Exception {
        try (ChildWriter child = new ChildWriter(state)) {
            assertThat(child.ready.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

            assertThatExceptionOfType(LedgerFailure.class)
                    .isThrownBy(this::open)
                    .withMessage(
                            "The state folder "
                                    + state
                                    + " is in use by another VMStation (process "
                                    + child.process.pid()
                                    + "): stop that one, or give this one another state folder");
            child.kill();
        }
        open().close();
    }

    @Test
    void writesAgainWhenTheDiskHasRoomAgain() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "prlimit is not installed");
        Set<Long> acknowledged;
        try (ChildWriter child = new ChildWriter(state)) {
            await().atMost(PATIENCE).until(() -> child.written.size() > 100);

            limitFileSize(child, "4096");
            await().atMost(PATIENCE).until(() -> child.lost.size() > 100);
            assertThat(child.process.isAlive()).isTrue();

            int writtenBefore = child.written.size();
            limitFileSize(child, "unlimited");
            await().atMost(PATIENCE).until(() -> child.written.size() > writtenBefore + 200);
            acknowledged = child.kill();
        }
        assertThat(numbersKept()).containsAll(acknowledged).doesNotHaveDuplicates();
        try (var files = Files.list(state)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.contains("corrupt"));
        }
    }

    /** Lets the kernel refuse what goes beyond, as a full disk does; needs no privilege. */
    private static void limitFileSize(ChildWriter child, String soft)
            throws IOException, InterruptedException {
        Process prlimit =
                new ProcessBuilder(
                                "/usr/bin/prlimit",
                                "--pid",
                                Long.toString(child.process.pid()),
                                "--fsize=" + soft + ":unlimited")
                        .inheritIO()
                        .start();
        assertThat(prlimit.waitFor()).isZero();
    }
}
