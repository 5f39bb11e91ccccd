package io.vmstation.host;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vmstation.config.Settings;
import io.vmstation.config.SiteConfiguration;
import io.vmstation.config.SiteReader;
import io.vmstation.config.Vocabulary;
import io.vmstation.exec.LocalCommands;
import io.vmstation.kube.Cluster;
import io.vmstation.kube.ClusterAccess;
import io.vmstation.kube.CordonNode;
import io.vmstation.kube.DrainNode;
import io.vmstation.kube.PodsCheck;
import io.vmstation.kube.UncordonNode;
import io.vmstation.lan.LocalInterfaces;
import io.vmstation.relay.HoldAndRelay;
import io.vmstation.relay.RelaySettings;
import io.vmstation.schedule.DueWakes;
import io.vmstation.schedule.FindDueWakes;
import io.vmstation.sleep.FindIdleNodes;
import io.vmstation.sleep.SleepChecks;
import io.vmstation.spi.Commands;
import io.vmstation.spi.Event;
import io.vmstation.spi.Events;
import io.vmstation.spi.SleepCheck;
import io.vmstation.spi.SleepMethod;
import io.vmstation.spi.Timetable;
import io.vmstation.spi.WakeMethod;
import io.vmstation.wake.AwaitAddress;
import io.vmstation.wake.AwaitService;
import io.vmstation.wake.JoinWake;
import io.vmstation.wake.RecordWake;
import io.vmstation.wake.ResolveNode;
import io.vmstation.wake.SendWake;
import io.vmstation.wake.WakeMethods;
import io.vmstation.wake.arm.ArmNode;
import io.vmstation.wake.method.RawMagicPacket;
import io.vmstation.wake.method.ToolMagicPacket;
import io.vmstation.wake.method.UdpMagicPacket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

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
        AtomicReference<Cluster> knownLater = new AtomicReference<>(Cluster.none());
        List<SleepCheck> checks =
                withPlugins(sleepChecks(knownLater::get), plugins, SleepCheck.class);
        List<SleepMethod> sleepMethods = withPlugins(sleepMethods(), plugins, SleepMethod.class);
        SiteReader reader = files.reader(vocabulary(methods, checks, sleepMethods));
        SiteConfiguration site = files.read(reader);
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        buildInfo(meters);
        CurrentNodes nodes = new CurrentNodes(site.nodes());
        LateEvents events = new LateEvents(listener);
        Cluster cluster = cluster(site.settings());
        knownLater.set(cluster);
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
                        meters,
                        events);
        parts.follow(files.reload(reader, site, parts::replace));
        return new HostPlan(
                properties(site.settings(), parts),
                beans(site.settings(), nodes, parts, events, meters),
                meters,
                site.settings().text("metrics.host"),
                site.settings().integer("metrics.port"),
                site.settings().duration("relay.drain"),
                nodes,
                parts);
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
            CurrentNodes nodes,
            HostParts parts,
            Events events,
            PrometheusMeterRegistry meters) {
        Timetable timetable = parts.timetable();
        InstantSource clock = InstantSource.system();
        Map<String, Object> beans = new LinkedHashMap<>();
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
                        node -> false,
                        settings.flag("sleep.enabled"),
                        parts.judging().sleepRoutes()));
        beans.put("cordonNode", new CordonNode(parts.cluster(), parts.cordons()));
        beans.put(
                "drainNode",
                new DrainNode(parts.cluster(), parts.cordons(), events, DRAIN_INTERVAL));
        beans.put("clusterHealth", new ClusterHealth(parts.cordons()::problems));
        beans.put("armNode", new ArmNode(nodes, parts.ssh()::on));
        beans.put(
                "findDueWakes",
                new FindDueWakes(new DueWakes(nodes, timetable, clock, events, meters)));
        beans.put("relayAcceptors", parts.relayWorkers().group());
        beans.put("relayWorkers", parts.relayWorkers().group());
        beans.put(
                "holdAndRelay",
                new HoldAndRelay(relay(settings), parts.relays(), meters, parts.routeStarters()));
        return beans;
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

    /**
     * The sleep checks that come with the application. They are made before the settings are read,
     * because these may name only what there is.
     */
    static List<SleepCheck> sleepChecks() {
        return sleepChecks(Cluster::none);
    }

    private static List<SleepCheck> sleepChecks(Supplier<Cluster> cluster) {
        return List.of(new PodsCheck(cluster, InstantSource.system()));
    }

    /** The sleep methods that come with the application, made as early as the checks. */
    static List<SleepMethod> sleepMethods() {
        return List.of();
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
