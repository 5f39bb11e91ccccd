package io.vmstation.host.cli;

import io.vmstation.host.HostPlan;
import io.vmstation.host.InvalidConfiguration;
import io.vmstation.host.Overlay;
import io.vmstation.host.Plugins;
import io.vmstation.host.routes.RouteFiles;
import io.vmstation.host.routes.RouteProblem;
import io.vmstation.host.routes.RouteValidation;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Checks all files of a user and reports everything that is wrong at once; starts nothing. */
@Command(
        name = "validate",
        description = "Checks configuration and routes, starts nothing",
        mixinStandardHelpOptions = true)
final class Validate implements Callable<Integer> {
    private final HostPlan.Assembler assembler;
    @Mixin private HomeOption home = new HomeOption();
    @Spec private CommandSpec spec = CommandSpec.create();

    Validate(HostPlan.Assembler assembler) {
        this.assembler = assembler;
    }

    @Override
    public Integer call() throws Exception {
        Overlay overlay = home.overlay();
        List<String> problems = new ArrayList<>();
        try (Plugins plugins = Plugins.of(overlay.home())) {
            HostPlan plan = assembler.assemble(overlay, plugins);
            try {
                RouteValidation validation =
                        new RouteValidation(plan.beans(), plan.properties(), plugins.loader());
                for (RouteProblem problem : validation.problems(new RouteFiles(overlay))) {
                    problems.add(problem.toString());
                }
            } finally {
                plan.parts().close();
            }
        } catch (InvalidConfiguration e) {
            problems.addAll(e.problems());
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfiguration(problems);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("All files are in order: home=" + overlay.home());
        return 0;
    }
}
