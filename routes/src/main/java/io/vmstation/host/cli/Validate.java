package io.vmstation.host.cli;

import io.vmstation.host.HostPlan;
import io.vmstation.host.InvalidConfiguration;
import io.vmstation.host.Overlay;
import io.vmstation.host.Plugins;
import io.vmstation.host.routes.RouteFiles;
import io.vmstation.host.routes.RouteProblem;
import io.vmstation.host.routes.RouteValidation;
import io.vmstation.node.Nodes;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Checks all files of a user and reports everything that is wrong at once; starts nothing. */
@Command(
        name = "validate",
        description = "Checks configuration, routes, and the files of clusters; starts nothing",
        mixinStandardHelpOptions = true)
final class Validate implements Callable<Integer> {
    private final HostPlan.Assembler assembler;
    @Mixin private HomeOption home = new HomeOption();
    private final List<String> warnings = new ArrayList<>();
    @Spec private CommandSpec spec = CommandSpec.create();

    Validate(HostPlan.Assembler assembler) {
        this.assembler = assembler;
    }

    @Override
    public Integer call() throws Exception {
        Overlay overlay = home.overlay();
        List<String> problems = new ArrayList<>();
        try (Plugins plugins = Plugins.of(overlay.home())) {
            problems.addAll(problems(overlay, plugins));
        } catch (InvalidConfiguration e) {
            problems.addAll(e.problems());
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfiguration(problems);
        }
        PrintWriter out = spec.commandLine().getOut();
        warnings.forEach(warning -> out.println("Warning: smb.conf: " + warning));
        out.println("All files are in order: home=" + overlay.home());
        return 0;
    }

    private List<String> problems(Overlay overlay, Plugins plugins) throws IOException {
        try {
            HostPlan plan = assembler.assemble(overlay, plugins);
            warnings.addAll(new AuditOfSamba(plan.properties()).warnings());
            return ofRoutes(overlay, plugins, plan, Optional.of(plan.nodes().get()));
        } catch (InvalidConfiguration e) {
            List<String> all = new ArrayList<>(e.problems());
            all.addAll(ofRoutesAlone(overlay, plugins));
            return all;
        }
    }

    /** Nodes are not judged: a broken configuration may hold the one that a route names. */
    private List<String> ofRoutesAlone(Overlay overlay, Plugins plugins) throws IOException {
        try {
            Optional<HostPlan> plan = assembler.assembleUnchecked(overlay, plugins);
            return plan.isEmpty()
                    ? List.of()
                    : ofRoutes(overlay, plugins, plan.get(), Optional.empty());
        } catch (InvalidConfiguration e) {
            // Its problems are not the files': they were reported by the first attempt.
            return List.of();
        }
    }

    private static List<String> ofRoutes(
            Overlay overlay, Plugins plugins, HostPlan plan, Optional<Nodes> nodes)
            throws IOException {
        try {
            return Stream.concat(
                            new RouteValidation(
                                            plan.beans(),
                                            plan.properties(),
                                            plugins.loader(),
                                            nodes)
                                    .problems(new RouteFiles(overlay)).stream()
                                            .map(RouteProblem::toString),
                            plan.parts().check().stream())
                    .toList();
        } finally {
            plan.parts().close();
        }
    }
}
