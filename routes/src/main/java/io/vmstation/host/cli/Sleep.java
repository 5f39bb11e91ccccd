package io.vmstation.host.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.api.Answer;
import io.vmstation.host.HostPlan;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts a node to sleep, unless it is in use. */
@Command(name = "sleep", description = "Puts a node to sleep, unless it is in use")
final class Sleep extends Asking {
    @Parameters(paramLabel = "NODE", description = "Name of the node in nodes.yaml")
    private String node = "";

    @Option(
            names = "--dry-run",
            description = "Only say what every check finds and what every step would do")
    private boolean dryRun;

    private @Nullable Progress progress;

    Sleep(HostPlan.Assembler assembler) {
        super(assembler);
    }

    @Override
    Answer ask(Station station) {
        CompletableFuture<Answer> ending = station.sleep(node, dryRun);
        progress = new Progress(out());
        return progress.follow(station, node, isJson() || dryRun ? "" : "sleepUnderWay", ending);
    }

    @Override
    int code(Answer answer) {
        boolean asked = dryRun || !answer.body().path("outcome").asText().equals("planned");
        return asked ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    @Override
    int show(Answer answer) {
        JsonNode body = answer.body();
        if (!body.path("outcome").asText().equals("planned")) {
            out().println(
                            "%s is asleep, after %s"
                                    .formatted(
                                            node, Times.took(body.path("milliseconds").asLong())));
            return code(answer);
        }
        showFindings(body);
        out().println("To put " + node + " to sleep, these steps would be taken:");
        showSteps(body);
        out().println("Nothing was touched: this was a dry run");
        if (!dryRun) {
            err().println(
                            "vmstation: "
                                    + node
                                    + " was not put to sleep: nodes are, once sleep.enabled=true"
                                    + " stands in config/application.properties");
        }
        return code(answer);
    }

    @Override
    void explain(Answer answer) {
        showFindings(answer.body());
        showSteps(answer.body());
    }

    private void showFindings(JsonNode body) {
        for (JsonNode finding : body.path("verdict").path("findings")) {
            out().println(
                            "  %-14s %-8s %s"
                                    .formatted(
                                            finding.path("check").asText(),
                                            finding.path("evidence").asText(),
                                            finding.path("reason").asText()));
        }
        for (JsonNode hold : body.path("verdict").path("holds")) {
            out().println(
                            "  %-14s %-8s %s"
                                    .formatted(
                                            hold.path("kind").asText(),
                                            "hold",
                                            hold.path("reason").asText()));
        }
    }

    private void showSteps(JsonNode body) {
        for (JsonNode step : body.path("steps")) {
            out().println(
                            "  %-14s %s"
                                    .formatted(
                                            step.path("step").asText(),
                                            step.path("detail").asText()));
        }
    }
}
