package io.vmstation.host.cli;

import io.vmstation.host.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints which build this is, and on which Java it runs. */
@Command(name = "version", description = "Prints the version", mixinStandardHelpOptions = true)
final class ShowVersion implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine()
                .getOut()
                .printf(
                        "VMStation %s (Java %s)%n",
                        Version.current(), System.getProperty("java.version"));
    }
}
