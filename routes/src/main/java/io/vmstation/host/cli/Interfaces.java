package io.vmstation.host.cli;

import io.vmstation.exec.LocalCommands;
import io.vmstation.lan.LocalInterface;
import io.vmstation.lan.LocalInterfaces;
import io.vmstation.wake.arm.ArmLocalInterfaces;
import io.vmstation.wake.arm.ArmOutcome;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Arms Wake-on-LAN of this machine's own network interfaces; nothing else is started. */
@Command(
        name = "interfaces",
        description = "Checks and enables Wake-on-LAN of this machine's network interfaces",
        mixinStandardHelpOptions = true)
final class Interfaces implements Callable<Integer> {
    @Option(names = "--dry-run", description = "Only say what would be done")
    private boolean dryRun;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        // What the log says of each interface is printed below.
        Configurator.setAllLevels("", Level.ERROR);
        LocalInterfaces interfaces = new LocalInterfaces();
        List<String> names =
                interfaces.eligible(List.of()).stream().map(LocalInterface::name).toList();
        PrintWriter out = spec.commandLine().getOut();
        if (names.isEmpty()) {
            out.println("No network interface of this machine is up and has an IPv4 address");
            return 0;
        }
        try (LocalCommands commands = new LocalCommands()) {
            Map<String, ArmOutcome> outcomes =
                    new ArmLocalInterfaces(() -> names, commands).arm(dryRun).join();
            outcomes.forEach(
                    (name, outcome) ->
                            out.println(name + ": " + ArmLocalInterfaces.describe(outcome)));
            return outcomes.values().stream().anyMatch(ArmOutcome.Failed.class::isInstance) ? 1 : 0;
        }
    }
}
