package io.vmstation.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The configurations of Loki and Alloy, by the names that their references list. Neither program
 * can be had here; in the cluster, Loki checks its own before it starts, and Alloy keeps the last
 * good one.
 */
class ManifestsLogsTest {
    /** <a href="https://grafana.com/docs/loki/latest/configure/">The reference of Loki</a>. */
    private static final Set<String> LOKI =
            Set.of(
                    "auth_enabled",
                    "server.http_listen_port",
                    "server.grpc_listen_port",
                    "server.log_level",
                    "common.path_prefix",
                    "common.replication_factor",
                    "common.instance_addr",
                    "common.ring.kvstore.store",
                    "common.storage.filesystem.chunks_directory",
                    "common.storage.filesystem.rules_directory",
                    "schema_config.configs.from",
                    "schema_config.configs.store",
                    "schema_config.configs.object_store",
                    "schema_config.configs.schema",
                    "schema_config.configs.index.prefix",
                    "schema_config.configs.index.period",
                    "storage_config.tsdb_shipper.active_index_directory",
                    "storage_config.tsdb_shipper.cache_location",
                    "ingester.wal.dir",
                    "ingester.wal.replay_memory_ceiling",
                    "limits_config.retention_period",
                    "limits_config.ingestion_rate_mb",
                    "limits_config.ingestion_burst_size_mb",
                    "limits_config.reject_old_samples",
                    "limits_config.reject_old_samples_max_age",
                    "limits_config.deletion_mode",
                    "limits_config.volume_enabled",
                    "compactor.working_directory",
                    "compactor.compaction_interval",
                    "compactor.retention_enabled",
                    "compactor.retention_delete_delay",
                    "compactor.delete_request_store",
                    "ruler.storage.type",
                    "ruler.storage.local.directory",
                    "ruler.rule_path",
                    "ruler.alertmanager_url",
                    "ruler.ring.kvstore.store",
                    "ruler.enable_api",
                    "analytics.reporting_enabled");

    /**
     * <a href="https://grafana.com/docs/alloy/latest/reference/components/">The reference of
     * Alloy</a>.
     */
    private static final Map<String, Set<String>> ALLOY =
            Map.of(
                    "logging", Set.of("level"),
                    "discovery.kubernetes", Set.of("role", "selectors.role", "selectors.field"),
                    "discovery.relabel",
                            Set.of(
                                    "targets",
                                    "rule.source_labels",
                                    "rule.separator",
                                    "rule.regex",
                                    "rule.target_label",
                                    "rule.replacement"),
                    "local.file_match", Set.of("path_targets"),
                    "loki.source.file", Set.of("targets", "forward_to"),
                    "loki.process", Set.of("forward_to", "stage.label_drop.values"),
                    "loki.relabel", Set.of("forward_to", "rule.source_labels", "rule.target_label"),
                    "loki.source.journal",
                            Set.of("max_age", "labels", "relabel_rules", "forward_to"),
                    "loki.write", Set.of("endpoint.url", "external_labels"));

    private static ObjectNode loki() {
        return Manifests.one("ConfigMap", "loki-config").configuration("loki.yaml");
    }

    private static String alloy() {
        return Manifests.one("ConfigMap", "alloy-config")
                .object()
                .at("/data/config.alloy")
                .asText();
    }

    @Test
    void everyKeyOfLokiIsOneOfItsReference() {
        Set<String> keys = new TreeSet<>();
        collect("", loki(), keys);
        assertThat(LOKI).containsAll(keys);
    }

    private static void collect(String path, JsonNode value, Set<String> keys) {
        if (value.isObject()) {
            value.properties()
                    .forEach(
                            one ->
                                    collect(
                                            path.isEmpty()
                                                    ? one.getKey()
                                                    : path + "." + one.getKey(),
                                            one.getValue(),
                                            keys));
        } else if (value.isArray()) {
            value.forEach(one -> collect(path, one, keys));
        } else {
            keys.add(path);
        }
    }

    @Test
    void logsAreKeptSevenDaysAndThenReallyDeleted() {
        JsonNode loki = loki();
        assertThat(loki.at("/limits_config/retention_period").asText()).isEqualTo("168h");
        assertThat(loki.at("/compactor/retention_enabled").asBoolean()).isTrue();
        assertThat(loki.at("/compactor/delete_request_store").asText()).isEqualTo("filesystem");
        assertThat(loki.at("/limits_config/ingestion_rate_mb").asInt()).isEqualTo(10);
        assertThat(loki.at("/auth_enabled").asBoolean(true)).isFalse();
        assertThat(loki.at("/limits_config/deletion_mode").asText()).isEqualTo("disabled");
        assertThat(loki.has("table_manager")).isFalse();
    }

