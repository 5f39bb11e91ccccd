package io.vmstation.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.host.ApiSite.Reply;
import io.vmstation.host.cli.Vmstation;
import io.vmstation.ipmi.BmcSimulator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Energy of a real host, measured by a plug through the route of the guide. */
@Timeout(90)
class EnergyTest {
    private static final Path GUIDE =
            Path.of(System.getProperty("basedir", "."), "..", "docs", "hardware-energy.md");

    private final StringWriter out = new StringWriter();
    private ApiSite site;
    private ApiContract contract;

    @BeforeEach
    void prepare() throws Exception {
        site = new ApiSite().set("VMSTATION_ENERGY_TARIFF", "0.32");
        site.route("measure-plugs", exampleOfTheGuide());
        contract =
                new ApiContract(
                        Bundle.ofApplication().files().getOrDefault("api/openapi.yaml", ""));
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    private static String exampleOfTheGuide() throws IOException {
        String guide = Files.readString(GUIDE);
        int begin = guide.indexOf("```yaml\n") + "```yaml\n".length();
        return guide.substring(begin, guide.indexOf("```", begin));
    }

    private Reply energy(String query) {
        Reply reply = site.ask("GET", "/api/energy" + query);
        assertThat(contract.broken("GET /api/energy", reply)).as(reply.response().body()).isEmpty();
        return reply;
    }

    private JsonNode demo() {
        return energy("?node=demo").json().path("nodes").path(0);
    }

    private int measure(String node, String document) throws Exception {
        // Any answer tells where the door is.
        URI door = site.ask("GET", "/api/nodes").response().uri();
        HttpRequest request =
                HttpRequest.newBuilder(door.resolve("/watts/" + node))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(document))
                        .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private int measure(int watts) throws Exception {
        return measure("demo", "{\"StatusSNS\": {\"ENERGY\": {\"Power\": " + watts + "}}}");
    }

    private double drawn(JsonNode node) {
        JsonNode split = node.path("all").path("kilowattHours");
        return split.path("awake").asDouble()
                + split.path("asleep").asDouble()
                + split.path("unknown").asDouble();
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        CommandLine line = Vmstation.commandLine(site.assembler());
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(out, true));
        return line.execute(arguments);
    }

    @Test
    void countsWhatAPlugMeasuresAndGoesOnAfterARestart() throws Exception {
        site.start();
        assertThat(demo().has("all")).isFalse();
        assertThat(measure(12_000)).isEqualTo(200);
        await().until(
                        () -> {
                            measure(12_000);
                            return drawn(demo()) > 0.003;
                        });

        JsonNode node = demo();
        assertThat(node.path("watts").asDouble()).isEqualTo(12_000);
        assertThat(node.has("idleWatts")).isFalse();
        assertThat(node.path("daily")).hasSizeBetween(1, 2);
        assertThat(node.path("all").path("cost").asDouble())
                .isCloseTo(0.32 * drawn(node), within(1e-5));
        assertThat(node.path("all").path("savedCost").asDouble()).isZero();
        assertThat(site.askMetrics("/metrics").response().body())
                .contains("vmstation_node_energy_kilowatthours_total{node=\"demo\",state=")
                .contains("vmstation_node_energy_cost_total{currency=\"EUR\",node=\"demo\"}")
                .contains("vmstation_node_energy_unknown_seconds_total{node=\"demo\",state=")
                .contains("vmstation_node_energy_saved_kilowatthours_total{node=\"demo\"} 0.0");

        double before = drawn(demo());
        site.stop();
        site.start();
        assertThat(drawn(demo())).isGreaterThanOrEqualTo(before);
        assertThat(demo().has("watts")).isFalse();
    }

    @Test
    void countsWhatABmcMeasures(@TempDir Path folder) throws Exception {
        try (BmcSimulator bmc = new BmcSimulator(folder)) {
            bmc.watts("12000");
            Path password = site.home().resolve("config/bmc");
            Files.createFile(
                    password,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(password, BmcSimulator.PASSWORD);
            Files.writeString(
                    site.home().resolve("config/nodes.yaml"),
                    """
                      - name: rack
                        address: 127.0.0.78
                        macAddress: "02:00:5e:00:53:04"
                        bmc:
                          address: 127.0.0.1
                          port: %d
                          user: %s
                          passwordFile: bmc
                          cipherSuites: [3]
                          privilege: administrator
                          interval: 2s
                    """
                            .formatted(bmc.port(), BmcSimulator.USER),
                    StandardOpenOption.APPEND);
            site.start();
            await().until(
                            () -> {
                                JsonNode rack = energy("?node=rack").json().path("nodes").path(0);
                                return drawn(rack) > 0.006;
                            });
            JsonNode rack = energy("?node=rack").json().path("nodes").path(0);
            assertThat(rack.path("watts").asDouble()).isEqualTo(12_000);
        }
    }

    @Test
    void refusesWhatIsNoPower() throws Exception {
        site.start();
        assertThat(measure(65_535)).isGreaterThanOrEqualTo(400);
        assertThat(measure("demo", "{\"StatusSNS\": {}}")).isGreaterThanOrEqualTo(400);
        assertThat(measure("tower", "5")).isGreaterThanOrEqualTo(400);
        assertThat(demo().has("all")).isFalse();
    }

    @Test
    void saysWhichQuestionMakesNoSense() throws Exception {
        site.start();
        assertThat(energy("?days=0").status()).isEqualTo(400);
        assertThat(energy("?days=all").json().path("detail").asText())
                .isEqualTo("days must be a number from 1 to 1830.");
        assertThat(energy("?day=3").json().path("detail").asText())
                .isEqualTo("The query has \"day\", which is not known: known are days, node.");
        assertThat(energy("?node=tower").status()).isEqualTo(404);
        assertThat(energy("?days=1830").status()).isEqualTo(200);
    }

    @Test
    void isShownByACommandWithAndWithoutAHost() throws Exception {
        String home = site.home().toString();
        site.start();
        measure(12_000);
        await().until(
                        () -> {
                            measure(12_000);
                            return drawn(demo()) > 0.003;
                        });
        assertThat(run("energy", "--home", home)).as(out.toString()).isZero();
        assertThat(out.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("NODE").endsWith("SAVED EUR"),
                        line -> assertThat(line).matches("demo +12000 W +- +today .* kWh .*"),
                        line -> assertThat(line).contains("30 days"),
                        line -> assertThat(line).contains("since 20"),
                        line -> assertThat(line).isEqualTo("Power was never measured of: attic"));
        site.stop();

        assertThat(run("energy", "demo", "--days", "2", "--home", home))
                .as(out.toString())
                .isZero();
        assertThat(out.toString())
                .contains("no host runs")
                .containsPattern("demo +- +- +today")
                .containsPattern("(?m)^ +20\\d\\d-\\d\\d-\\d\\d .* kWh");
        assertThat(run("energy", "--json", "--home", home)).isZero();
        assertThat(out.toString()).contains("\"currency\" : \"EUR\"");
        assertThat(run("energy", "tower", "--home", home)).isEqualTo(2);
        assertThat(out.toString()).contains("There is no node \"tower\"");
        assertThat(run("energy", "--days", "0", "--home", home)).isEqualTo(2);
    }
}
