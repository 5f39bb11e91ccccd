package io.vmstation.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vmstation.stack.AlertFiles.Placeholder;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The values of alerts: each in one place, with the default that also stands in the rules. */
class AlertValuesTest {
    @Test
    void thresholdsOfTheUserAreTheDefaults() {
        assertThat(AlertFiles.values())
                .contains(
                        entry("alerts.node-down-for", TextNode.valueOf("2m")),
                        entry("alerts.cpu-percent", IntNode.valueOf(80)),
                        entry("alerts.cpu-for", TextNode.valueOf("5m")),
                        entry("alerts.memory-percent", IntNode.valueOf(85)),
                        entry("alerts.memory-for", TextNode.valueOf("5m")),
                        entry("alerts.disk-percent", IntNode.valueOf(85)),
                        entry("alerts.disk-for", TextNode.valueOf("5m")),
                        entry("alerts.pod-not-ready-for", TextNode.valueOf("10m")),
                        entry("alerts.ipmi-celsius", IntNode.valueOf(75)),
                        entry("alerts.ipmi-temperature-for", TextNode.valueOf("5m")),
                        entry("alerts.fan-rpm", IntNode.valueOf(1000)),
                        entry("alerts.fan-for", TextNode.valueOf("5m")),
                        entry("alerts.terraform-drift-for", TextNode.valueOf("5m")),
                        entry("alerts.certificate-days", IntNode.valueOf(30)),
                        entry("alerts.certificate-critical-days", IntNode.valueOf(7)));
    }

    @Test
    void everyPlaceholderHasItsDefaultInTheOnePlace() {
        Map<String, JsonNode> values = AlertFiles.values();

        assertThat(AlertFiles.placeholders())
                .isNotEmpty()
                .allSatisfy(
                        each ->
                                assertThat(each.otherwise())
                                        .as("%s in %s", each.name(), each.file())
                                        .isEqualTo(
                                                values.getOrDefault(
                                                                each.name(),
                                                                TextNode.valueOf("nothing"))
                                                        .asText()));
    }

    /** As docs/alerts.md tells those who do not reconcile: {@code sed}, file by file. */
    @Test
    void defaultsCanBeFilledInByAnyEditor() throws Exception {
        for (String name : AlertFiles.names()) {
            String text =
                    AlertFiles.text(AlertFiles.ALERTS.resolve(name + ".yaml"))
                            .replaceAll("\\$\\{[a-z.-]+:=([^}]*)}", "$1");

            assertThat(new ObjectMapper(new YAMLFactory()).readTree(text))
                    .isEqualTo(AlertFiles.rendered(name));
        }
    }

    @Test
    void everyValueIsUsed() {
        assertThat(AlertFiles.placeholders().stream().map(Placeholder::name).distinct())
                .containsExactlyInAnyOrderElementsOf(AlertFiles.values().keySet());
    }

    @Test
    void aValueOfTheUserIsTakenWithItsType() throws Exception {
        JsonNode rule =
                new ObjectMapper()
                        .readTree("{\"a\": \"${x:=1}\", \"b\": \"> ${x:=1}\", \"c\": \"$${x}\"}");

        assertThat(AlertFiles.render(rule, Map.of("x", IntNode.valueOf(7))).toString())
                .isEqualTo("{\"a\":7,\"b\":\"> 7\",\"c\":\"${x}\"}");
    }
}
