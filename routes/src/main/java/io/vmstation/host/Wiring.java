package io.vmstation.host;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vmstation.api.AccessToken;
import io.vmstation.api.CallRoute;
import io.vmstation.api.Calls;
import io.vmstation.api.DoorRules;
import io.vmstation.api.DoorSettings;
import io.vmstation.api.History;
import io.vmstation.api.NodeViews;
import io.vmstation.api.ReadRequest;
import io.vmstation.api.ShowContract;
import io.vmstation.api.ShowNode;
import io.vmstation.api.ShowNodes;
import io.vmstation.api.ShowSleep;
import io.vmstation.api.ShowWake;
import io.vmstation.config.Settings;
import io.vmstation.config.SiteConfiguration;
import io.vmstation.config.SiteReader;
import io.vmstation.config.Vocabulary;
import io.vmstation.exec.LocalCommands;
import io.vmstation.host.door.Door;
import io.vmstation.kube.Cluster;
import io.vmstation.kube.ClusterAccess;
import io.vmstation.kube.CordonNode;
import io.vmstation.kube.DrainNode;
import io.vmstation.kube.UncordonNode;
import io.vmstation.lan.LocalInterfaces;
import io.vmstation.relay.HoldAndRelay;
import io.vmstation.relay.RelaySettings;
import io.vmstation.schedule.DueWakes;
import io.vmstation.schedule.FindDueWakes;
import io.vmstation.share.RecordShareUse;
import io.vmstation.share.ShareSurroundings;
import io.vmstation.share.files.OwnFootprints;
import io.vmstation.share.samba.Samba;
import io.vmstation.share.signal.ShareWatches;
import io.vmstation.sleep.BeginSleep;
import io.vmstation.sleep.ConfirmAsleep;
import io.vmstation.sleep.FindIdleNodes;
import io.vmstation.sleep.JudgeSleep;
import io.vmstation.sleep.RecordSleep;
import io.vmstation.sleep.SleepChecks;
import io.vmstation.sleep.SuspendNode;
import io.vmstation.spi.Commands;
import io.vmstation.spi.Event;
import io.vmstation.spi.Events;
import io.vmstation.spi.SleepCheck;
import io.vmstation.spi.SleepMethod;
import io.vmstation.spi.Timetable;
import io.vmstation.spi.Verdicts;
import io.vmstation.spi.WakeMethod;
import io.vmstation.wake.AwaitAddress;
import io.vmstation.wake.AwaitService;
import io.vmstation.wake.JoinWake;
import io.vmstation.wake.PlanWake;
import io.vmstation.wake.RecordWake;
import io.vmstation.wake.ResolveNode;
import io.vmstation.wake.SendWake;
import io.vmstation.wake.WakeMethods;
import io.vmstation.wake.arm.ArmNode;
import io.vmstation.wake.method.RawMagicPacket;
import io.vmstation.wake.method.ToolMagicPacket;
import io.vmstation.wake.method.UdpMagicPacket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The only place that constructs processors and what they need. */
public final class Wiring implements HostPlan.Assembler {
    private static final Duration CLUSTER_PATIENCE = Duration.ofSeconds(10);
    private static final Duration DRAIN_INTERVAL = Duration.ofSeconds(2);

    private final Map<String, String> environment;
    private final Consumer<Event> listener;

    /**
     * @param environment the variables of this process
     * @param listener hears of every event, on the thread that records it
     */
    public Wiring(Map<String, String> environment, Consumer<Event> listener) {
        this.environment = Map.copyOf(environment);
        this.listener = requireNonNull(listener, "listener is null");
    }

    @Override
    public HostPlan assemble(Overlay overlay, Plugins plugins) throws InvalidConfiguration {
        LocalInterfaces interfaces = new LocalInterfaces();
        LocalCommands commands = new LocalCommands();
        WakeMethods methods = methods(interfaces, commands, plugins);
        SiteFiles files = new SiteFiles(overlay, environment);
        AtomicReference<HostParts> running = new AtomicReference<>();
        ShippedSleep shipped = ShippedSleep.of(commands, running::get);
        List<SleepCheck> checks = withPlugins(shipped.checks(), plugins, SleepCheck.class);
        List<SleepMethod> sleepMethods = withPlugins(shipped.methods(), plugins, SleepMethod.class);
        SiteReader reader = files.reader(vocabulary(methods, checks, sleepMethods));
        SiteConfiguration site = files.read(reader);
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        buildInfo(meters);
        CurrentNodes nodes = new CurrentNodes(site.nodes());
        DoorSettings door = doorSettings(site.settings());
        History history = new History();
        LateEvents events = new LateEvents(history.andThen(listener));
        Cluster cluster = cluster(site.settings());
        HostParts parts =
                new HostParts(
                        site.settings(),
                        overlay.home().state(),
                        nodes,
                        interfaces,
                        commands,
                        methods,
                        new SleepChecks(checks),
                        cluster,
                        sleepMethods,
                        meters,
                        events,
                        history);
        running.set(parts);
        parts.follow(files.reload(reader, site, parts::replace));
        Map<String, Object> beans =
                beans(site.settings(), overlay.home(), nodes, parts, events, meters);
        Api api = api(site.settings(), door, nodes, parts, history);
        beans.putAll(apiBeans(api, nodes, overlay));
        beans.put("planWake", new PlanWake(parts.reachability(), methods));
        return new HostPlan(
                properties(site.settings(), parts),
                beans,
                meters,
                site.settings().text("metrics.host"),
                site.settings().integer("metrics.port"),
                site.settings().duration("relay.drain"),
                nodes,
                parts,
                Optional.of(api));
    }

