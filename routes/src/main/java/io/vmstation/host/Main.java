package io.vmstation.host;

import io.vmstation.host.cli.Vmstation;
import org.apache.logging.log4j.LogManager;

/** Boots, nothing else. */
public final class Main {
    private Main() {}

    /** Runs the command line and ends the process with its exit code. */
    public static void main(String[] arguments) {
        int code =
                Vmstation.commandLine(new Wiring(System.getenv(), event -> {})).execute(arguments);
        LogManager.shutdown();
        System.exit(code);
    }
}
