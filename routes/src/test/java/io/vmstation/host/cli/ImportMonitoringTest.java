package io.vmstation.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ImportMonitoringTest {
    private static final String OLD =
            """
            monitoring:
              prometheus: {retention: 60d}
              alertmanager:
                routes: [{match: {severity: critical}, receiver: me}]
                receivers: [{name: me, email_configs: [{to: me@homelab.local, subject: Hello}]}]
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir Path folder;
    private Path home = Path.of("");
    private Path file = Path.of("");

    @BeforeEach
    void prepare() throws Exception {
        home = folder.resolve("home");
        Files.createDirectories(home.resolve("config"));
        file = folder.resolve("monitoring-config.yaml");
        Files.writeString(file, OLD);
    }

    private int run(String... options) {
        CommandLine line =
                Vmstation.commandLine(
                        (overlay, plugins) -> {
                            throw new AssertionError("it needs no host");
                        });
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        String[] words = new String[options.length + 4];
        words[0] = "import-monitoring";
        words[1] = file.toString();
        words[2] = "--home";
        words[3] = home.toString();
        System.arraycopy(options, 0, words, 4, options.length);
        return line.execute(words);
    }

    @Test
    void showsFirstAndWritesNothing() {
        assertThat(run()).isZero();
        assertThat(out.toString())
                .contains("Would write config/monitoring-values.yaml:", "retention: 60d")
                .contains("Would write manifests/alertmanager/alertmanager.yaml:")
                .contains("Warning: monitoring.alertmanager.routes: has no root")
                .contains("Nothing is written yet: add --write");
        assertThat(home.resolve("manifests")).doesNotExist();
        assertThat(home.resolve("config/monitoring-values.yaml")).doesNotExist();
    }

    @Test
    void writesWhenTold() {
        assertThat(run("--write")).isZero();
        assertThat(home.resolve("config/monitoring-values.yaml"))
                .content()
                .contains("retention: 60d");
        assertThat(home.resolve("manifests/alertmanager/alertmanager.yaml"))
                .content()
                .contains("name: alertmanager-config", "Subject: Hello");
        assertThat(run("--write")).isZero();
    }

    @Test
    void leavesAFileThatDiffersAlone() throws Exception {
        Path own = home.resolve("manifests/alertmanager/alertmanager.yaml");
        Files.createDirectories(home.resolve("manifests/alertmanager"));
        Files.writeString(own, "mine");
        assertThat(run("--write")).isEqualTo(2);
        assertThat(err.toString()).contains("alertmanager.yaml: is yours and differs", "--force");
        assertThat(own).hasContent("mine");
        assertThat(home.resolve("config/monitoring-values.yaml")).doesNotExist();
        assertThat(run("--write", "--force")).isZero();
        assertThat(own).content().contains("alertmanager-config");
    }

    @Test
    void saysWhatIsWrongAndWhere() throws Exception {
        Files.writeString(file, "monitoring: {prometheus: {retention: for ever}}");
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString())
                .contains(file + ": monitoring.prometheus.retention: is for ever");
        Files.delete(file);
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("cannot be read");
    }
}
