package io.vmstation.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.host.Wiring;
import io.vmstation.host.cli.Vmstation;
import io.vmstation.stack.AlertFiles.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What to do about each alert. */
class AlertRunbooksTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(?:#[^)]*)?\\)");
    private static final Pattern OWN = Pattern.compile("\\./vmstation ([a-z]+)");
    private static final Pattern PROGRAM = Pattern.compile("^\\s*(?:ssh \\S+ )?(\\S+)");

    /** Programs that a machine of a house has, or that come with Kubernetes and Prometheus. */
    private static final Set<String> PROGRAMS =
            Set.of(
                    "./vmstation",
                    "amtool",
                    "chronyc",
                    "crictl",
                    "curl",
                    "df",
                    "dmesg",
                    "du",
                    "ethtool",
                    "find",
                    "findmnt",
                    "free",
                    "ip",
                    "ipmitool",
                    "journalctl",
                    "kubeadm",
                    "kubectl",
                    "last",
                    "ls",
                    "lsblk",
                    "mdadm",
                    "nc",
                    "openssl",
                    "ping",
                    "promtool",
                    "ps",
                    "sensors",
                    "smartctl",
                    "systemctl",
                    "systemd-analyze",
                    "terraform",
                    "timedatectl",
                    "top",
                    "uptime",
                    "vmstat",
                    "cat");

    static List<Path> runbooks() throws IOException {
        try (Stream<Path> files = Files.list(AlertFiles.RUNBOOKS)) {
            return files.sorted().toList();
        }
    }

    static Stream<Alert> alerts() {
        return AlertFiles.alerts().stream();
    }

    @Test
    void everyAlertHasOneAndNobodyElse() throws IOException {
        assertThat(runbooks())
                .extracting(each -> each.getFileName().toString())
                .containsExactlyInAnyOrderElementsOf(
                        alerts().map(each -> each.name() + ".md").collect(Collectors.toSet()));
    }

    @Test
    void theGuideNamesEveryFileOfRules() {
        String guide = AlertFiles.text(AlertFiles.ROOT.resolve("docs/alerts.md"));

        assertThat(AlertFiles.names())
                .allSatisfy(name -> assertThat(guide).contains("| `" + name + ".yaml` |"));
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void saysWhyItIsAsSevereAsItIs(Alert alert) {
        assertThat(AlertFiles.text(AlertFiles.RUNBOOKS.resolve(alert.name() + ".md")))
                .startsWith("# " + alert.name() + "\n")
                .containsPattern("Severity: \\*\\*" + alert.severity() + "\\*\\*: \\S.{10,}");
    }

    @ParameterizedTest
    @MethodSource("runbooks")
    void saysWhatItMeansHowToCheckAndHowToFix(Path runbook) {
        String text = AlertFiles.text(runbook);

        assertThat(text)
                .containsSubsequence(
                        "\n## What it means\n\n",
                        "\n## How to check\n\n```sh\n",
                        "\n## How to fix\n");
        assertThat(text.lines()).hasSizeBetween(14, 50);
    }

    @ParameterizedTest
    @MethodSource("runbooks")
    void namesOnlyCommandsThatThereAre(Path runbook) {
        assertThat(commands(AlertFiles.text(runbook)))
                .isNotEmpty()
                .allSatisfy(
                        line -> {
                            Matcher program = PROGRAM.matcher(line);
                            assertThat(program.find()).isTrue();
                            assertThat(PROGRAMS).contains(program.group(1));
                        });
    }

    private static List<String> commands(String text) {
        List<String> lines = new ArrayList<>();
        boolean inside = false;
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("```")) {
                inside = !inside;
            } else if (inside) {
                lines.add(line);
            }
        }
        return lines;
    }

    @ParameterizedTest
    @MethodSource("runbooks")
    void namesOnlyCommandsOfOursThatThereAre(Path runbook) {
        Set<String> ours =
                Vmstation.commandLine(new Wiring(Map.of(), event -> {})).getSubcommands().keySet();
        assertThat(ours).contains("wake", "why");

        Matcher found = OWN.matcher(AlertFiles.text(runbook));
        while (found.find()) {
            assertThat(ours).contains(found.group(1));
        }
    }

    @ParameterizedTest
    @MethodSource("runbooks")
    void leadsOnlyToWhatIsThere(Path runbook) {
        Matcher link = LINK.matcher(AlertFiles.text(runbook));
        while (link.find()) {
            assertThat(AlertFiles.RUNBOOKS.resolve(link.group(1))).exists();
        }
        Matcher document =
                Pattern.compile("\\bdocs/[a-z/-]+\\.md").matcher(AlertFiles.text(runbook));
        while (document.find()) {
            assertThat(AlertFiles.ROOT.resolve(document.group())).exists();
        }
    }
}
