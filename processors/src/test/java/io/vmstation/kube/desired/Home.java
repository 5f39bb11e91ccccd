package io.vmstation.kube.desired;

import io.vmstation.exec.LocalCommands;
import io.vmstation.kube.reconcile.DesiredObject;
import io.vmstation.kube.reconcile.DesiredState;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.node.ReconciledCluster.Access;
import io.vmstation.node.ReconciledCluster.Mode;
import io.vmstation.node.ReconciledCluster.Policy;
import io.vmstation.node.ReconciledCluster.Pruning;
import io.vmstation.node.ReconciledCluster.Sources;
import io.vmstation.spi.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A home with files in a folder of its own, bundled files beneath it, and what is read of them. */
final class Home {
    private final Path folder;
    private final Map<String, String> bundled = new HashMap<>();
    private final List<String> values = new ArrayList<>();
    private final Commands commands;
    private String manifests = "manifests";
    private Optional<String> dashboards = Optional.empty();
    private Optional<String> alerts = Optional.empty();

    Home(Path folder) {
        this(folder, new LocalCommands());
    }

    Home(Path folder, Commands commands) {
        this.folder = folder;
        this.commands = commands;
    }

    Home file(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    Home bundled(String path, String text) {
        bundled.put(path, text);
        return this;
    }

    Home manifests(String path) {
        manifests = path;
        return this;
    }

    Home dashboards() {
        dashboards = Optional.of("dashboards");
        return this;
    }

    Home alerts() {
        alerts = Optional.of("alerts");
        return this;
    }

    Home values(String path, String text) throws IOException {
        values.add(path);
        return file(path, text);
    }

    SourceFiles files() {
        return new OverlaidFiles(() -> bundled, Optional.of(folder));
    }

    ReconciledCluster cluster() {
        return new ReconciledCluster(
                "main",
                Mode.ENFORCE,
                new Access(Optional.empty(), Optional.empty()),
                Optional.empty(),
                new Sources(manifests, dashboards, alerts, values, "monitoring"),
                Duration.ofMinutes(10),
                new Policy(false, false, List.of(), new Pruning(true, 20, 50, Set.of())));
    }

    DesiredFiles source() {
        return new DesiredFiles(files(), commands, Clock.systemUTC(), Duration.ZERO);
    }

    DesiredState read() {
        return source().read(cluster());
    }

    /** What is wrong. */
    List<String> problems() {
        return read().problems();
    }

    /** The only object of that name. */
    DesiredObject object(String name) {
        DesiredState state = read();
        if (!state.problems().isEmpty()) {
            throw new AssertionError(String.join("\n", state.problems()));
        }
        return state.objects().stream()
                .filter(object -> object.key().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("only " + state.objects()));
    }
}
