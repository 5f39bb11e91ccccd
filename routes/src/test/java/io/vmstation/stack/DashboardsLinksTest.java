package io.vmstation.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** From the overview everything can be reached, and back. */
class DashboardsLinksTest {
    private static final String OVERVIEW = "homelab-overview";

    private final Map<String, JsonNode> dashboards = DashboardFiles.all();

    private static List<String> urls(JsonNode node) {
        List<String> urls = new ArrayList<>();
        node.findValues("url").forEach(url -> urls.add(url.asText()));
        return urls;
    }

    private static Set<String> linked(JsonNode links) {
        Set<String> uids = new TreeSet<>();
        for (String url : urls(links)) {
            uids.add(url.split("[?]", -1)[0].substring("/d/".length()));
        }
        return uids;
    }

    @Test
    void everyLinkLeadsToADashboardThatIsThere() {
        dashboards.forEach(
                (name, dashboard) -> {
                    assertThat(urls(dashboard)).as(name).allMatch(url -> url.startsWith("/d/"));
                    assertThat(dashboards.keySet()).as(name).containsAll(linked(dashboard));
                });
    }

    @Test
    void theOverviewLeadsToAllOthers() {
        Set<String> others = new TreeSet<>(dashboards.keySet());
        others.remove(OVERVIEW);

        assertThat(linked(DashboardFiles.named(OVERVIEW).path("links"))).isEqualTo(others);
    }

    @Test
    void allOthersLeadBackAndNoneToItself() {
        dashboards.forEach(
                (name, dashboard) -> {
                    Set<String> linked = linked(dashboard.path("links"));
                    assertThat(linked).as(name).doesNotContain(name);
                    if (!name.equals(OVERVIEW)) {
                        assertThat(linked).as(name).contains(OVERVIEW);
                    }
                });
    }

    @Test
    void linksKeepTheTimeAndTheVariables() {
        dashboards.forEach(
                (name, dashboard) -> {
                    for (JsonNode link : dashboard.path("links")) {
                        assertThat(link.path("keepTime").asBoolean()).as(name).isTrue();
                        assertThat(link.path("includeVars").asBoolean()).as(name).isTrue();
                    }
                    for (JsonNode panel : dashboard.path("panels")) {
                        assertThat(urls(panel.path("fieldConfig")))
                                .as(name)
                                .allMatch(url -> url.contains("${__url_time_range}"));
                    }
                });
    }
}
