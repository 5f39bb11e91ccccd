package io.vmstation.stack;

import static io.vmstation.stack.ManifestsReferencesTest.workload;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.stack.Manifests.Found;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whoever has to reach somebody may, by both policies, and nobody else. */
class ManifestsNetworkTest {
    private final List<Found> policies =
            Manifests.all().stream()
                    .filter(one -> one.kind().equals("NetworkPolicy"))
                    .filter(one -> !one.file().contains("overlays/"))
                    .toList();

    /** Who asks whom, at which port. */
    private record Way(String from, String to, int port) {}

    private static final List<Way> WAYS =
            List.of(
                    new Way("prometheus", "alertmanager", 9093),
                    new Way("prometheus", "grafana", 3000),
                    new Way("prometheus", "loki", 3100),
                    new Way("prometheus", "alloy", 9080),
                    new Way("prometheus", "kube-state-metrics", 8080),
                    new Way("prometheus", "kube-state-metrics", 8081),
                    new Way("prometheus", "blackbox-exporter", 9115),
                    new Way("prometheus", "ipmi-exporter-remote", 9290),
                    new Way("blackbox-exporter", "grafana", 3000),
                    new Way("blackbox-exporter", "loki", 3100),
                    new Way("grafana", "prometheus", 9090),
                    new Way("grafana", "loki", 3100),
                    new Way("grafana", "alertmanager", 9093),
                    new Way("loki", "alertmanager", 9093),
                    new Way("alloy", "loki", 3100));

    @Test
    void everyWayThatIsNeededIsOpenAtBothEnds() {
        for (Way way : WAYS) {
            assertThat(mayLeave(way)).as(way + " leaves").isTrue();
            assertThat(mayEnter(way)).as(way + " enters").isTrue();
        }
    }

    @Test
    void waysThatNobodyNeedsAreClosed() {
        assertThat(mayEnter(new Way("alloy", "alertmanager", 9093))).isFalse();
        assertThat(mayEnter(new Way("grafana", "kube-state-metrics", 8080))).isFalse();
        assertThat(mayLeave(new Way("loki", "prometheus", 9090))).isFalse();
        assertThat(mayLeave(new Way("kube-state-metrics", "loki", 3100))).isFalse();
        assertThat(mayEnter(new Way("loki", "alertmanager", 8081))).isFalse();
    }

    @Test
    void everyPodOfItsOwnNetworkHasAPolicy() {
        for (Found workload : Manifests.workloads()) {
            boolean host = workload.podTemplate().at("/spec/hostNetwork").asBoolean();
            boolean governed = policies.stream().anyMatch(one -> app(one).equals(workload.name()));
            assertThat(governed).as(workload.file()).isNotEqualTo(host);
        }
    }

    @Test
    void policiesNameWorkloadsAndPortsThatAreThere() {
        for (Found policy : policies) {
            if (!app(policy).isEmpty()) {
                Set<Integer> ports = new HashSet<>();
                for (JsonNode container : Manifests.containers(workload(app(policy)))) {
                    container
                            .path("ports")
                            .forEach(port -> ports.add(port.path("containerPort").asInt()));
                }
                for (JsonNode rule : policy.object().at("/spec/ingress")) {
                    assertThat(rule.path("ports")).as(policy.file()).isNotEmpty();
                    rule.path("ports")
                            .forEach(
                                    port ->
                                            assertThat(ports)
                                                    .as(policy.file())
                                                    .contains(port.path("port").asInt()));
                }
            }
        }
    }

    @Test
    void whatIsNotSaidIsForbidden() {
        Found nothing = Manifests.one("NetworkPolicy", "default");
        assertThat(nothing.object().at("/spec/podSelector").isEmpty()).isTrue();
        assertThat(nothing.object().path("spec").has("ingress")).isFalse();
        assertThat(nothing.object().path("spec").has("egress")).isFalse();
        assertThat(Manifests.texts(nothing.object().at("/spec/policyTypes")))
                .containsExactly("Ingress", "Egress");
    }

    @Test
    void everybodyMayAskForNames() {
        JsonNode rule = Manifests.one("NetworkPolicy", "dns").object().at("/spec/egress/0");
        assertThat(rule.has("to")).isFalse();
        assertThat(rule.path("ports").toString()).contains("UDP", "TCP", "53");
    }

    /** The API server has the address of a node, which no selector of pods matches. */
    @Test
    void whoHoldsATokenReachesTheApiServerWhereverItIs() {
        for (String app : List.of("prometheus", "grafana", "alloy", "kube-state-metrics")) {
            for (int port : List.of(443, 6443)) {
                assertThat(egress(app).anyMatch(rule -> !rule.has("to") && fits(rule, port)))
                        .as(app + " " + port)
                        .isTrue();
            }
        }
    }

    private boolean mayLeave(Way way) {
        return egress(way.from())
                .anyMatch(rule -> fits(rule, way.port()) && isFor(rule.path("to"), way.to()));
    }

    private boolean mayEnter(Way way) {
        return rules(way.to(), "ingress")
                .anyMatch(rule -> fits(rule, way.port()) && isFor(rule.path("from"), way.from()));
    }

    private java.util.stream.Stream<JsonNode> egress(String app) {
        return rules(app, "egress");
    }

    private java.util.stream.Stream<JsonNode> rules(String app, String direction) {
        List<JsonNode> all = new ArrayList<>();
        for (Found policy : policies) {
            if (app(policy).equals(app) || app(policy).isEmpty()) {
                policy.object().path("spec").path(direction).forEach(all::add);
            }
        }
        return all.stream();
    }

    private static boolean fits(JsonNode rule, int port) {
        if (!rule.has("ports")) {
            return true;
        }
        for (JsonNode one : rule.path("ports")) {
            if (one.path("port").asInt() == port && one.path("protocol").asText().equals("TCP")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isFor(JsonNode peers, String app) {
        if (peers.isMissingNode()) {
            return true;
        }
        for (JsonNode peer : peers) {
            JsonNode selector = peer.path("podSelector");
            if (selector.at("/matchLabels/app").asText().equals(app)
                    || Manifests.texts(selector.at("/matchExpressions/0/values")).contains(app)) {
                return true;
            }
        }
        return false;
    }

    private static String app(Found policy) {
        return policy.object().at("/spec/podSelector/matchLabels/app").asText();
    }
}
