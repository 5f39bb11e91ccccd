package io.vmstation.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Everything that the monitoring stack looks at, as three nodes in the lab: real node-exporters, a
 * real Alertmanager, Prometheus and ipmi_exporter, VMStation, and the recorded pages of a cluster.
 * Their series have the labels that the shipped scrape configuration gives them.
 */
final class MonitoredSite {
    private static final int RECORDED = 9400;
    private static final int NODE_EXPORTER = 9100;
    private static final int ALERTMANAGER = 9093;

    private static final Map<String, Place> NODES =
            Map.of(
                    "masternode", Place.MASTERNODE,
                    "homelab", Place.FIRST_HOST,
                    "storagenodet3500", Place.SECOND_HOST);

    private static final String RULES =
            """
            groups:
              - name: lab
                interval: 1s
                rules:
                  - {alert: Watchdog, expr: vector(1), labels: {severity: none}}
                  - alert: SomethingIsUp
                    expr: max by (node) (up{node!=""}) == 1
                    labels: {severity: warning}
            """;

    private static final String NOBODY_IS_TOLD =
            """
            route: {receiver: nobody, group_wait: 1s}
            receivers: [{name: nobody, webhook_configs: [{url: "http://127.0.0.1:9/"}]}]
            """;

    private final Lab lab;
    private final StringBuilder jobs = new StringBuilder();

    private MonitoredSite(Lab lab) {
        this.lab = lab;
    }

    /** Starts all of it, but for VMStation, whose page is expected on the masternode. */
    static PrometheusServer start(Lab lab, SimulatedBmc bmc) {
        return new MonitoredSite(lab).start(bmc);
    }

    private PrometheusServer start(SimulatedBmc bmc) {
        IpmiExporter.start(lab);
        startRecorded();
        startNodeExporters();
        startAlertmanager();
        job("vmstation", "honor_labels: true");
        target("127.0.0.1:9876", "node: masternode");
        job("node-exporter");
        NODES.forEach(
                (node, place) -> target(place.address() + ":" + NODE_EXPORTER, "node: " + node));
        job(
                "ipmi-exporter",
                "metrics_path: /ipmi",
                "params: {module: [lab], target: [\"" + bmc.target() + "\"]}",
                "scrape_interval: 5s",
                "scrape_timeout: 5s");
        target("127.0.0.1:9290", "node: homelab");
        job("prometheus");
        target("127.0.0.1:9090");
        job("alertmanager");
        target("127.0.0.1:" + ALERTMANAGER);
        recordedJobs();
        return PrometheusServer.start(lab, jobs + alerting());
    }

    private void recordedJobs() {
        recorded("kubernetes-apiservers", "apiserver");
        recorded("kube-state-metrics", "kube-state-metrics", "honor_labels: true");
        recorded("grafana", "grafana");
        recorded("loki", "loki");
        for (String node : List.of("masternode", "storagenodet3500", "homelab")) {
            recordedOf(node, "kubernetes-nodes", "kubelet-" + node);
            recordedOf(node, "kubernetes-cadvisor", "cadvisor-" + node);
        }
        for (String service : List.of("jellyfin", "grafana")) {
            job("blackbox-" + service, "metrics_path: /blackbox-" + service);
            target("127.0.0.1:" + RECORDED, "instance: \"http://" + service + "\"");
            named("blackbox");
        }
    }

    private void recorded(String job, String page, String... furtherLines) {
        List<String> lines = new ArrayList<>(List.of(furtherLines));
        lines.add("metrics_path: /" + page);
        job(job, lines.toArray(String[]::new));
        target("127.0.0.1:" + RECORDED);
    }

    private void recordedOf(String node, String job, String page) {
        job(job + "-" + node, "metrics_path: /" + page);
        target("127.0.0.1:" + RECORDED, "node: " + node);
        named(job);
    }

    private void job(String name, String... furtherLines) {
        line("  - job_name: " + name);
        for (String line : furtherLines) {
            line("    " + line);
        }
        line("    static_configs:");
    }

    private void target(String address, String... labels) {
        String all = String.join(", ", labels);
        line("      - {targets: [\"" + address + "\"], labels: {cluster: homelab, " + all + "}}");
    }

    /** Jobs of one name need names of their own in the file. */
    private void named(String job) {
        line("    relabel_configs: [{target_label: job, replacement: " + job + "}]");
    }

    private void line(String text) {
        jobs.append(text).append('\n');
    }

    private String alerting() {
        Path rules = write("rules.yml", RULES);
        return "rule_files: [\""
                + rules
                + "\"]\n"
                + "alerting:\n"
                + "  alertmanagers:\n"
                + "    - static_configs: [{targets: [\"127.0.0.1:"
                + ALERTMANAGER
                + "\"]}]\n";
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(lab.folder().resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void startRecorded() {
        String script = lab.script("stack/expositions.py");
        run(Place.MASTERNODE, "expositions", MachineSetup.PYTHON, script, RECORDED + "");
    }

    private void startNodeExporters() {
        NODES.forEach(
                (node, place) ->
                        run(
                                place,
                                "node-exporter-" + node,
                                "prometheus-node-exporter",
                                "--log.level=warn",
                                "--web.listen-address=" + place.address() + ":" + NODE_EXPORTER));
    }

    private void startAlertmanager() {
        run(
                Place.MASTERNODE,
                "alertmanager",
                "prometheus-alertmanager",
                "--config.file=" + write("alertmanager.yml", NOBODY_IS_TOLD),
                "--storage.path=" + lab.folder().resolve("alertmanager"),
                "--cluster.listen-address=",
                "--web.listen-address=127.0.0.1:" + ALERTMANAGER);
    }

    private void run(Place place, String name, String... command) {
        Path log = lab.folder().resolve(name + ".log");
        Process unused = lab.start(place, log, Map.of(), List.of(command));
    }
}
