package io.vmstation.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.host.ApiSite.Reply;
import io.vmstation.host.door.MetricsDoor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.apache.camel.Route;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The API of a real host whose nodes are simulated. */
@Timeout(90)
class ApiTest {
    private static final String WAKE = "POST /api/nodes/{name}/wake";
    private static final String SLEEP = "POST /api/nodes/{name}/sleep";
    private static final String NODE = "GET /api/nodes/{name}";
    private static final String POWER = "GET /api/nodes/{name}/power";
    private static final String SWITCH = "POST /api/nodes/{name}/power";

    private ApiSite site;
    private ApiContract contract;

    @BeforeEach
    void prepare() throws Exception {
        site = new ApiSite();
        contract =
                new ApiContract(
                        Bundle.ofApplication().files().getOrDefault("api/openapi.yaml", ""));
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    /** Asks for an operation of the contract, about a node, and holds the answer against it. */
    private Reply ask(String operation, String node, String query) {
        List<String> parts = List.of(operation.split(" ", 2));
        Reply reply = site.ask(parts.get(0), parts.get(1).replace("{name}", node) + query);
        assertThat(contract.broken(operation, reply)).as(reply.response().body()).isEmpty();
        return reply;
    }

    /** Orders the power of a node, and holds the answer against the contract. */
    private Reply order(String node, String body) {
        Reply reply = site.ask("POST", "/api/nodes/" + node + "/power", body);
        assertThat(contract.broken(SWITCH, reply)).as(reply.response().body()).isEmpty();
        return reply;
    }

    @Test
    void servesExactlyWhatItsContractSays() throws Exception {
        site.start();
        List<String> operations = contract.operations();
        TreeSet<String> served = new TreeSet<>();
        for (Route route : site.host().context().getRoutes()) {
            if (route.getEndpoint() instanceof PlatformHttpEndpoint endpoint
                    && !(endpoint.getPlatformHttpEngine() instanceof MetricsDoor)) {
                served.add(endpoint.getHttpMethodRestrict() + " " + endpoint.getPath());
            }
        }
        assertThat(served).containsExactlyInAnyOrderElementsOf(operations);

        for (String operation : operations) {
            Reply reply =
                    operation.equals(SWITCH)
                            ? order("demo", "{\"action\": \"on\", \"dryRun\": true}")
                            : ask(
                                    operation,
                                    "demo",
                                    operation.startsWith("POST") ? "?dryRun=true" : "");
            assertThat(reply.status()).as(operation).isEqualTo(200);
            for (String verb : List.of("GET", "POST", "PUT", "DELETE", "PATCH")) {
                String path = operation.substring(operation.indexOf('/'));
                if (!operations.contains(verb + " " + path)) {
                    assertThat(site.ask(verb, path.replace("{name}", "demo")).status())
                            .as(verb + " " + path)
                            .isEqualTo(405);
                }
            }
        }
        assertThat(site.ask("GET", "/api/openapi.yaml").response().body())
                .isEqualTo(Bundle.ofApplication().files().get("api/openapi.yaml"));
    }

    @Test
    void tellsWhatDiffersInAClusterAndMendsItWhenAsked() throws Exception {
        site.start();
        String run = "POST /api/clusters/{name}/reconcile";

        JsonNode looked = ask(run, "demo", "?dryRun=true").json();
        assertThat(looked.path("result").asText()).isEqualTo("drifted");
        assertThat(looked.at("/objects/0/differences/0/owner").asText()).isEqualTo("kubectl-edit");
        assertThat(ask(run, "demo", "?wait=true").json().path("result").asText())
                .isEqualTo("synced");
        JsonNode shown = ask("GET /api/clusters/{name}", "demo", "").json();
        assertThat(shown.path("state").asText()).isEqualTo("suspended");
        assertThat(shown.has("unhealthy")).isFalse();

        assertThat(ask(run, "demo", "?dryrun=true").status()).isEqualTo(400);
        assertThat(ask(run, "nobody", "").status()).isEqualTo(404);
        assertThat(ask("GET /api/clusters/{name}", "nobody", "").status()).isEqualTo(404);
    }

    @Test
    void servesNothingOfItOnTheDoorOfMetrics() throws Exception {
        site.start();
        assertThat(site.askMetrics("/metrics").status()).isEqualTo(200);
        assertThat(site.askMetrics("/api/nodes").status()).isEqualTo(404);
        assertThat(site.ask("GET", "/metrics").status()).isEqualTo(404);
        assertThat(site.askMetrics("/ipmi").status()).isEqualTo(400);
        assertThat(site.ask("GET", "/ipmi").status()).isEqualTo(404);
    }

    @Test
    void listsTheNodesAndLeavesOutWhatIsNotKnown() throws Exception {
        site.start();
        JsonNode nodes = ask("GET /api/nodes", "", "").json().path("nodes");

        assertThat(nodes).extracting(n -> n.path("name").asText()).containsExactly("demo", "attic");
        assertThat(nodes.path(0).path("sleep").asText()).isEqualTo("never");
        assertThat(nodes.path(0).fieldNames())
                .toIterable()
                .doesNotContain("verdict", "lastUse", "wokenBy", "nextSleep", "since");
        await().until(() -> ask(NODE, "attic", "").json().path("state").asText().equals("asleep"));
    }

    @Test
    void namesTheNodesThereAreWhenOneIsNotKnown() throws Exception {
        site.start();
        for (String operation : List.of(NODE, WAKE, SLEEP, POWER, SWITCH)) {
            Reply reply = ask(operation, "tower", "");
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.json().path("detail").asText())
                    .isEqualTo("There is no node \"tower\": known are demo, attic.");
        }
        assertThat(ask(WAKE, "demo", "?service=smb").json().path("detail").asText())
                .isEqualTo("Node demo has no service \"smb\": it has web.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?dryrun=true",
                "?dryRun",
                "?dryRun=yes",
                "?dryRun=true&dryRun=false",
                "?name=attic",
                "?service=web"
            })
    void doesNothingWhenItIsNotSureWhatIsWanted(String query) throws Exception {
        site.start();
        assertThat(ask(SLEEP, "demo", query).status()).isEqualTo(400);
    }

