package io.vmstation.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A metric that nobody has makes an alert that never fires. */
class AlertMetricsTest {
    private static final Path RECORDED = Path.of("src/test/resources/stack/metrics");
    private static final Pattern BY_PATTERN = Pattern.compile("__name__=~\"([^\"]+)\"");
    private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern LABELS =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
    private static final Pattern SELECTOR = Pattern.compile("\\{[^}]*}|\\[[^]]*]");
    private static final Pattern NAME = Pattern.compile("(?<![\\w:.])[a-zA-Z_:][\\w:]*+");
    private static final Pattern OURS =
            Pattern.compile("`((?:vmstation|ipmi)_[a-z_]+)` \\| (\\w+)");
    private static final Set<String> WORDS =
            Set.of("and", "or", "unless", "offset", "bool", "inf", "nan", "group_left", "by");

    /** Names of metrics in an expression. */
    private static Set<String> named(String expression) {
        Set<String> names = new TreeSet<>();
        String rest = QUOTED.matcher(expression).replaceAll("\"\"");
        rest = SELECTOR.matcher(LABELS.matcher(rest).replaceAll(" ")).replaceAll(" ");
        Matcher found = NAME.matcher(rest);
        while (found.find()) {
            boolean isFunction = rest.substring(found.end()).stripLeading().startsWith("(");
            boolean isDuration = found.group().matches("[smhdwy]");
            if (!isFunction && !isDuration && !WORDS.contains(found.group())) {
                names.add(found.group());
            }
        }
        return names;
    }

    private static Set<String> recorded() throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.list(RECORDED)) {
            for (Path file : files.toList()) {
                Files.readAllLines(file).stream()
                        .filter(line -> !line.startsWith("#") && !line.isBlank())
                        .forEach(names::add);
            }
        }
        return names;
    }

    private static Set<String> ours() {
        Set<String> names = new TreeSet<>();
        Matcher found = OURS.matcher(AlertFiles.text(AlertFiles.ROOT.resolve("docs/metrics.md")));
        while (found.find()) {
            names.add(found.group(1));
            if (found.group(2).equals("timer")) {
                List.of("_count", "_sum", "_max").forEach(end -> names.add(found.group(1) + end));
            }
        }
        Matcher ipmi =
                Pattern.compile("\\| `(ipmi_[a-z_]+)` \\|")
                        .matcher(AlertFiles.text(AlertFiles.ROOT.resolve("docs/metrics.md")));
        while (ipmi.find()) {
            names.add(ipmi.group(1));
        }
        return names;
    }

    private static Set<String> made() {
        Set<String> names = new TreeSet<>();
        AlertFiles.ofPrometheus().stream()
                .flatMap(file -> AlertFiles.rules(file).stream())
                .filter(rule -> rule.has("record"))
                .forEach(rule -> names.add(rule.path("record").asText()));
        return names;
    }

    @Test
    void findsTheNamesInAnExpression() {
        assertThat(
                        named(
                                "100 * sum by (a, b) (rate(x_total{c=\"d e\"}[5m] offset 1h)) > 0\n"
                                        + "unless on (node) (a:b:c == 1) or time() - up < 5"))
                .containsExactly("a:b:c", "up", "x_total");
    }

    @ParameterizedTest
    @MethodSource("io.vmstation.stack.AlertFiles#ofPrometheus")
    void everyMetricIsMadeBySomebody(String file) throws IOException {
        Set<String> known = new TreeSet<>(recorded());
        known.addAll(ours());
        known.addAll(made());
        assertThat(known).contains("vmstation_node_sleep_expected", "ipmi_fan_speed_rpm", "up");

        for (JsonNode rule : AlertFiles.rules(file)) {
            String expression = rule.path("expr").asText();
            assertThat(known).as(rule.toString()).containsAll(named(expression));
            Matcher pattern = BY_PATTERN.matcher(expression);
            while (pattern.find()) {
                Pattern wanted = Pattern.compile(pattern.group(1));
                assertThat(known).anyMatch(name -> wanted.matcher(name).matches());
            }
        }
    }

    @Test
    void everythingRecordedIsUsed() {
        Set<String> used = new TreeSet<>();
        AlertFiles.ofPrometheus().stream()
                .flatMap(file -> AlertFiles.rules(file).stream())
                .forEach(rule -> used.addAll(named(rule.path("expr").asText())));

        assertThat(used).containsAll(made());
    }
}
