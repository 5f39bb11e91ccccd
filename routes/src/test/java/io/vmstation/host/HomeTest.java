package io.vmstation.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
    private Path root = Path.of("");

    @BeforeEach
    void prepare(@TempDir Path folder) {
        root = folder;
    }

    @Test
    void prefersTheCommandLineThenTheEnvironmentThenTheCurrentFolder() throws Exception {
        Path named = Files.createDirectory(root.resolve("named"));
        Path variable = Files.createDirectory(root.resolve("variable"));
        Files.createDirectory(root.resolve("config"));
        Map<String, String> environment = Map.of("VMSTATION_HOME", variable.toString());

        assertThat(Home.find(named, environment, root, root).folder()).contains(named);
        assertThat(Home.find(null, environment, root, root).folder()).contains(variable);
        assertThat(Home.find(null, Map.of(), root, root).folder()).contains(root);
    }

    @Test
    void livesOnBundledDefaultsWithoutAnyFolder() throws Exception {
        Home home = Home.find(null, Map.of(), root, root.resolve("me"));

        assertThat(home.folder()).isEmpty();
        assertThat(home.state()).isEqualTo(root.resolve("me/.local/state/vmstation"));
    }

    @Test
    void refusesANamedFolderThatIsNotThere() {
        assertThatThrownBy(
                        () ->
                                Home.find(
                                        null,
                                        Map.of("VMSTATION_HOME", "/no/such/folder"),
                                        root,
                                        root))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessage(
                        "VMSTATION_HOME names /no/such/folder, which is not a folder: create or correct it");
    }

    @Test
    void makesAStateFolderForItsOwnerOnly() throws Exception {
        Path state = Home.of(root).createState();

        assertThat(state).isEqualTo(root.resolve("state"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                .isEqualTo("rwx------");
        assertThat(Home.of(root).createState()).isEqualTo(state);
    }
}