    @Test
    void saysWhatAWakeWouldDoAndSendsNothing() throws Exception {
        site.start();
        JsonNode plan = ask(WAKE, "demo", "?dryRun=true").json();

        assertThat(plan.path("outcome").asText()).isEqualTo("planned");
        assertThat(plan.path("awake").asBoolean()).isFalse();
        assertThat(plan.path("steps").path(0).path("step").asText()).isEqualTo("magic-packet");
        assertThat(plan.path("steps").path(0).path("detail").asText())
                .contains("02:00:5e:00:53:01", "127.255.255.255", "by lo");
        assertThat(ask(NODE, "demo", "").json().path("wakes")).isEmpty();
        assertThat(ask(NODE, "demo", "").json().has("wakeUnderWay")).isFalse();
    }

    @Test
    void wakesBesideTheRequestAndShowsHowFarItIs() throws Exception {
        site.start();
        Reply begun = ask(WAKE, "demo", "?service=web");

        assertThat(begun.status()).isEqualTo(202);
        assertThat(begun.header("Location")).isEqualTo("/api/nodes/demo");
        String id = begun.json().path("id").asText();
        JsonNode underWay = ask(NODE, "demo", "").json();
        assertThat(underWay.path("state").asText()).isEqualTo("waking");
        assertThat(underWay.path("wakeUnderWay").path("id").asText()).isEqualTo(id).isNotEmpty();

        await().atMost(Duration.ofSeconds(30))
                .until(() -> ask(NODE, "demo", "").json().path("wakes").size() == 1);
        JsonNode awake = ask(NODE, "demo", "").json();
        assertThat(awake.path("state").asText()).isEqualTo("awake");
        assertThat(awake.path("wokenBy").path("source").asText()).isEqualTo("127.0.0.1");
        assertThat(awake.path("wokenBy").path("cause").asText()).isEqualTo("api");
        assertThat(awake.has("since")).isTrue();
        JsonNode wake = awake.path("wakes").path(0);
        assertThat(wake.path("id").asText()).isEqualTo(id);
        assertThat(wake.path("outcome").asText()).isEqualTo("ready");
        assertThat(wake.path("milliseconds").asLong()).isPositive();
        assertThat(wake.path("stages"))
                .extracting(stage -> stage.path("event").asText())
                .containsExactly("node.reachable", "service.ready");
    }

