package io.vmstation.ledger;

import static io.vmstation.ledger.Samples.KEEP;
import static io.vmstation.ledger.Samples.numbered;
import static io.vmstation.ledger.Samples.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamagedLedgerTest {
    private static final int PAGE = 4096;

    private final Path state;

    DamagedLedgerTest(@TempDir Path state) {
        this.state = state;
    }

    private SqliteLedger open() {
        return SqliteLedger.open(state, KEEP, new SimpleMeterRegistry());
    }

    private List<Path> keptAside() throws IOException {
        try (var files = Files.list(state)) {
            return files.filter(file -> file.getFileName().toString().contains(".corrupt-"))
                    .toList();
        }
    }

    private void overwrite(long from, int octets) throws IOException {
        byte[] garbage = new byte[octets];
        Arrays.fill(garbage, (byte) 0x5a);
        try (FileChannel file =
                FileChannel.open(state.resolve("vmstation.db"), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(garbage), from);
        }
    }

    private void fill() throws Exception {
        try (SqliteLedger ledger = open()) {
            for (int i = 0; i < 2_000; i++) {
                var ignored = ledger.record(numbered("storage", i));
            }
            write(ledger);
        }
    }

    @Test
    void keepsAFileThatIsNoDatabaseAsideAndBeginsANewOne() throws Exception {
        byte[] precious =
                "something that somebody put there, longer than a header"
                        .repeat(99)
                        .getBytes(StandardCharsets.US_ASCII);
        Files.write(state.resolve("vmstation.db"), precious);

        try (LogLines log = new LogLines(LedgerFile.class);
                SqliteLedger ledger = open()) {
            write(ledger, numbered("storage", 1));

            assertThat(ledger.reader().latest("storage", 5)).hasSize(1);
            assertThat(log.lines()).hasSize(1);
            assertThat(log.lines().get(0))
                    .startsWith("ERROR Ledger is damaged")
                    .contains("kept=" + keptAside().get(0));
        }
        assertThat(keptAside()).hasSize(1);
        assertThat(keptAside().get(0)).hasBinaryContent(precious);
    }

    @Test
    void looksAtEveryPageAfterAStopThatWasNotClean() throws Exception {
        fill();
        overwrite(6 * PAGE, 4 * PAGE);
        Files.createFile(state.resolve("vmstation.db-wal"));

        try (SqliteLedger ledger = open()) {
            write(ledger, numbered("storage", 1));
            assertThat(ledger.reader().latest("storage", 5)).hasSize(1);
        }
        assertThat(keptAside()).isNotEmpty();
    }

    @Test
    void beginsANewFileWhenItIsDeletedWhileInUse() throws Exception {
        try (SqliteLedger ledger = open()) {
            write(ledger, numbered("storage", 1));
            Files.delete(state.resolve("vmstation.db"));

            write(ledger, numbered("storage", 2));
            assertThat(ledger.reader().latest("storage", 5))
                    .containsExactly(numbered("storage", 2));
        }
    }

    @Test
    void beginsANewFileWhenItIsDamagedWhileInUse() throws Exception {
        fill();
        try (SqliteLedger ledger = open()) {
            overwrite(PAGE, 40 * PAGE);
            // The events that meet the damage are lost, the ones after them are written.
            await().until(
                            () -> {
                                try {
                                    write(ledger, numbered("storage", 1));
                                    return !keptAside().isEmpty();
                                } catch (ExecutionException e) {
                                    return false;
                                }
                            });
            write(ledger, numbered("after", 1));
            assertThat(ledger.reader().latest("after", 5)).hasSize(1);
        }
    }
}
