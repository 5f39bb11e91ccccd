package io.vmstation.host.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.api.Answer;
import io.vmstation.host.HostPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows all nodes and clusters, or one of them, in tables. */
@Command(
        name = "status",
        description = "Shows which nodes are awake, and which clusters are as the files say")
final class Status extends Asking {
    private static final List<String> HEAD =
            List.of("NODE", "STATE", "SINCE", "SLEEP", "NEXT SLEEP", "NEXT WAKE", "LAST WAKE");

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description =
                    "Name of a node in nodes.yaml or of a cluster in clusters.yaml; left out: all")
    private @Nullable String name;

    @Option(names = "--objects", description = "List every object of the clusters")
    private boolean objects;

    Status(HostPlan.Assembler assembler) {
        super(assembler);
    }

    @Override
    Answer ask(Station station) {
        if (name == null) {
            station.look(Optional.empty());
            Answer nodes = station.nodes();
            ObjectNode body = ((ObjectNode) nodes.body()).deepCopy();
            Answer clusters = station.clusters();
            if (nodes.isGood() && clusters.isGood()) {
                body.set("clusters", described(station, clusters.body().path("clusters")));
            }
            return new Answer(nodes.status(), body, nodes.headers());
        }
        station.look(Optional.of(name));
        Answer node = station.node(name);
        Answer cluster = station.cluster(name);
        if (!cluster.isGood()) {
            return node;
        }
        ObjectNode body =
                node.isGood()
                        ? ((ObjectNode) node.body()).deepCopy()
                        : JsonNodeFactory.instance.objectNode();
        body.putArray("clusters").add(cluster.body());
        return new Answer(cluster.status(), body, cluster.headers());
    }

    /** With their objects, where those are to be shown or something is the matter with them. */
    private ArrayNode described(Station station, JsonNode clusters) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (JsonNode cluster : clusters) {
            Answer one = station.cluster(cluster.path("name").asText());
            all.add(one.isGood() ? one.body() : cluster);
        }
        return all;
    }

    @Override
    int show(Answer answer) {
        JsonNode body = answer.body();
        List<JsonNode> nodes = new ArrayList<>();
        if (body.has("nodes")) {
            body.path("nodes").forEach(nodes::add);
        } else if (body.has("name")) {
            nodes.add(body);
        }
        if (nodes.isEmpty() && name == null) {
            out().println("No node is configured: add one to config/nodes.yaml");
        }
        Times times = Times.here();
        if (!nodes.isEmpty()) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(HEAD);
            nodes.forEach(one -> rows.add(row(one, times)));
            Table.lines(rows).forEach(out()::println);
        }
        showClusters(body.path("clusters"), new ClusterTable(times));
        return ExitCode.OK;
    }

    private void showClusters(JsonNode shown, ClusterTable table) {
        if (shown.isEmpty()) {
            return;
        }
        List<JsonNode> clusters = new ArrayList<>();
        shown.forEach(clusters::add);
        if (name == null) {
            out().println();
        }
        table.lines(clusters).forEach(out()::println);
        for (JsonNode cluster : clusters) {
            List<String> lines = table.objects(cluster, objects || name != null);
            if (!lines.isEmpty()) {
                out().println();
                out().println("Objects of " + cluster.path("name").asText());
                lines.forEach(out()::println);
            }
        }
    }

    private static List<String> row(JsonNode node, Times times) {
        String state = node.has("sleepUnderWay") ? "falling asleep" : node.path("state").asText();
        JsonNode wake = node.path("wakes").path(0);
        String lastWake =
                wake.isMissingNode()
                        ? "-"
                        : "%s %s".formatted(times.at(wake.path("began").asText()), outcome(wake));
        return List.of(
                node.path("name").asText(),
                state,
                time(node, "since", times),
                node.path("sleep").asText(),
                time(node, "nextSleep", times),
                time(node, "nextWake", times),
                lastWake);
    }

    private static String outcome(JsonNode wake) {
        String outcome = wake.path("outcome").asText();
        return outcome.equals("ready")
                ? "in " + Times.took(wake.path("milliseconds").asLong())
                : outcome;
    }

    private static String time(JsonNode node, String key, Times times) {
        return node.has(key) ? times.at(node.path(key).asText()) : "-";
    }
}
