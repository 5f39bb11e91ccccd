package io.vmstation.share.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
    private final AtomicLong now = new AtomicLong();
    private final List<String> lines = new ArrayList<>();
    private Path log;
    private LogTail tail;

    @BeforeEach
    void prepare(@TempDir Path folder) {
        log = folder.resolve("audit.log");
        tail = new LogTail(log, now::get);
    }

    @AfterEach
    void close() {
        tail.close();
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private List<String> round() {
        lines.clear();
        tail.round(lines::add);
        return List.copyOf(lines);
    }

    @Test
    void beginsAtTheEnd() throws IOException {
        append(log, "old\n");
        assertThat(round()).isEmpty();
        append(log, "new\n");
        assertThat(round()).containsExactly("new");
        assertThat(round()).isEmpty();
    }

    @Test
    void doesNotTakeTheRestOfAnOldLineForALine() throws IOException {
        append(log, "half of an old");
        round();
        append(log, " line\nnew\n");
        assertThat(round()).containsExactly("new");
    }

    @Test
    void waitsForTheEndOfALine() throws IOException {
        append(log, "");
        round();
        append(log, "one ");
        assertThat(round()).isEmpty();
        append(log, "line\nand ");
        assertThat(round()).containsExactly("one line");
    }

    @Test
    void readsAFileThatWasNotThereFromItsBeginning() throws IOException {
        assertThat(round()).isEmpty();
        assertThat(tail.problem()).contains(log + " is not there");
        append(log, "first\n");
        assertThat(round()).containsExactly("first");
        assertThat(tail.problem()).isEmpty();
    }

    @Test
    void followsARenameAndReadsWhatStillComesToTheOldFile() throws IOException {
        append(log, "");
        round();
        Path old = log.resolveSibling("audit.log.1");
        append(log, "before\n");
        Files.move(log, old);
        append(log, "new file\n");
        append(old, "late\n");
        assertThat(round()).containsExactly("before", "late", "new file");

        append(old, "later\n");
        append(log, "newer\n");
        assertThat(round()).containsExactly("later", "newer");
    }

    @Test
    void letsTheOldFileGoWhenItHasBeenQuiet() throws IOException {
        append(log, "");
        round();
        Path old = log.resolveSibling("audit.log.1");
        Files.move(log, old);
        append(log, "new\n");
        round();
        now.addAndGet(Duration.ofMinutes(11).toNanos());
        round();
        append(old, "nobody hears this\n");
        assertThat(round()).isEmpty();
    }

    @Test
    void keepsOnlySoManyOldFilesOpen() throws IOException {
        append(log, "");
        round();
        for (int rotation = 0; rotation < 40; rotation++) {
            Files.move(log, log.resolveSibling("audit.log." + rotation));
            append(log, "line " + rotation + "\n");
            assertThat(round()).containsExactly("line " + rotation);
        }
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            assertThat(open.filter(LogTailTest::isRotated).count()).isLessThan(6);
        }
    }

    private static boolean isRotated(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains("audit.log");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void followsCopytruncate() throws IOException {
        append(log, "some old lines\n");
        round();
        append(log, "before\n");
        assertThat(round()).containsExactly("before");
        Files.copy(log, log.resolveSibling("audit.log.1"));
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
            file.truncate(0);
        }
        append(log, "after\n");
        assertThat(round()).containsExactly("after");
    }

    @Test
    void noticesATruncationAfterWhichTheFileHasGrownLongerThanBefore() throws IOException {
        append(log, "12:00:01 short\n");
        round();
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
            file.truncate(0);
        }
        append(log, "12:00:02 one\n12:00:02 two\n12:00:02 three\n");
        assertThat(round()).containsExactly("12:00:02 one", "12:00:02 two", "12:00:02 three");
    }

    @Test
    void survivesARemoval() throws IOException {
        append(log, "");
        round();
        Files.delete(log);
        assertThat(round()).isEmpty();
        assertThat(tail.problem()).isPresent();

        append(log, "again\n");
        assertThat(round()).containsExactly("again");
        assertThat(tail.problem()).isEmpty();
    }

    @Test
    void readsWhatWasWrittenLastToARemovedFile() throws IOException {
        append(log, "");
        round();
        try (OutputStream writer = Files.newOutputStream(log, StandardOpenOption.APPEND)) {
            Files.delete(log);
            writer.write("last words\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(round()).containsExactly("last words");
    }

    @Test
    void keepsTheBeginningOfALineThatIsTooLong() throws IOException {
        append(log, "");
        round();
        append(log, "x".repeat(3_000_000) + "\nnext\n");
        List<String> found = new ArrayList<>(round());
        found.addAll(round());
        assertThat(found).hasSize(2);
        assertThat(found.get(0)).hasSize(LineAssembly.LONGEST_LINE);
        assertThat(found.get(1)).isEqualTo("next");
    }

    @Test
    void readsOnWhereItStoppedWhenThereIsVeryMuch() throws IOException {
        append(log, "");
        round();
        append(log, "a line of some length\n".repeat(400_000));
        int found = 0;
        for (int round = 0; round < 4; round++) {
            found += round().size();
        }
        assertThat(found).isEqualTo(400_000);
    }

    @Test
    void saysWhatIsWrongWithSomethingElseOfThatName() throws IOException {
        Files.createDirectory(log);
        round();
        assertThat(tail.problem()).contains(log + " is not a file");
    }
}
