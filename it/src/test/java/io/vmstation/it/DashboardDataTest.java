package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Every query of every dashboard, asked of a real Prometheus that looks at a whole site: it has
 * data, or {@code dashboards-without-data.txt} says why not.
 */
@Needs({
    "ip",
    "nft",
    "python3",
    "sysctl",
    "curl",
    "ssh",
    "sshd",
    "ipmi_sim",
    "gcc",
    "OpenIPMI/mcserv.h",
    "prometheus",
    "prometheus-alertmanager",
    "prometheus-ipmi-exporter",
    "prometheus-node-exporter"
})
@Timeout(240)
class DashboardDataTest {
    private static final String STORAGE = "storagenodet3500";
    private static final int FILMS = 30096;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension static final Lab LAB = new Lab();

    private static PrometheusServer prometheus;
    private static final Map<DashboardQuery, Map<Map<String, String>, Double>> ANSWERS =
            new LinkedHashMap<>();

    @BeforeAll
    static void liveThroughAnEveningAtHome() throws IOException {
        SimulatedBmc bmc = LAB.bmc("bmc");
        SleepingMachine machine =
                LAB.machine(Place.SECOND_HOST).ssh(Duration.ZERO).http(Duration.ZERO).startAwake();
        HostSetup home = home(bmc);
        home.start();
        prometheus = MonitoredSite.start(LAB, bmc);
        awaitThat("all targets answer", "count(up == 1) == count(up) and count(up) > 17");

        awaitThat(
                "nobody uses it",
                "vmstation_sleep_check{check=\"connections\",state=\"idle\"} == 1");
        home.ask("sleep", STORAGE).orFail();
        awaitThat("it is seen asleep", "vmstation_node_state{state=\"asleep\"} == 1");
        LAB.clients().getFromOtherAddress(FILMS, "/film");
        LAB.clients().get(FILMS, "/film");
        machine.awaitState("awake");
        bmc.tell("power", "off");
        home.ask("power", "homelab", "on").orFail();
        bmc.set("CPU Temp", 81);
        awaitThat("it is judged again", "vmstation_sleep_hold{node=\"" + STORAGE + "\"} == 1");
        awaitThat("it is seen again", "count(min_over_time(up[5s]) == 1) == count(up)");
        awaitThat(
                "readings arrive", "rate(vmstation_push_samples_total{outcome=\"sent\"}[15s]) > 0");
        askEverything();
    }

    private static void askEverything() throws IOException {
        List<String> text = new ArrayList<>();
        for (DashboardQuery query : DashboardQuery.all(LAB)) {
            Map<Map<String, String>, Double> answer = prometheus.query(query.text());
            ANSWERS.put(query, answer);
            text.add(query + "\n    " + answer);
        }
        Files.write(LAB.folder().resolve("answers.txt"), text);
    }

    private static HostSetup home(SimulatedBmc bmc) throws IOException {
        List<String> homelab =
                new ArrayList<>(
                        List.of(bmc.inNodesYaml("secrets/bmc", "privilege: administrator")));
        homelab.addAll(
                List.of(
                        "sleep:",
                        "  method: bmc-soft-off",
                        // which does not exist, so that nobody can tell
                        "  checks: [exec: {command: [/bin/anybody-there]}]"));
        Path share = Files.createDirectories(LAB.folder().resolve("share"));
        return LAB.host("home")
                .properties(
                        QuickSleep.PROPERTIES
                                + """
                                sleep.enabled=true
                                ipmi.interval=1s
                                energy.tariff=0.32
                                wake.ignore-sources=%s
                                push.remote-write=http://127.0.0.1:9090/api/v1/write
                                push.interval=1s
                                wake-on-share-access.enabled=true
                                wake-on-share-access.node=%s
                                wake-on-share-access.service=web
                                wake-on-share-access.directory=%s
                                """
                                        .formatted(Clients.OTHER_ADDRESS, STORAGE, share))
                .nodes(
                        new Site()
                                .node("homelab", Place.FIRST_HOST, homelab.toArray(String[]::new))
                                .node(
                                        STORAGE,
                                        Place.SECOND_HOST,
                                        "ssh: {user: root, keyFile: secrets/ssh}",
                                        "sleep:",
                                        "  idleFor: 1h",
                                        "  checks: [connections: {ports: [22]}]")
                                .toString())
                .secret("config/secrets/bmc", SimulatedBmc.PASSWORD)
                .knows(Place.SECOND_HOST)
                .wakeOnConnect("wake-on-films", STORAGE, "web", FILMS);
    }

