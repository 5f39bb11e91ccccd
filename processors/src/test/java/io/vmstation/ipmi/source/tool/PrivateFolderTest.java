package io.vmstation.ipmi.source.tool;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.ipmi.source.tool.PrivateFolder.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFolderTest {
    @TempDir Path folder;
    private Path inside;

    @BeforeEach
    void name() {
        inside = folder.resolve("bmc");
    }

    @Test
    void nobodyElseMayReadWhatIsWritten() throws IOException {
        PrivateFolder files = new PrivateFolder(inside);
        try (PrivateFile file = files.write("password\n")) {
            assertThat(Files.readString(file.path())).isEqualTo("password\n");
            assertThat(Files.getPosixFilePermissions(file.path()))
                    .isEqualTo(fromString("rw-------"));
            for (Path at = file.path().getParent();
                    at != null && !at.equals(folder);
                    at = at.getParent()) {
                assertThat(Files.getPosixFilePermissions(at)).isEqualTo(fromString("rwx------"));
            }
        }
        assertThat(inside).isDirectoryRecursivelyContaining("glob:**").isDirectory();
        try (var left = Files.walk(inside)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void whatAKilledProcessLeftIsDeletedAndWhatALivingOneUsesIsNot() throws IOException {
        Path killed = inside.resolve("of-999999999-5");
        Path reborn = inside.resolve("of-" + ProcessHandle.current().pid() + "-5");
        Files.createDirectories(killed);
        Files.createDirectories(reborn);
        Files.writeString(killed.resolve("bmc1"), "password");
        Files.writeString(reborn.resolve("bmc2"), "password");
        Path other = Files.createDirectories(inside.resolve("of-people"));

        PrivateFolder first = new PrivateFolder(inside);
        try (PrivateFile used = first.write("in use")) {
            PrivateFolder second = new PrivateFolder(inside);

            assertThat(killed).doesNotExist();
            assertThat(reborn).doesNotExist();
            assertThat(other).exists();
            assertThat(used.path()).exists();
            assertThat(second.lasting("cache")).isDirectory();
        }
    }

    @Test
    void nothingIsMadeBeforeItIsNeeded() {
        assertThat(new PrivateFolder(inside)).isNotNull();
        assertThat(inside).doesNotExist();
    }
}
