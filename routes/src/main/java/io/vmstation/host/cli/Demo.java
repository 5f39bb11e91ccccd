package io.vmstation.host.cli;

import io.vmstation.host.Bundle;
import io.vmstation.host.Home;
import io.vmstation.host.HostPlan;
import io.vmstation.host.Overlay;
import io.vmstation.host.demo.DemoHome;
import io.vmstation.host.demo.SimulatedNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the main job without any hardware: only the node is simulated. */
@Command(
        name = "demo",
        description = "Shows a wake on this machine alone, with a simulated node",
        mixinStandardHelpOptions = true)
final class Demo implements Callable<Integer> {
    private static final Duration BOOT = Duration.ofSeconds(4);

    private final HostPlan.Assembler assembler;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8088",
            description = "Port to listen on (default: ${DEFAULT-VALUE})")
    private int port;

    @Spec private CommandSpec spec = CommandSpec.create();

    Demo(HostPlan.Assembler assembler) {
        this.assembler = assembler;
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (SimulatedNode node = new SimulatedNode(DemoHome.MAC, BOOT)) {
            Home home = DemoHome.create(port, node.magicPort(), node.servicePort());
            out.printf(
                    "A simulated node sleeps. It boots for %d s once it gets a magic packet.%n"
                            + "Type in another terminal:%n%n    curl http://127.0.0.1:%d/%n%n",
                    BOOT.toSeconds(), port);
            out.flush();
            return Run.serve(new Overlay(Bundle.ofApplication(), home), assembler);
        }
    }
}
