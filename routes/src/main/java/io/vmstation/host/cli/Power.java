package io.vmstation.host.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.api.Answer;
import io.vmstation.host.HostPlan;
import java.util.List;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Switches a machine on or off by its BMC, or tells whether it is on. */
@Command(
        name = "power",
        description = {
            "Switches a machine on or off by its BMC, or tells whether it is on.",
            "",
            "status    tells whether its chassis is on",
            "on        switches it on and does not wait: to use it, wake it",
            "soft-off  asks its system to shut down, as a short press of the button does",
            "cycle     takes its power away and gives it back: needs --force",
            "hard-off  takes its power away: needs --force",
            ""
        })
final class Power extends Asking {
    private static final List<String> ACTIONS =
            List.of("status", "on", "soft-off", "cycle", "hard-off");

    @Parameters(index = "0", paramLabel = "NODE", description = "Name of the node in nodes.yaml")
    private String node = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "ACTION",
            defaultValue = "status",
            description = "status (if left out), on, soft-off, cycle or hard-off")
    private String action = "status";

    @Option(
            names = "--force",
            description =
                    "Do it although what is not saved is lost, or although the node is being woken"
                            + " or put to sleep")
    private boolean force;

    @Option(names = "--dry-run", description = "Only say what would be ordered")
    private boolean dryRun;

    Power(HostPlan.Assembler assembler) {
        super(assembler);
    }

    @Override
    Answer ask(Station station) {
        try {
            return station.power(node, action, force, dryRun).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof Unanswered unanswered ? unanswered : e;
        }
    }

    @Override
    void check() {
        if (!ACTIONS.contains(action)) {
            throw new ParameterException(
                    line(),
                    "There is no action \"%s\": known are %s"
                            .formatted(action, String.join(", ", ACTIONS)));
        }
    }

    @Override
    int show(Answer answer) {
        JsonNode body = answer.body();
        warn(body);
        out().println(node + sentence(body));
        if (dryRun) {
            out().println("Nothing was ordered: this was a dry run");
        }
        return code(answer);
    }

    @Override
    void explain(Answer answer) {
        warn(answer.body());
    }

    private void warn(JsonNode body) {
        body.path("warnings")
                .forEach(warning -> err().println("vmstation: note: " + warning.asText()));
    }

    private static String sentence(JsonNode body) {
        String reason = body.path("reason").asText();
        return switch (body.path("outcome").asText()) {
            case "shown" -> " is " + body.path("power").asText() + faults(body);
            case "unchanged" -> ": nothing was ordered, " + reason;
            case "ordered" -> " " + ordered(body.path("action").asText()) + ": " + reason;
            default -> ": " + reason;
        };
    }

    private static String faults(JsonNode body) {
        String drive = body.path("driveFault").asBoolean() ? ", a drive of it is faulty" : "";
        return drive + (body.path("coolingFault").asBoolean() ? ", a fan of it is faulty" : "");
    }

    private static String ordered(String action) {
        return switch (action) {
            case "on" -> "is switched on";
            case "soft-off" -> "is asked to shut down";
            case "cycle" -> "is switched off and on again";
            default -> "is switched off";
        };
    }
}