    @Test
    void answersAtTheEndForThoseWhoWaitAndAtOnceForANodeThatIsAwake() throws Exception {
        site.start();
        Reply woken = ask(WAKE, "demo", "?wait=true&service=web");

        assertThat(woken.status()).isEqualTo(200);
        assertThat(woken.json().path("outcome").asText()).isEqualTo("woken");
        assertThat(woken.json().path("target").asText()).startsWith("127.0.0.77:");
        assertThat(woken.json().path("wake").path("stages")).isNotEmpty();

        Reply awake = ask(WAKE, "demo", "?service=web");
        assertThat(awake.status()).isEqualTo(200);
        assertThat(awake.json().path("outcome").asText()).isEqualTo("awake");
        assertThat(awake.json().has("wake")).isFalse();
    }

    @Test
    void saysWhyAWakeFailedAndWhenToAskAgain() throws Exception {
        site.start();
        Reply failed = ask(WAKE, "attic", "?wait=true");

        assertThat(failed.status()).isEqualTo(504);
        assertThat(failed.json().path("detail").asText()).contains("did not answer within 1s");
        assertThat(failed.json().path("wake").path("outcome").asText()).isEqualTo("failed");
        assertThat(Integer.parseInt(failed.header("Retry-After"))).isBetween(1, 20);

        Reply tooEarly = ask(WAKE, "attic", "?wait=true");
        assertThat(tooEarly.status()).isEqualTo(503);
        assertThat(tooEarly.json().path("detail").asText()).contains("it is asked again in");
        assertThat(ask(NODE, "attic", "").json().path("wakes").path(0).path("reason").asText())
                .contains("did not answer");
    }

    @Test
    void putsToSleepOrSaysWhyNot() throws Exception {
        site.start();
        Reply asleep = ask(SLEEP, "demo", "?wait=true");
        assertThat(asleep.status()).isEqualTo(200);
        assertThat(asleep.json().path("outcome").asText()).isEqualTo("asleep");

        Reply refused = ask(SLEEP, "attic", "");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("detail").asText()).contains("is in use: sessions");
        assertThat(refused.json().path("verdict").path("findings"))
                .extracting(finding -> finding.path("evidence").asText())
                .containsExactly("idle", "busy", "unknown");