    @Override
    public Optional<DoorSettings> door(Overlay overlay) throws InvalidConfiguration {
        return Optional.of(DoorSettings.of(new SiteFiles(overlay, environment).readSettings()));
    }

    private static DoorSettings doorSettings(Settings settings) throws InvalidConfiguration {
        DoorSettings door = DoorSettings.of(settings);
        Optional<String> problem = door.problem();
        if (problem.isPresent()) {
            throw new InvalidConfiguration(problem.get());
        }
        return door;
    }

    @Override
    public Optional<HostPlan> assembleUnchecked(Overlay overlay, Plugins plugins)
            throws InvalidConfiguration {
        HostPlan plan = new Wiring(Map.of(), listener).assemble(overlay.bundledOnly(), plugins);
        new SiteFiles(overlay, environment).layOver(plan.properties());
        return Optional.of(plan);
    }

    private static Map<String, Object> beans(
            Settings settings,
            Home home,
            CurrentNodes nodes,
            HostParts parts,
            Events events,
            PrometheusMeterRegistry meters) {
        Timetable timetable = parts.timetable();
        InstantSource clock = InstantSource.system();
        Map<String, Object> beans = new LinkedHashMap<>();
        ShareWatches shares = new ShareWatches(meters);
        beans.put(
                "shareSurroundings",
                new ShareSurroundings(
                        shares,
                        new Samba(parts.commands()),
                        new OwnFootprints(ownFolders(settings, home))));
        beans.put("shareHealth", new ShareHealth(shares));
        beans.put("recordShareUse", new RecordShareUse(events));
        beans.put("explainFailure", new ExplainFailure());
        beans.put("resolveNode", new ResolveNode(nodes, timetable, clock));
        beans.put("joinWake", new JoinWake(parts.wakes()));
        beans.put("sendWake", new SendWake());
        beans.put("awaitAddress", new AwaitAddress());
        beans.put("awaitService", new AwaitService());
        beans.put("uncordonNode", new UncordonNode(nodes, parts.cordons()));
        beans.put("recordWake", new RecordWake());
        beans.put(
                "findIdleNodes",
                new FindIdleNodes(
                        nodes,
                        parts.judging().judge(),
                        parts.states(),
                        node -> parts.sleeps().underWay(node.name()).isPresent(),
                        settings.flag("sleep.enabled"),
                        parts.judging().sleepRoutes()));
        beans.put("cordonNode", new CordonNode(parts.cluster(), parts.cordons()));
        beans.put(
                "drainNode",
                new DrainNode(parts.cluster(), parts.cordons(), events, DRAIN_INTERVAL));
        beans.put("clusterHealth", new ClusterHealth(parts.cordons()::problems));
        beans.put("sleepHealth", new SleepHealth(parts.sleeps()::leftovers));
        beans.put("armNode", new ArmNode(nodes, parts.ssh()::on));
        beans.put(
                "findDueWakes",
                new FindDueWakes(new DueWakes(nodes, timetable, clock, events, meters)));
        Verdicts verdicts = parts.judging().judge();
        beans.put(
                "beginSleep",
                new BeginSleep(nodes, parts.sleeps(), settings.flag("sleep.enabled")));
        beans.put("judgeSleep", JudgeSleep.first(verdicts));
        beans.put("judgeAgain", JudgeSleep.again(verdicts));
        beans.put("suspendNode", new SuspendNode());
        beans.put("confirmAsleep", new ConfirmAsleep());
        beans.put("recordSleep", new RecordSleep());
        beans.put("relayAcceptors", parts.relayWorkers().group());
        beans.put("relayWorkers", parts.relayWorkers().group());
        beans.put(
                "holdAndRelay",
                new HoldAndRelay(relay(settings), parts.relays(), meters, parts.routeStarters()));
        return beans;
    }

