package io.vmstation.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.stack.AlertFiles.Alert;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules of Loki's ruler. There is no Loki here: they keep to one shape, which is worked out on
 * the lines of the tests as the reference of LogQL says.
 */
class AlertLogRulesTest {
    private static final Pattern SHAPE =
            Pattern.compile(
                    "sum by \\((?<by>\\w+)\\) \\(\\s*count_over_time\\(\\{(?<label>\\w+)=~\"(?<value>[^\"]+)\"}"
                            + " \\|~ `(?<line>[^`]+)` \\[\\d+m]\\)\\s*\\) > (?<limit>\\d+)");

    static Stream<Alert> alerts() {
        return AlertFiles.alerts(AlertFiles.LOGS).stream();
    }

    static Stream<Named<JsonNode>> tests() {
        return StreamSupport.stream(
                        AlertFiles.tests(AlertFiles.LOGS).path("tests").spliterator(), false)
                .map(test -> Named.of(test.path("name").asText(), test));
    }

    private static Matcher shape(Alert alert) {
        Matcher shape = SHAPE.matcher(alert.expression());
        assertThat(shape.matches()).as(alert.expression()).isTrue();
        return shape;
    }

    /** Loki refuses a selector that every stream fits. */
    @ParameterizedTest
    @MethodSource("alerts")
    void keepsToTheShapeAndSelectsSomething(Alert alert) {
        Matcher shape = shape(alert);

        assertThat("".matches(shape.group("value"))).isFalse();
        assertThat(alert.annotations().path("summary").asText())
                .contains("$labels." + shape.group("by"));
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void isProvenBothWays(Alert alert) {
        List<Boolean> fires =
                tests().map(Named::getPayload)
                        .filter(test -> test.path("alert").asText().equals(alert.name()))
                        .map(test -> test.path("fires").asBoolean())
                        .toList();

        assertThat(fires).contains(true, false);
    }

    @ParameterizedTest
    @MethodSource("tests")
    void countsTheLinesThatItShould(JsonNode test) {
        Alert alert =
                alerts().filter(each -> each.name().equals(test.path("alert").asText()))
                        .findFirst()
                        .orElseThrow();
        Matcher shape = shape(alert);
        String stream = test.path("labels").path(shape.group("label")).asText();
        Pattern line = Pattern.compile(shape.group("line"));
        long count = 0;
        for (JsonNode each : test.path("lines")) {
            if (line.matcher(each.path("line").asText()).find()) {
                count += each.path("times").asLong();
            }
        }

        boolean fires =
                stream.matches(shape.group("value"))
                        && count > Long.parseLong(shape.group("limit"));
        assertThat(fires).as("%d lines", count).isEqualTo(test.path("fires").asBoolean());
    }
}