        Reply planned = ask(SLEEP, "attic", "?dryRun=true");
        assertThat(planned.status()).isEqualTo(200);
        assertThat(planned.json().path("outcome").asText()).isEqualTo("planned");
        assertThat(planned.json().path("steps").path(0).path("detail").asText())
                .isEqualTo("runs systemctl suspend");
    }

    @Test
    void tellsAndSwitchesThePower() throws Exception {
        site.start();
        JsonNode status = ask(POWER, "demo", "").json();
        assertThat(status.path("power").asText()).isEqualTo("on");
        assertThat(status.path("driveFault").asBoolean()).isTrue();
        assertThat(status.has("coolingFault")).isFalse();

        Reply silent = ask(POWER, "attic", "");
        assertThat(silent.status()).isEqualTo(503);
        assertThat(silent.json().path("outcome").asText()).isEqualTo("failed");
        assertThat(silent.header("Retry-After")).isEqualTo("30");

        JsonNode ordered = order("demo", "{\"action\": \"soft-off\"}").json();
        assertThat(ordered.path("outcome").asText()).isEqualTo("ordered");
        assertThat(ordered.path("id").asText()).isEqualTo("power-1");
        assertThat(ordered.path("warnings").path(0).asText()).contains("alice");
        Reply refused = order("demo", "{\"action\": \"cycle\"}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("detail").asText())
                .isEqualTo("Node demo, cycle is not done: it has to be forced");
        Reply forced = order("demo", "{\"action\": \"cycle\", \"force\": true}");
        assertThat(forced.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "on",
                "{\"action\": \"off\"}",
                "{\"action\": \"status\"}",
                "{\"action\": \"on\", \"dryrun\": true}",
                "{\"action\": \"on\", \"dryRun\": \"true\"}",
                "{\"action\": \"on\", \"action\": \"cycle\"}",
                "{\"action\": \"on\"} {\"action\": \"cycle\"}"
            })
    void switchesNothingWhenItIsNotSureWhatIsWanted(String body) throws Exception {
        site.start();
        assertThat(order("demo", body).status()).isEqualTo(400);
        assertThat(ask(SWITCH, "demo", "?action=on").status()).isEqualTo(400);
        assertThat(ask(SWITCH, "demo", "").status()).isEqualTo(400);
    }

    @Test
    void doesNotHangWhenTheRouteIsSwitchedOff() throws Exception {
        site.set("VMSTATION_WAKE_NODE_ENABLED", "false").start();
        Reply reply = ask(WAKE, "demo", "?wait=true");
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.json().path("detail").asText()).contains("switched off");
    }

    @Test
    void callsTheWakeRouteOfTheUser() throws Exception {
        site.route(
                        "wake-node",
                        """
                        - route:
                            id: wake-node
                            from:
                              uri: direct:wake-node
                              steps:
                                - setVariable: {name: target, constant: "192.0.2.1:80"}
                        """)
                .start();
        assertThat(ask(WAKE, "demo", "").json().path("target").asText()).isEqualTo("192.0.2.1:80");
    }

    @Test
    void servesRoutesOfTheUserAndExplainsTheirFailures() throws Exception {
        site.route(
                        "wake-tv",
                        """
                        - route:
                            id: wake-tv
                            from:
                              uri: platform-http:/tv
                              steps:
                                - setVariable: {name: node, constant: attic}
                                - setVariable: {name: cause, constant: tv}
                                - to: direct:wake-node
                                - setBody: {constant: awake}
                        """)
                .start();
        Reply reply = site.ask("POST", "/tv");

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.json().path("detail").asText()).contains("did not answer within 1s");
        JsonNode wake = ask(NODE, "attic", "").json().path("wakes").path(0);
        assertThat(wake.path("cause").asText()).isEqualTo("tv");
        assertThat(wake.path("source").asText()).isEqualTo("127.0.0.1");
    }

    @Test
    void remembersWakesOfAnEarlierRun() throws Exception {
        site.start();
        ask(WAKE, "attic", "?wait=true");
        site.stop();
        site.start();
        assertThat(ask(NODE, "attic", "").json().path("wakes").path(0).path("outcome").asText())
                .isEqualTo("failed");
    }

    @Test
    void doesNotStartWhereOthersCouldReachItWithoutAToken() throws Exception {
        site.set("VMSTATION_API_HOST", "0.0.0.0");
        assertThatThrownBy(site::start)
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("api.host is 0.0.0.0")
                .hasMessageContaining("api.token-file");

        Path token = site.home().resolve("config/token");
        Files.writeString(token, "too-short");
        site.set("VMSTATION_API_TOKEN_FILE", token.toString());
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(site::start).hasMessageContaining("chmod 600");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(site::start).hasMessageContaining("at least 16");
        Files.writeString(token, "\n");
        assertThatThrownBy(site::start).hasMessageContaining("is empty");
        Files.writeString(token, "long-enough-to-be-a-token");

        site.start();
        assertThat(site.ask("GET", "/api/nodes").status()).isEqualTo(401);
    }
}
