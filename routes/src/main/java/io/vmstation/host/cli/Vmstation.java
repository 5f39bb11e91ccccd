package io.vmstation.host.cli;

import io.vmstation.host.HostPlan;
import io.vmstation.host.InvalidConfiguration;
import io.vmstation.host.StartFailure;
import io.vmstation.host.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command line. Exit codes: 0 done, 1 it did not work, 2 the user's input does not fit. */
@Command(
        name = "vmstation",
        description = {
            "Lets the big machines of a homelab sleep, and wakes them the moment somebody needs them.",
            "",
            "Without a command it runs.",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = Vmstation.Versions.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it worked",
            "1:it did not, for a reason outside your files",
            "2:your files or options do not fit"
        },
        footer = {
            "",
            "Files: $VMSTATION_HOME/{config,routes,plugins,state}, or the current directory when it holds a config/."
        })
public final class Vmstation extends Run {

    private Vmstation(HostPlan.Assembler assembler) {
        super(assembler);
    }

    /** The command line with all its commands. */
    public static CommandLine commandLine(HostPlan.Assembler assembler) {
        CommandLine line = new CommandLine(new Vmstation(assembler));
        line.addSubcommand(new Run(assembler));
        line.addSubcommand(new Wake(assembler));
        line.addSubcommand(new Sleep(assembler));
        line.addSubcommand(new Power(assembler));
        line.addSubcommand(new Status(assembler));
        line.addSubcommand(new Why(assembler));
        line.addSubcommand(new Energy(assembler));
        line.addSubcommand(new Diff(assembler));
        line.addSubcommand(new Reconcile(assembler));
        line.addSubcommand(new Validate(assembler));
        line.addSubcommand(new Interfaces());
        line.addSubcommand(new CheckSamba(assembler));
        line.addSubcommand(new ImportMonitoring());
        line.addSubcommand(new Demo());
        line.addSubcommand(new ShowVersion());
        line.addSubcommand(new CommandLine.HelpCommand());
        line.getSubcommands()
                .values()
                .forEach(one -> one.getCommandSpec().versionProvider(new Versions()));
        line.setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command));
        return line;
    }

    private static int explain(Exception failure, CommandLine command) {
        if (failure instanceof InvalidConfiguration invalid) {
            invalid.problems().forEach(command.getErr()::println);
            return CommandLine.ExitCode.USAGE;
        }
        int code =
                command.getCommandSpec().userObject() instanceof Asking asking
                        ? asking.failed()
                        : CommandLine.ExitCode.SOFTWARE;
        if (failure instanceof StartFailure) {
            command.getErr().println("vmstation: " + failure.getMessage());
            return code;
        }
        failure.printStackTrace(command.getErr());
        return code;
    }

    static final class Versions implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"VMStation " + Version.current()};
        }
    }
}
