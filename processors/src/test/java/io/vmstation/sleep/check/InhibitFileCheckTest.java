package io.vmstation.sleep.check;

import static io.vmstation.sleep.check.Looks.look;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.exec.LocalCommands;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.Evidence.Busy;
import io.vmstation.spi.Evidence.Idle;
import io.vmstation.spi.Evidence.Unknown;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real head of this machine. */
class InhibitFileCheckTest {
    private final LocalCommands commands = new LocalCommands();
    private final Path file;

    InhibitFileCheckTest(@TempDir Path folder) {
        file = folder.resolve("stay awake");
    }

    @AfterEach
    void close() {
        commands.close();
    }

    private Evidence find(Path path) {
        return look(new InhibitFileCheck(), commands, Map.of("path", path.toString()));
    }

    @Test
    void isIdleWithoutTheFile() {
        assertThat(find(file)).isEqualTo(new Idle(file + " is not there"));
    }

    @Test
    void showsTheFirstLineAsTheReason() throws Exception {
        Files.writeString(file, "\n  film night \nuntil one\n");

        assertThat(find(file)).isEqualTo(new Busy(file + " says: film night"));
    }

    @Test
    void anEmptyFileSuffices() throws Exception {
        Files.createFile(file);

        assertThat(find(file)).isEqualTo(new Busy(file + " is there"));
    }

    @Test
    void isUnknownWhenSomethingElseIsThere() throws Exception {
        Files.createDirectory(file);

        assertThat(find(file)).isInstanceOf(Unknown.class);
        assertThat(find(file.resolve("below"))).isInstanceOf(Idle.class);
    }

    @Test
    void isUnknownWhenTheFileMayNotBeRead() {
        NodeAnswers node =
                new NodeAnswers()
                        .fails(
                                "head",
                                1,
                                "rm: cannot remove '/root/x': No such file or directory\n"
                                        + "head: cannot open '/run/vmstation/stay-awake' for reading:"
                                        + " Permission denied\n");

        assertThat(look(new InhibitFileCheck(), node))
                .isEqualTo(
                        new Unknown(
                                "head ended with exit code 1: head: cannot open"
                                        + " '/run/vmstation/stay-awake' for reading: Permission"
                                        + " denied; let the login read it, or remove it"));
    }

    @Test
    void wantsAnAbsolutePath() {
        assertThat(look(new InhibitFileCheck(), commands, Map.of("path", "stay-awake")))
                .isEqualTo(new Unknown("path is stay-awake: write an absolute one"));
    }
}