    @Test
    void theIndexIsTheOneOfToday() {
        JsonNode schema = loki().at("/schema_config/configs/0");
        assertThat(schema.path("store").asText()).isEqualTo("tsdb");
        assertThat(schema.path("schema").asText()).isEqualTo("v13");
        assertThat(schema.path("from").asText()).matches("20[0-9-]{8}").isLessThan("2026-01-01");
    }

    @Test
    void everythingThatLokiWritesIsOnTheVolumeOrThrownAway() {
        Set<String> paths = new TreeSet<>();
        Matcher path = Pattern.compile("\"(/[^\"]+)\"").matcher(loki().toString());
        while (path.find()) {
            paths.add(path.group(1));
        }
        assertThat(paths).allMatch(one -> one.matches("(/loki|/tmp|/etc/loki/rules)(/.*)?"));
        assertThat(Manifests.text(Manifests.FOLDER.resolve("loki/statefulset.yaml")))
                .contains("mountPath: /etc/loki/rules/fake", "-verify-config");
    }

    @Test
    void everyBlockOfAlloyIsOneOfItsReference() {
        blocks().forEach(
                        (name, attributes) -> {
                            String kind = name.replaceAll(" .*", "");
                            assertThat(ALLOY).containsKey(kind);
                            assertThat(ALLOY.getOrDefault(kind, Set.of()))
                                    .as(name)
                                    .containsAll(attributes);
                        });
        assertThat(blocks()).hasSizeGreaterThan(8);
    }

    @Test
    void everyReferenceBetweenBlocksLeadsToOne() {
        Set<String> named = new HashSet<>();
        blocks().keySet().forEach(name -> named.add(name.replace(" \"", ".").replace("\"", "")));
        Matcher reference =
                Pattern.compile(
                                "((?:discovery|local|loki)\\.[a-z_.]+)\\.(?:targets|output|receiver|rules)\\b")
                        .matcher(alloy());
        int count = 0;
        while (reference.find()) {
            assertThat(named).contains(reference.group(1));
            count++;
        }
        assertThat(count).isGreaterThan(6);
    }

    @Test
    void logsHaveTheLabelsOfPromtail() {
        for (String label : List.of("namespace", "pod", "container", "node", "job")) {
            assertThat(alloy()).contains("target_label  = \"" + label + "\"");
        }
        assertThat(alloy()).contains("stage.cri", "/var/log/*.log", "/var/log/pods/*$1/*.log");
        assertThat(alloy()).contains("\"job\" = \"journal\"", "\"job\" = \"system\"");
    }

    @Test
    void whatWasReadIsRememberedOnTheNode() {
        String daemon = Manifests.text(Manifests.FOLDER.resolve("alloy/daemonset.yaml"));
        assertThat(daemon).contains("--storage.path=/var/lib/alloy", "type: DirectoryOrCreate");
        assertThat(daemon).contains("containerPort: 9080");
    }

    /** The attributes of each top-level block, those of inner blocks after their name. */
    private static Map<String, Set<String>> blocks() {
        Map<String, Set<String>> all = new HashMap<>();
        Deque<String> open = new ArrayDeque<>();
        int inList = 0;
        Pattern opens = Pattern.compile("([a-z_.]+)(?: (\"[a-z_]+\"))? \\{( \\})?");
        Pattern sets = Pattern.compile("([a-z_]+) +=.*");
        for (String line : alloy().lines().map(String::strip).toList()) {
            Matcher opened = opens.matcher(line);
            Matcher set = sets.matcher(line);
            if (line.isEmpty() || line.startsWith("//")) {
                continue;
            }
            if (inList > 0 || line.endsWith("[") || line.matches(".*= \\{")) {
                if (set.matches() && inList == 0) {
                    add(all, open, set.group(1));
                }
                inList += line.endsWith("[") || line.matches(".*= \\{") ? 1 : 0;
                inList -= line.matches("[\\]}],?") ? 1 : 0;
            } else if (opened.matches()) {
                String name =
                        opened.group(1) + (opened.group(2) == null ? "" : " " + opened.group(2));
                if (opened.group(3) == null) {
                    open.addLast(name);
                }
                if (open.size() == 1 && opened.group(3) == null) {
                    all.put(name, new TreeSet<>());
                }
            } else if (line.equals("}")) {
                open.removeLast();
            } else if (set.matches()) {
                add(all, open, set.group(1));
            } else {
                throw new AssertionError("neither a block nor an attribute: " + line);
            }
        }
        assertThat(open).isEmpty();
        return all;
    }

    private static void add(Map<String, Set<String>> all, Deque<String> open, String attribute) {
        String inner = open.size() > 1 ? open.peekLast() + "." : "";
        all.getOrDefault(open.getFirst(), new TreeSet<>()).add(inner + attribute);
    }
}
