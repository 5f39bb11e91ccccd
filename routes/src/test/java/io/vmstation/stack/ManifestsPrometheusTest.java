package io.vmstation.stack;

import static io.vmstation.stack.Manifests.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.vmstation.kube.stack.MarkedValues;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Prometheus does with its configuration. Debian's has no kubernetes_sd; what that would find
 * is given to it as static targets with the labels that it would have.
 */
class ManifestsPrometheusTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> JOBS =
            List.of(
                    "kubernetes-apiservers",
                    "kubernetes-nodes",
                    "kubernetes-cadvisor",
                    "node-exporter",
                    "ipmi-exporter",
                    "ipmi-exporter-remote",
                    "kube-state-metrics",
                    "prometheus",
                    "alertmanager",
                    "grafana",
                    "loki",
                    "alloy",
                    "kubernetes-service-endpoints",
                    "rke2-federation",
                    "blackbox",
                    "vmstation");

    @TempDir Path folder;

    private static ObjectNode configuration() {
        return Manifests.one("ConfigMap", "prometheus-config").configuration("prometheus.yaml");
    }

    private static ObjectNode job(ObjectNode configuration, String name) {
        for (JsonNode one : configuration.path("scrape_configs")) {
            if (one.path("job_name").asText().equals(name)) {
                return (ObjectNode) one;
            }
        }
        throw new AssertionError("no job " + name);
    }

    /** As Debian's Prometheus takes it, with the files of targets below a folder. */
    private ObjectNode understood() throws IOException {
        ObjectNode configuration = configuration();
        // 2.42 knows flags for these
        configuration.remove("storage");
        for (JsonNode one : configuration.path("scrape_configs")) {
            ObjectNode job = (ObjectNode) one;
            job.remove(List.of("kubernetes_sd_configs", "authorization", "tls_config"));
            for (JsonNode files : job.path("file_sd_configs")) {
                String name = Path.of(files.at("/files/0").asText()).getFileName().toString();
                ((ObjectNode) files).putArray("files").add(folder.resolve(name).toString());
            }
        }
        Manifests.one("ConfigMap", "prometheus-targets")
                .object()
                .path("data")
                .properties()
                .forEach(file -> write(file.getKey(), file.getValue().asText()));
        configuration.putArray("rule_files").add(folder.resolve("rules") + "/*.yaml");
        return configuration;
    }

    private void write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ObjectNode found(ObjectNode job, String address) {
        ObjectNode target = job.withArray("/static_configs").addObject();
        target.putArray("targets").add(address);
        return target.putObject("labels");
    }

    @Test
    void everyJobOfTheSeedIsThere() {
        List<String> names = new ArrayList<>();
        configuration()
                .path("scrape_configs")
                .forEach(job -> names.add(job.path("job_name").asText()));
        assertThat(names).containsExactlyInAnyOrderElementsOf(JOBS);
    }

    @Test
    void samplesAreKeptAsLongAsTheSeedSays() {
        assertThat(configuration().at("/storage/tsdb/retention/time").asText()).isEqualTo("30d");
        assertThat(configuration().at("/global/scrape_interval").asText()).isEqualTo("15s");
        JsonNode labels = configuration().at("/global/external_labels");
        assertThat(labels.path("cluster").asText()).isEqualTo("homelab");
        assertThat(labels.path("environment").asText()).isEqualTo("production");
        assertThat(
                        texts(
                                Manifests.one("StatefulSet", "prometheus")
                                        .podTemplate()
                                        .at("/spec/containers/0/args")))
                .noneMatch(arg -> arg.contains("retention"));
    }

    @Test
    void promtoolTakesTheConfiguration() throws IOException {
        Path file = folder.resolve("prometheus.yaml");
        Files.writeString(file, JSON.writeValueAsString(understood()));
        assertThat(
                        StackTools.run(
                                "",
                                List.of(
                                        StackTools.debian("promtool", "prometheus"),
                                        "check",
                                        "config",
                                        file.toString())))
                .contains("SUCCESS")
                .doesNotContain("does not exist");
    }

    @Test
    void aScrapeIntervalShorterThanAnyTimeoutIsTaken() throws IOException {
        ObjectNode values = Manifests.yaml("prometheus: {scrape-interval: 5s}");
        String text =
                new MarkedValues(values)
                        .fill(
                                Manifests.text(
                                        Manifests.FOLDER.resolve("prometheus/configmap.yaml")));
        ObjectNode filled =
                new Manifests.Found("prometheus/configmap.yaml", Manifests.yaml(text))
                        .configuration("prometheus.yaml");
        ObjectNode understood = understood();
        understood.set("global", filled.path("global"));
        Path file = folder.resolve("prometheus.yaml");
        Files.writeString(file, JSON.writeValueAsString(understood));
        assertThat(filled.at("/global/scrape_interval").asText()).isEqualTo("5s");
        assertThat(
                        StackTools.run(
                                "",
                                List.of(
                                        StackTools.debian("promtool", "prometheus"),
                                        "check",
                                        "config",
                                        file.toString())))
                .contains("SUCCESS");
    }

    @Test
    void everyTargetGetsItsNodeClusterAndAddress() throws Exception {
        ObjectNode configuration = understood();
        for (String name :
                List.of(
                        "kubernetes-nodes",
                        "kubernetes-cadvisor",
                        "node-exporter",
                        "ipmi-exporter")) {
            ObjectNode job = job(configuration, name);
            found(job, "127.0.0.1:10250")
                    .put("__meta_kubernetes_node_name", "storagenodet3500")
                    .put("__meta_kubernetes_node_address_InternalIP", "127.0.0.1");
            found(job, "[::1]:10250")
                    .put("__meta_kubernetes_node_name", "homelab")
                    .put("__meta_kubernetes_node_address_InternalIP", "::1");
        }
        found(job(configuration, "kubernetes-apiservers"), "127.0.0.1:6443")
                .put("__meta_kubernetes_service_name", "kubernetes")
                .put("__meta_kubernetes_endpointslice_port_name", "https");
        found(job(configuration, "kubernetes-apiservers"), "127.0.0.1:1")
                .put("__meta_kubernetes_service_name", "other")
                .put("__meta_kubernetes_endpointslice_port_name", "https");
        found(job(configuration, "alloy"), "127.0.0.1:9080")
                .put("__meta_kubernetes_pod_container_port_name", "http")
                .put("__meta_kubernetes_pod_node_name", "homelab");
        found(job(configuration, "alloy"), "127.0.0.1:8081")
                .put("__meta_kubernetes_pod_container_port_name", "reloader");
        ObjectNode services = job(configuration, "kubernetes-service-endpoints");
        found(services, "127.0.0.1:8000")
                .put("__meta_kubernetes_service_annotation_prometheus_io_scrape", "true")
                .put("__meta_kubernetes_service_annotation_prometheus_io_port", "8001")
                .put("__meta_kubernetes_service_annotation_prometheus_io_path", "/own")
                .put("__meta_kubernetes_namespace", "media")
                .put("__meta_kubernetes_service_name", "jellyfin")
                .put("__meta_kubernetes_pod_name", "jellyfin-0")
                .put("__meta_kubernetes_pod_node_name", "storagenodet3500");
        found(services, "127.0.0.1:8000");
        write(
                "ipmi-exporter.yaml",
                "[{targets: [10.0.0.1], labels: {node: homelab, module: default}}]");
        try (RunningPrometheus prometheus = RunningPrometheus.start(folder, configuration)) {
            Map<String, String> seen = new TreeMap<>();
            await().atMost(Duration.ofMinutes(1)).until(() -> prometheus.targets().size() == 22);
            for (JsonNode target : prometheus.targets()) {
                JsonNode labels = target.path("labels");
                seen.put(
                        target.path("scrapePool").asText()
                                + " "
                                + target.path("scrapeUrl").asText(),
                        "%s %s %s"
                                .formatted(
                                        labels.path("job").asText(),
                                        labels.path("cluster").asText(),
                                        labels.path("node").asText("-")));
            }
            assertThat(seen)
                    .containsEntry(
                            "kubernetes-nodes https://127.0.0.1:10250/metrics",
                            "kubernetes-nodes homelab storagenodet3500")
                    .containsEntry(
                            "kubernetes-cadvisor https://127.0.0.1:10250/metrics/cadvisor",
                            "kubernetes-cadvisor homelab storagenodet3500")
                    .containsEntry(
                            "node-exporter http://127.0.0.1:9100/metrics",
                            "node-exporter homelab storagenodet3500")
                    .containsEntry(
                            "node-exporter http://[::1]:9100/metrics",
                            "node-exporter homelab homelab")
                    .containsEntry(
                            "ipmi-exporter http://127.0.0.1:9290/metrics",
                            "ipmi-exporter homelab storagenodet3500")
                    .containsEntry(
                            "ipmi-exporter-remote"
                                    + " http://ipmi-exporter-remote:9290/ipmi?module=default&target=10.0.0.1",
                            "ipmi-exporter homelab homelab")
                    .containsEntry(
                            "kubernetes-apiservers https://127.0.0.1:6443/metrics",
                            "kubernetes-apiservers homelab -")
                    .containsEntry("alloy http://127.0.0.1:9080/metrics", "alloy homelab homelab")
                    .containsEntry(
                            "kubernetes-service-endpoints http://127.0.0.1:8001/own",
                            "kubernetes-service-endpoints homelab storagenodet3500")
                    .containsEntry(
                            "vmstation http://192.168.4.63:9876/metrics",
                            "vmstation homelab masternode")
                    .containsEntry(
                            "kube-state-metrics http://kube-state-metrics:8080/metrics",
                            "kube-state-metrics homelab -")
                    .containsEntry(
                            "blackbox http://blackbox-exporter:9115/probe?module=http_2xx"
                                    + "&target=http%3A%2F%2Floki%3A3100%2Fready",
                            "blackbox homelab -")
                    .containsKey("prometheus http://localhost:9090/metrics")
                    .doesNotContainKey("alloy http://127.0.0.1:8081/metrics");
            assertThat(
                            seen.keySet().stream()
                                    .filter(
                                            key ->
                                                    key.startsWith(
                                                            "rke2-federation http://192.168.4.62:30090/federate?match"))
                                    .map(seen::get))
                    .containsExactly("rke2-federation rke2-homelab homelab");
        }
    }

    @Test
    void theOtherClusterIsFederatedAndKeptApart() throws Exception {
        HttpServer exporter =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        exporter.createContext(
                "/",
                exchange -> {
                    byte[] body =
                            """
                            kube_pod_info{namespace="web",pod="a",node="homelab"} 1
                            kube_node_info{node="homelab"} 1
                            """
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        exporter.start();
        ObjectNode ofOther = JSON.createObjectNode();
        ofOther.putObject("global")
                .put("scrape_interval", "1s")
                .putObject("external_labels")
                .put("cluster", "own-name");
        ArrayNode jobs = ofOther.putArray("scrape_configs");
        ObjectNode job = jobs.addObject().put("job_name", "kube-state-metrics");
        job.put("honor_labels", true);
        found(job, "127.0.0.1:" + exporter.getAddress().getPort());
        try (RunningPrometheus other = RunningPrometheus.start(folder.resolve("other"), ofOther)) {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> !other.query("kube_pod_info").isEmpty());
            ObjectNode ours = understood();
            ObjectNode federation = job(ours, "rke2-federation");
            federation.put("scrape_interval", "1s").put("scrape_timeout", "1s");
            ObjectNode asInTheSeed = federation.deepCopy();
            asInTheSeed.put("job_name", "without-match").remove("params");
            ArrayNode both = ours.putArray("scrape_configs");
            both.add(federation).add(asInTheSeed);
            write(
                    "rke2-federation.yaml",
                    "[{targets: ['127.0.0.1:%d'], labels: {federated: 'true', node: homelab}}]"
                            .formatted(other.port()));
            try (RunningPrometheus prometheus =
                    RunningPrometheus.start(folder.resolve("ours"), ours)) {
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> !prometheus.query("kube_pod_info").isEmpty());
                JsonNode pod = prometheus.query("kube_pod_info").get(0);
                assertThat(pod.path("cluster").asText()).isEqualTo("rke2-homelab");
                assertThat(pod.path("federated").asText()).isEqualTo("true");
                assertThat(pod.path("job").asText()).isEqualTo("kube-state-metrics");
                assertThat(pod.path("node").asText()).isEqualTo("homelab");
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> !prometheus.query("up{job=\"without-match\"} == 1").isEmpty());
                assertThat(prometheus.query("scrape_samples_scraped{job=\"without-match\"} > 0"))
                        .isEmpty();
                other.stop();
                await("what a cluster that is gone has said is gone with it")
                        .atMost(Duration.ofMinutes(1))
                        .until(() -> prometheus.query("kube_pod_info").isEmpty());
            }
        } finally {
            exporter.stop(0);
        }
    }
}
