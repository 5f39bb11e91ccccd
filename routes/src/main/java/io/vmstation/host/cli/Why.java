package io.vmstation.host.cli;

import io.vmstation.api.Answer;
import io.vmstation.host.HostPlan;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/** Says in sentences why a node is awake, or not. */
@Command(name = "why", description = "Says why a node is awake and what keeps it so")
final class Why extends Asking {
    @Parameters(paramLabel = "NODE", description = "Name of the node in nodes.yaml")
    private String node = "";

    Why(HostPlan.Assembler assembler) {
        super(assembler);
    }

    @Override
    Answer ask(Station station) {
        station.look(Optional.of(node));
        return station.node(node);
    }

    @Override
    int show(Answer answer) {
        new Reasons(answer.body(), Times.here()).sentences().forEach(out()::println);
        return ExitCode.OK;
    }
}
