package io.vmstation.config;

import static java.util.Objects.requireNonNull;

import io.vmstation.lan.ThisMachine;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.ReconciledCluster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * Reads the whole configuration of a site. It may be asked again whenever a file has changed: each
 * reading stands for itself, and an earlier result stays valid. Thread-safe.
 */
public final class SiteReader {
    private static final String PROPERTIES = "config/application.properties";

    private final String defaults;
    private final Optional<Path> home;
    private final Map<String, String> environment;
    private final Vocabulary vocabulary;
    private final BiPredicate<String, List<String>> thisMachine;

    /**
     * @param defaults the bundled {@code config/application.properties}, UTF-8; read to its end,
     *     not closed
     * @param home the folder that holds the user's {@code config/}, if there is one
     * @param environment all variables; those named {@code VMSTATION_...} override settings
     * @param vocabulary what the files may name
     */
    public SiteReader(
            InputStream defaults,
            Optional<Path> home,
            Map<String, String> environment,
            Vocabulary vocabulary)
            throws IOException {
        this(defaults, home, environment, vocabulary, new ThisMachine()::is);
    }

    /**
     * @param thisMachine whether a node of that name and those addresses is where this runs
     */
    SiteReader(
            InputStream defaults,
            Optional<Path> home,
            Map<String, String> environment,
            Vocabulary vocabulary,
            BiPredicate<String, List<String>> thisMachine)
            throws IOException {
        this.defaults = new String(defaults.readAllBytes(), StandardCharsets.UTF_8);
        this.home = requireNonNull(home, "home is null");
        this.environment = Map.copyOf(environment);
        this.vocabulary = requireNonNull(vocabulary, "vocabulary is null");
        this.thisMachine = requireNonNull(thisMachine, "thisMachine is null");
    }

    /**
     * Reads everything.
     *
     * @param referencedByRoutes keys that stand as placeholders in route files, so that they are
     *     settings too; those that end in {@code .enabled} are switches
     * @throws ConfigurationException with every problem of every file
     */
    public SiteConfiguration read(Set<String> referencedByRoutes) throws ConfigurationException {
        Problems problems = new Problems();
        ConfigFiles files = new ConfigFiles(home, Path.of(System.getProperty("user.home", "")));
        Settings settings = readSettings(referencedByRoutes, files, problems);
        if (SettingsSchema.names().stream().allMatch(settings::has)) {
            new PushChecks(settings, new SecretFile(files, problems), problems).check();
            Nodes nodes = readNodes(settings, files, problems);
            Optional<Set<String>> names =
                    problems.isEmpty() ? Optional.of(names(nodes)) : Optional.empty();
            BmcModules modules = readModules(settings, files, problems);
            List<ReconciledCluster> clusters = readClusters(settings, files, names, problems);
            if (problems.isEmpty()) {
                new RouteTargets(settings, problems).check(nodes);
            }
            problems.throwIfAny();
            return new SiteConfiguration(settings, nodes, modules, clusters, problems.warnings());
        }
        throw new ConfigurationException(problems.found());
    }

    /**
     * Reads the settings alone, whatever is wrong with the nodes.
     *
     * @param referencedByRoutes as {@link #read} wants them
     * @throws ConfigurationException with every problem of the settings
     */
    public Settings readSettings(Set<String> referencedByRoutes) throws ConfigurationException {
        Problems problems = new Problems();
        ConfigFiles files = new ConfigFiles(home, Path.of(System.getProperty("user.home", "")));
        Settings settings = readSettings(referencedByRoutes, files, problems);
        problems.throwIfAny();
        return settings;
    }

    private Settings readSettings(
            Set<String> referencedByRoutes, ConfigFiles files, Problems problems) {
        Place bundled = Place.of("bundled " + PROPERTIES);
        SettingsReader reader =
                new SettingsReader(referencedByRoutes, problems).overlay(defaults, bundled, true);
        Optional<Path> own = home.map(folder -> folder.resolve(PROPERTIES)).filter(Files::exists);
        if (own.isPresent()) {
            Place place = Place.of(files.shown(own.get()));
            files.read(own.get(), place, problems)
                    .ifPresent(text -> reader.overlay(text, place, false));
        }
        Path folder = home.map(path -> path.resolve("config")).orElse(Path.of(""));
        return reader.overlay(environment).finish(files, folder, bundled);
    }

    private Nodes readNodes(Settings settings, ConfigFiles files, Problems problems) {
        for (String method : settings.list("wake.methods")) {
            checkMethod(method, settings.place("wake.methods"), problems);
        }
        Optional<Path> file = existing(settings, "nodes.file", files, problems);
        List<NodeDraft> own =
                file.map(f -> new NodesReader(files, vocabulary.wakeMethods(), problems).read(f))
                        .orElse(List.of());
        List<NodeDraft> inventory =
                existing(settings, "nodes.inventory", files, problems)
                        .map(f -> new InventoryReader(files, problems).read(f, own))
                        .orElse(List.of());
        Path folder = file.map(f -> f.resolveSibling("")).orElse(Path.of(""));
        return new SiteAssembler(settings, vocabulary, files, folder, thisMachine, problems)
                .assemble(inventory, own);
    }

    private static BmcModules readModules(Settings settings, ConfigFiles files, Problems problems) {
        String key = "ipmi.modules-file";
        return settings.optionalPath(key)
                .map(
                        file ->
                                new BmcModulesReader(files, problems)
                                        .read(file, settings.text(key), settings.place(key)))
                .orElse(BmcModules.NONE);
    }

    private List<ReconciledCluster> readClusters(
            Settings settings, ConfigFiles files, Optional<Set<String>> nodes, Problems problems) {
        ClustersReader reader = new ClustersReader(settings, files, nodes, problems);
        return existing(settings, "clusters.file", files, problems)
                .map(reader::read)
                .orElse(List.of());
    }

    private static Set<String> names(Nodes nodes) {
        return nodes.all().stream().map(Node::name).collect(Collectors.toSet());
    }

    private void checkMethod(String method, Place place, Problems problems) {
        try {
            new WakeMethodNames(vocabulary.wakeMethods()).parse(method);
        } catch (IllegalArgumentException e) {
            problems.report(place, method, String.valueOf(e.getMessage()));
        }
    }

    /** The file that a setting names; that a default one is missing is no problem. */
    private Optional<Path> existing(
            Settings settings, String key, ConfigFiles files, Problems problems) {
        Optional<Path> file = settings.optionalPath(key);
        boolean isDefault = settings.isDefault(key);
        if (file.isEmpty() || (isDefault && (home.isEmpty() || Files.notExists(file.get())))) {
            return Optional.empty();
        }
        if (!Files.isRegularFile(file.get())) {
            files.read(file.get(), settings.place(key), settings.text(key), problems);
            return Optional.empty();
        }
        return file;
    }
}
