package io.vmstation.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DashboardsDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/dashboards.md");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

    private static String row(Path path, JsonNode dashboard) {
        List<String> variables = new ArrayList<>();
        for (JsonNode variable : dashboard.at("/templating/list")) {
            variables.add("`" + variable.path("name").asText() + "`");
        }
        return "| [%s](%s) | %s | %s | %s |"
                .formatted(
                        dashboard.path("title").asText(),
                        path,
                        path.getName(2),
                        dashboard.path("description").asText(),
                        String.join(", ", variables));
    }

    @Test
    void itHasALineForEachDashboardWithWhatItAnswersAndItsVariables() throws IOException {
        List<String> expected = new ArrayList<>();
        for (Path path : DashboardFiles.paths()) {
            String uid = path.getFileName().toString().replace(".json", "");
            expected.add(row(path, DashboardFiles.named(uid)));
        }
        List<String> rows =
                Files.readAllLines(DOCUMENT).stream()
                        .filter(line -> line.startsWith("| ["))
                        .toList();

        assertThat(rows).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void itsLinksLeadToFilesThatAreThere() throws IOException {
        Matcher link = LINK.matcher(Files.readString(DOCUMENT));
        int links = 0;
        while (link.find()) {
            assertThat(Path.of("../docs").resolve(link.group(1))).exists();
            links++;
        }
        assertThat(links).isGreaterThan(DashboardFiles.all().size());
    }
}