    private static void awaitThat(String what, String expression) {
        await(what).atMost(PATIENCE).until(() -> !prometheus.query(expression).isEmpty());
    }

    /** The reasons why queries have no data here, by their places. */
    private static Map<String, String> reasons() throws IOException {
        Map<String, String> reasons = new TreeMap<>();
        Path list = Path.of("src/test/resources/dashboards-without-data.txt");
        for (String line : Files.readAllLines(list)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] parts = line.split(" ", 3);
                reasons.put(parts[0] + " " + parts[1], parts[2].strip());
            }
        }
        return reasons;
    }

    @Test
    void everyQueryHasDataOrAReasonWhyNot() throws IOException {
        Map<String, String> reasons = reasons();
        List<String> empty = new ArrayList<>();
        List<String> full = new ArrayList<>();
        ANSWERS.forEach(
                (query, answer) -> {
                    boolean hasData = query.hasData(answer);
                    boolean listed = reasons.containsKey(query.place());
                    if (!hasData && !listed) {
                        empty.add(query.toString());
                    } else if (hasData && listed) {
                        full.add(query.toString());
                    }
                });
        assertThat(empty).as("without data, and nobody says why").isEmpty();
        assertThat(full).as("with data, though the list says there is none").isEmpty();
    }

    @Test
    void reasonsAreOfQueriesThatAreThere() throws IOException {
        assertThat(ANSWERS.keySet())
                .extracting(DashboardQuery::place)
                .hasSizeGreaterThan(300)
                .containsAll(reasons().keySet());
        assertThat(reasons().values()).allMatch(reason -> reason.length() > 10);
    }

    @Test
    void legendsNameSeriesByLabelsThatTheyHave() {
        ANSWERS.forEach(
                (query, answer) -> {
                    for (Map<String, String> labels : answer.keySet()) {
                        assertThat(labels.keySet())
                                .as(query.toString())
                                .containsAll(query.legendLabels());
                    }
                });
    }

    @Test
    void columnsOfTablesAreLabelsOrValuesOfTheirQueries() {
        Map<String, List<DashboardQuery>> tables = new TreeMap<>();
        for (DashboardQuery query : ANSWERS.keySet()) {
            if (!query.columns().isEmpty()) {
                tables.computeIfAbsent(query.panel(), panel -> new ArrayList<>()).add(query);
            }
        }
        tables.forEach(
                (panel, queries) -> {
                    if (queries.stream().noneMatch(query -> answerTo(query).isEmpty())) {
                        assertThat(fields(queries)).as(panel).containsAll(queries.get(0).columns());
                    }
                });
        assertThat(tables).hasSizeGreaterThan(20);
    }

    private static Map<Map<String, String>, Double> answerTo(DashboardQuery query) {
        return ANSWERS.getOrDefault(query, Map.of());
    }

    /** What Grafana calls the columns of a table with these queries. */
    private static Set<String> fields(List<DashboardQuery> queries) {
        Set<String> fields = new HashSet<>();
        for (DashboardQuery query : queries) {
            answerTo(query).keySet().forEach(labels -> fields.addAll(labels.keySet()));
            fields.add(queries.size() == 1 ? "Value" : "Value #" + query.letter());
        }
        return fields;
    }
}
