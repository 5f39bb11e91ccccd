package io.vmstation.host.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.api.Answer;
import io.vmstation.host.HostPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/** Shows all nodes, or one, in a table. */
@Command(name = "status", description = "Shows which nodes are awake")
final class Status extends Asking {
    private static final List<String> HEAD =
            List.of("NODE", "STATE", "SINCE", "SLEEP", "NEXT SLEEP", "NEXT WAKE", "LAST WAKE");

    @Parameters(
            arity = "0..1",
            paramLabel = "NODE",
            description = "Name of the node in nodes.yaml; left out: all of them")
    private @Nullable String node;

    Status(HostPlan.Assembler assembler) {
        super(assembler);
    }

    @Override
    Answer ask(Station station) {
        station.look(Optional.ofNullable(node));
        return node == null ? station.nodes() : station.node(node);
    }

    @Override
    int show(Answer answer) {
        List<JsonNode> nodes = new ArrayList<>();
        if (answer.body().has("nodes")) {
            answer.body().path("nodes").forEach(nodes::add);
        } else {
            nodes.add(answer.body());
        }
        if (nodes.isEmpty()) {
            out().println("No node is configured: add one to config/nodes.yaml");
            return ExitCode.OK;
        }
        Times times = Times.here();
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        nodes.forEach(one -> rows.add(row(one, times)));
        Table.lines(rows).forEach(out()::println);
        return ExitCode.OK;
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
