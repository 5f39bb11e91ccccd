package io.vmstation.host.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.api.Answer;
import io.vmstation.host.HostPlan;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Wakes a node and waits until it is awake. */
@Command(name = "wake", description = "Wakes a node and waits until it is awake")
final class Wake extends Asking {
    @Parameters(paramLabel = "NODE", description = "Name of the node in nodes.yaml")
    private String node = "";

    @Option(
            names = "--service",
            paramLabel = "NAME",
            description = "Wait until this service of it is ready, not the machine alone")
    private @Nullable String service;

    @Option(names = "--dry-run", description = "Only say what would be done")
    private boolean dryRun;

    private @Nullable Progress progress;

    Wake(HostPlan.Assembler assembler) {
        super(assembler);
    }

    @Override
    Answer ask(Station station) {
        CompletableFuture<Answer> ending = station.wake(node, Optional.ofNullable(service), dryRun);
        progress = new Progress(out());
        return progress.follow(station, node, isJson() || dryRun ? "" : "wakeUnderWay", ending);
    }

    @Override
    void explain(Answer answer) {
        tell(answer.body());
    }

    private void tell(JsonNode body) {
        if (progress != null) {
            progress.tell(body.path("wake"));
        }
    }

    @Override
    int show(Answer answer) {
        JsonNode body = answer.body();
        if (body.path("outcome").asText().equals("planned")) {
            showPlan(body);
            return 0;
        }
        tell(body);
        String where =
                body.has("target")
                        ? ", %s is ready at %s"
                                .formatted(
                                        body.path("service").asText(), body.path("target").asText())
                        : "";
        boolean already = body.path("outcome").asText().equals("awake");
        out().println(
                        "%s is awake%s%s"
                                .formatted(
                                        node,
                                        already ? " already" : "",
                                        where
                                                + (already
                                                        ? ""
                                                        : ", after "
                                                                + Times.took(
                                                                        body.path("milliseconds")
                                                                                .asLong()))));
        return 0;
    }

    private void showPlan(JsonNode plan) {
        String answer = plan.path("answer").asText();
        if (plan.path("awake").asBoolean()) {
            out().println(node + " is awake (" + answer + "): nothing would be sent. Asleep it");
        } else {
            out().println(node + " does not answer (" + answer + "). To wake it, this");
        }
        plan.path("steps")
                .forEach(
                        step ->
                                out().println(
                                                "  %-14s %s"
                                                        .formatted(
                                                                step.path("step").asText(),
                                                                step.path("detail").asText())));
        if (plan.has("refusal")) {
            out().println("It would be refused: " + plan.path("refusal").asText());
        }
        out().println("Nothing was sent: this was a dry run");
    }
}