    private static Api api(
            Settings settings,
            DoorSettings door,
            CurrentNodes nodes,
            HostParts parts,
            History history) {
        NodeViews.Sources sources =
                new NodeViews.Sources(
                        parts.states(),
                        parts.reachability(),
                        parts.judging().judge(),
                        parts.timetable(),
                        parts.activity());
        List<String> names = new ArrayList<>(MachineNames.ofThis());
        names.addAll(door.names());
        return new Api(
                new Door(door, new DoorRules(door.tokenFile().map(AccessToken::new), names)),
                new NodeViews(nodes, sources, history, settings.flag("sleep.enabled")),
                new Calls(history));
    }

    private static Map<String, Object> apiBeans(Api api, CurrentNodes nodes, Overlay overlay) {
        Map<String, Object> beans = new LinkedHashMap<>();
        beans.put(Door.BEAN, api.door());
        beans.put("readWakeRequest", ReadRequest.ofWake(nodes, api.views()));
        beans.put("readSleepRequest", ReadRequest.ofSleep(nodes, api.views()));
        beans.put("callRoute", new CallRoute());
        beans.put("showWake", new ShowWake(api.calls()));
        beans.put("showSleep", new ShowSleep(api.calls()));
        beans.put("showNodes", new ShowNodes(api.views()));
        beans.put("showNode", new ShowNode(api.views()));
        beans.put("showContract", new ShowContract(overlay.bundledText("api/openapi.yaml")));
        return beans;
    }

    /** Where this process itself looks all the time. */
    private static Set<Path> ownFolders(Settings settings, Home home) {
        Stream<Path> files =
                home.folder().stream()
                        .flatMap(
                                folder ->
                                        Stream.of("config", "routes", "plugins")
                                                .map(folder::resolve));
        Stream<Path> inventory =
                settings.optionalPath("nodes.inventory").stream().flatMap(SiteFiles::inventory);
        return Stream.of(files, inventory, Stream.of(home.state()))
                .flatMap(all -> all)
                .map(path -> path.toAbsolutePath().normalize())
                .collect(Collectors.toSet());
    }

    private static RelaySettings relay(Settings settings) {
        return new RelaySettings(
                settings.integer("relay.max-held"),
                settings.integer("relay.max-held-per-source"),
                Math.toIntExact(settings.bytes("relay.hold-buffer")),
                settings.duration("relay.min-hold"),
                settings.duration("relay.idle-timeout"),
                settings.duration("relay.drain"),
                settings.duration("relay.connect-timeout"),
                settings.flag("relay.waiting-page"),
                settings.duration("relay.waiting-page-after"));
    }

    private static WakeMethods methods(
            LocalInterfaces interfaces, Commands commands, Plugins plugins)
            throws InvalidConfiguration {
        List<WakeMethod> methods = new ArrayList<>();
        methods.add(new UdpMagicPacket(interfaces));
        methods.add(new RawMagicPacket(interfaces));
        methods.add(ToolMagicPacket.etherwake(interfaces, commands));
        methods.add(ToolMagicPacket.wakeonlan(interfaces, commands));
        methods.addAll(plugins.implementations(WakeMethod.class));
        try {
            return new WakeMethods(methods);
        } catch (IllegalArgumentException e) {
            throw new InvalidConfiguration("plugins/: " + e.getMessage() + ": rename one");
        }
    }

    private static <T> List<T> withPlugins(List<T> own, Plugins plugins, Class<T> type)
            throws InvalidConfiguration {
        List<T> all = new ArrayList<>(own);
        all.addAll(plugins.implementations(type));
        return all;
    }

    private static Vocabulary vocabulary(
            WakeMethods methods, List<SleepCheck> checks, List<SleepMethod> sleepMethods)
            throws InvalidConfiguration {
        try {
            return Vocabulary.of(methods.names(), checks, sleepMethods);
        } catch (IllegalArgumentException e) {
            throw new InvalidConfiguration("plugins/: " + e.getMessage() + ": rename one");
        }
    }

    private static Cluster cluster(Settings settings) {
        if (!settings.flag("kubernetes.enabled")) {
            return Cluster.none();
        }
        return Cluster.by(
                new ClusterAccess(
                        settings.optionalPath("kubernetes.config"),
                        Optional.of(settings.text("kubernetes.context"))
                                .filter(name -> !name.isEmpty()),
                        CLUSTER_PATIENCE));
    }

    private static Properties properties(Settings settings, HostParts parts) {
        Properties properties = new Properties();
        properties.putAll(settings.asProperties());
        for (String path : List.of("directory", "audit-log")) {
            String key = "wake-on-share-access." + path;
            settings.optionalPath(key)
                    .ifPresent(found -> properties.setProperty(key, found.toString()));
        }
        // Listeners and the workers that they share must be of one kind.
        properties.setProperty(
                "relay.native-transport", String.valueOf(parts.relayWorkers().isNative()));
        return properties;
    }

    private static void buildInfo(PrometheusMeterRegistry meters) {
        Gauge.builder("vmstation.build.info", () -> 1)
                .tag("version", Version.current())
                .tag("java", Runtime.version().toString())
                .register(meters);
    }
}
