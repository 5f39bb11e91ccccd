package io.vmstation.host.cli;

import io.vmstation.host.InvalidConfiguration;
import io.vmstation.host.Overlay;
import io.vmstation.kube.stack.ImportedStack;
import io.vmstation.kube.stack.MonitoringImport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map.Entry;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes values and manifests of a monitoring-config.yaml; only shows them unless told to write. */
@Command(
        name = "import-monitoring",
        description = {
            "Makes values and manifests of a monitoring-config.yaml.",
            "Shows what it would write into your folder; writes with --write."
        },
        mixinStandardHelpOptions = true)
final class ImportMonitoring implements Callable<Integer> {
    @Mixin private HomeOption home = new HomeOption();

    @Parameters(paramLabel = "FILE", description = "The monitoring-config.yaml")
    private Path file = Path.of("");

    @Option(names = "--write", description = "Write the files")
    private boolean write;

    @Option(names = "--force", description = "Also over files of yours that differ")
    private boolean force;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Overlay overlay = home.overlay();
        ImportedStack imported = imported(overlay);
        if (!imported.problems().isEmpty()) {
            throw new InvalidConfiguration(
                    imported.problems().stream().map(problem -> file + ": " + problem).toList());
        }
        PrintWriter out = spec.commandLine().getOut();
        imported.notices().forEach(notice -> out.println("Warning: " + notice));
        if (imported.files().isEmpty()) {
            out.println("Nothing to write: all of it is as delivered");
            return 0;
        }
        return write ? write(overlay, imported, out) : show(imported, out);
    }

    private ImportedStack imported(Overlay overlay) throws InvalidConfiguration {
        try {
            Optional<Path> own = place(overlay, MonitoringImport.VALUES).filter(Files::exists);
            String values = own.isPresent() ? Files.readString(own.get()) : "";
            return new MonitoringImport(path -> bundled(overlay, path))
                    .of(Files.readString(file), values);
        } catch (IOException e) {
            throw new InvalidConfiguration(List.of(file + ": cannot be read: " + e));
        }
    }

    private static String bundled(Overlay overlay, String path) {
        try {
            return overlay.bundled(path)
                    .orElseThrow(() -> new IllegalStateException("no bundled " + path))
                    .text();
        } catch (IOException e) {
            throw new IllegalStateException("no bundled " + path, e);
        }
    }

    private static Optional<Path> place(Overlay overlay, String path) {
        return overlay.home().folder().map(folder -> folder.resolve(path));
    }

    private static int show(ImportedStack imported, PrintWriter out) {
        for (Entry<String, String> one : imported.files().entrySet()) {
            out.println();
            out.println("Would write " + one.getKey() + ":");
            one.getValue().lines().map("    "::concat).forEach(out::println);
        }
        out.println();
        out.println("Nothing is written yet: add --write");
        return 0;
    }

    private int write(Overlay overlay, ImportedStack imported, PrintWriter out)
            throws IOException, InvalidConfiguration {
        Path folder =
                overlay.home()
                        .folder()
                        .orElseThrow(
                                () ->
                                        new InvalidConfiguration(
                                                List.of(
                                                        "there is no folder of yours to write into:"
                                                                + " name one with --home or"
                                                                + " VMSTATION_HOME")));
        List<String> others =
                imported.files().entrySet().stream()
                        .filter(one -> !one.getKey().equals(MonitoringImport.VALUES))
                        .filter(one -> differs(folder.resolve(one.getKey()), one.getValue()))
                        .map(
                                one ->
                                        folder.resolve(one.getKey())
                                                + ": is yours and differs: look at what would be"
                                                + " written without --write, then add --force or"
                                                + " change it by hand")
                        .toList();
        if (!force && !others.isEmpty()) {
            throw new InvalidConfiguration(others);
        }
        for (Entry<String, String> one : imported.files().entrySet()) {
            replace(folder.resolve(one.getKey()), one.getValue());
            out.println("Wrote " + folder.resolve(one.getKey()));
        }
        return 0;
    }

    private static boolean differs(Path place, String text) {
        try {
            return Files.exists(place) && !Files.readString(place).equals(text);
        } catch (IOException e) {
            return true;
        }
    }

    /** In one step, so that nobody reads half of it. */
    private static void replace(Path place, String text) throws IOException {
        Files.createDirectories(Objects.requireNonNull(place.getParent(), "no folder"));
        Path beside = place.resolveSibling("." + place.getFileName() + ".new");
        Files.writeString(beside, text);
        Files.move(
                beside, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
