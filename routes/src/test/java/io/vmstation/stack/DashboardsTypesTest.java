package io.vmstation.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.stack.Tool.Done;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Grafana's own types, and the grammar of LogQL, out of its npm packages. */
class DashboardsTypesTest {
    private static final Path MODULES = Path.of("../it/target/stack/node_modules");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path folder;

    @BeforeEach
    void needsNode() {
        assumeTrue(Tool.isThere("node"), "skipped, missing package: nodejs");
        assumeTrue(
                Files.isDirectory(MODULES.resolve("@grafana/schema")),
                "skipped, it/target/stack has no npm packages: ./verify installs them");
    }

    private Done check(Path dashboards, String queries) throws IOException {
        Path list = Files.writeString(folder.resolve("queries"), queries);
        return Tool.run(
                "node",
                "../it/lab/stack/check-dashboards.cjs",
                MODULES.toString(),
                dashboards.toString(),
                list.toString());
    }

    @Test
    void theyAreOfGrafanasTypesAndTheirLogQlIsWellFormed() throws IOException {
        Done check = check(DashboardFiles.FOLDER, DashboardFiles.queriesAsJson());

        assertThat(check.exit()).as(check.output()).isZero();
        assertThat(check.output())
                .startsWith("dashboards=" + DashboardFiles.all().size())
                .contains("panels=" + DashboardFiles.panels().size())
                .doesNotContain("logql=0");
    }

    @Test
    void mistakesAreTold() throws IOException {
        ObjectNode dashboard = (ObjectNode) DashboardFiles.named("loki-logs").deepCopy();
        ObjectNode graph = (ObjectNode) dashboard.at("/panels/1");
        ((ObjectNode) graph.at("/options/legend")).put("placement", "left");
        ((ObjectNode) graph.at("/fieldConfig/defaults/custom")).put("drawStile", "line");
        ArrayNode panels = (ArrayNode) dashboard.path("panels");
        ((ObjectNode) panels.get(4)).put("datasource", "loki");
        Path wrong = Files.createDirectory(folder.resolve("wrong"));
        JSON.writeValue(wrong.resolve("loki-logs.json").toFile(), dashboard);
        JsonNode query =
                JSON.createObjectNode()
                        .put("dashboard", "loki-logs")
                        .put("where", "3A")
                        .put("type", "loki")
                        .put("query", "sum by (x (rate({a=\"b\"}[5m]))");

        Done check = check(wrong, JSON.createArrayNode().add(query).toString());

        assertThat(check.exit()).as(check.output()).isEqualTo(1);
        assertThat(check.output())
                .contains("loki-logs.json: panel 1/options/legend/placement")
                .contains("loki-logs.json: panel 1/custom: must NOT have additional properties")
                .contains("loki-logs.json: /panels/4/datasource: must be object")
                .contains("loki-logs.json: 3A: LogQL is wrong at 10");
    }
}
