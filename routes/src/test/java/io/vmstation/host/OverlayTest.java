package io.vmstation.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlayTest {
    private Path home = Path.of("");
    private Overlay overlay = new Overlay(new Bundle(new TreeMap<>()), Home.of(home));

    @BeforeEach
    void prepare(@TempDir Path folder) throws Exception {
        home = folder;
        TreeMap<String, String> bundled = new TreeMap<>();
        bundled.put("routes/a.camel.yaml", "bundled a");
        bundled.put("routes/b.camel.yaml", "bundled b");
        bundled.put("routes/deep/c.yaml", "deep");
        overlay = new Overlay(new Bundle(bundled), Home.of(home));
        Files.createDirectory(home.resolve("routes"));
    }

    @Test
    void putsFilesOfTheUserOverBundledOnesOfTheSamePath() throws Exception {
        Path mine = Files.writeString(home.resolve("routes/b.camel.yaml"), "my b");
        Files.writeString(home.resolve("routes/z.camel.yaml"), "my z");

        assertThat(overlay.files("routes"))
                .containsOnlyKeys("a.camel.yaml", "b.camel.yaml", "z.camel.yaml");
        OverlayFile file = overlay.file("routes/b.camel.yaml").orElseThrow();
        assertThat(file.text()).isEqualTo("my b");
        assertThat(file.origin()).isEqualTo(mine.toString());
        assertThat(overlay.bundled("routes/b.camel.yaml").orElseThrow().text())
                .isEqualTo("bundled b");
    }

    @Test
    void saysThatAFileIsBundled() {
        OverlayFile file = overlay.file("routes/a.camel.yaml").orElseThrow();
        assertThat(file.isBundled()).isTrue();
        assertThat(file.origin()).isEqualTo("(bundled) routes/a.camel.yaml");
        assertThat(file.name()).isEqualTo("a.camel.yaml");
    }

    @Test
    void passesOverHiddenFilesAndFolders() throws Exception {
        Files.writeString(home.resolve("routes/.b.camel.yaml.swp"), "editor");
        Files.createDirectory(home.resolve("routes/x.camel.yaml"));

        assertThat(overlay.files("routes")).containsOnlyKeys("a.camel.yaml", "b.camel.yaml");
    }

    @Test
    void hasNoFileThatNobodyWrote() throws Exception {
        assertThat(overlay.file("routes/none.yaml")).isEmpty();
        assertThat(overlay.files("manifests")).isEmpty();
    }

    @Test
    void findsWhatComesWithTheApplication() {
        assertThat(Bundle.ofApplication().files()).containsKey("routes/wake-node.camel.yaml");
    }
}
