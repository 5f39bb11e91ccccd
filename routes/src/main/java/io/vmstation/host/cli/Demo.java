package io.vmstation.host.cli;

import io.vmstation.host.demo.DemoRun;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows the main job without any hardware: only the node is simulated. */
@Command(
        name = "demo",
        description = "Shows a wake on this machine alone, with a simulated node",
        mixinStandardHelpOptions = true)
final class Demo implements Callable<Integer> {
    private static final int HIGHEST_PORT = 65535;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8088",
            description = "Port to listen on (default: ${DEFAULT-VALUE})")
    private int port;

    @Option(names = "--log", description = "Show the host's own log too")
    private boolean log;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        if (port < 1 || port > HIGHEST_PORT) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--port " + port + " is no port: give a number from 1 to " + HIGHEST_PORT);
        }
        if (!log) {
            Configurator.setAllLevels("", Level.WARN);
        }
        PrintWriter out = spec.commandLine().getOut();
        DemoRun demo = new DemoRun(port, out);
        try {
            return Run.serve(demo.overlay(), demo.assembler(), () -> invite(demo, out), demo);
        } catch (Exception e) {
            demo.close();
            throw e;
        }
    }

    private void invite(DemoRun demo, PrintWriter out) {
        out.printf(
                "A simulated node is asleep: nothing answers for it. It boots for %d s once its"
                        + " network card%nhears a magic packet. Type in another terminal:%n%n"
                        + "    curl http://127.0.0.1:%d/%n%n"
                        + "and watch here what happens. Ctrl-C ends the demo.%n%n",
                demo.boot().toSeconds(), port);
        out.flush();
    }
}
