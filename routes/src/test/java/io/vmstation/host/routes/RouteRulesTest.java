package io.vmstation.host.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.vmstation.host.Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RouteRulesTest {
    private static final Map<String, String> SHIPPED = shipped();

    private static Map<String, String> shipped() {
        Map<String, String> found = new TreeMap<>();
        Bundle.ofApplication()
                .files()
                .forEach(
                        (path, text) -> {
                            if (path.startsWith("routes/")) {
                                found.put(path.substring("routes/".length()), text);
                            }
                        });
        return found;
    }

    private static Iterable<String> names() {
        return SHIPPED.keySet();
    }

    private static String text(String name) {
        return SHIPPED.getOrDefault(name, "");
    }

    @Test
    void shipsTheseRoutes() {
        assertThat(SHIPPED)
                .containsOnlyKeys(
                        "on-failure.camel.yaml",
                        "sleep-when-idle.camel.yaml",
                        "assess-clusters.camel.yaml",
                        "plan-wake.camel.yaml",
                        "reconcile-monitoring.camel.yaml",
                        "reconcile-on-api.camel.yaml",
                        "reconcile-on-drift.camel.yaml",
                        "reconcile-on-file-change.camel.yaml",
                        "reconcile-on-schedule.camel.yaml",
                        "show-cluster.camel.yaml",
                        "show-clusters.camel.yaml",
                        "poll-ipmi.camel.yaml",
                        "power-node.camel.yaml",
                        "power-on-api.camel.yaml",
                        "read-on-scrape.camel.yaml",
                        "push-ipmi.camel.yaml",
                        "show-contract.camel.yaml",
                        "show-energy.camel.yaml",
                        "show-node.camel.yaml",
                        "show-nodes.camel.yaml",
                        "show-power.camel.yaml",
                        "sleep-on-api.camel.yaml",
                        "wake-on-api.camel.yaml",
                        "sleep-node.camel.yaml",
                        "wake-node.camel.yaml",
                        "wake-on-connect.camel.yaml",
                        "wake-on-file-access.camel.yaml",
                        "wake-on-file-change.camel.yaml",
                        "wake-on-jellyfin.camel.yaml",
                        "wake-on-schedule.camel.yaml",
                        "wake-on-samba-audit.camel.yaml",
                        "wake-on-share-access.camel.yaml",
                        "wake-on-ssh.camel.yaml");
    }

    @ParameterizedTest
    @MethodSource("names")
    void keepsTheRulesOfTheHouse(String name) {
        assertThat(name).matches("[a-z]+(-[a-z]+)*\\.camel\\.yaml");
        assertThat(RouteRules.brokenBy(name, text(name))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("names")
    void keepsToFortyLinesARoute(String name) {
        long lines = text(name).lines().filter(line -> !line.startsWith("#")).count();
        assertThat(lines).isLessThanOrEqualTo(name.equals("wake-on-connect.camel.yaml") ? 70 : 40);
    }

    @ParameterizedTest
    @MethodSource("names")
    void fitsTheSchemaOfCamel(String name) throws IOException {
        JsonNode file = new ObjectMapper(new YAMLFactory()).readTree(text(name));
        allowPlaceholdersForBooleans(file);
        assertThat(schema().validate(file)).extracting(ValidationMessage::getMessage).isEmpty();
    }

    @Test
    void noticesWhatBreaksTheRules() {
        String bad =
                """
                - route:
                    id: other
                    from:
                      uri: netty:tcp://0.0.0.0:2222
                      steps:
                        - setBody: {constant: x}
                """;
        assertThat(String.join("\n", RouteRules.brokenBy("some.camel.yaml", bad)))
                .contains("id must be some, it is other")
                .contains("autoStartup must be {{some.enabled}}")
                .contains("it has no description")
                .contains("some.camel.yaml:4: a literal host or port")
                .contains("a step's id must be some.<verb>");
    }

    /** The schema wants booleans where Camel takes a placeholder too. */
    private static void allowPlaceholdersForBooleans(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("autoStartup").isTextual()) {
            object.put("autoStartup", true);
        }
        node.forEach(RouteRulesTest::allowPlaceholdersForBooleans);
    }

    private static JsonSchema schema() throws IOException {
        try (InputStream in =
                RouteRulesTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(in);
        }
    }

    @Test
    void knowsTheParametersOfTheTemplate() {
        assertThat(ReferencedKeys.inAll(List.of(text("wake-on-connect.camel.yaml"))))
                .containsExactlyInAnyOrder(
                        "node", "service", "listen", "target", "enabled", "relay.native-transport");
    }
}
