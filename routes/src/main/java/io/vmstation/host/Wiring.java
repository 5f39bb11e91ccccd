package io.vmstation.host;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vmstation.api.DoorSettings;
import io.vmstation.api.History;
import io.vmstation.config.BmcModules;
import io.vmstation.config.Settings;
import io.vmstation.config.SiteConfiguration;
import io.vmstation.config.SiteReader;
import io.vmstation.config.Vocabulary;
import io.vmstation.exec.LocalCommands;
import io.vmstation.kube.Cluster;
import io.vmstation.lan.LocalInterfaces;
import io.vmstation.sleep.SleepChecks;
import io.vmstation.spi.Event;
import io.vmstation.spi.Events;
import io.vmstation.spi.SleepCheck;
import io.vmstation.spi.SleepMethod;
import io.vmstation.wake.PlanWake;
import io.vmstation.wake.WakeMethods;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Puts the host together. Only this class and its neighbours for each side, {@link WakeWiring},
 * {@link SleepWiring}, {@link IpmiWiring}, {@link ScrapeWiring}, {@link PushWiring}, {@link
 * EnergyWiring}, {@link PowerWiring}, {@link ShareWiring}, {@link ReconcileWiring} and {@link
 * ApiWiring}, construct processors.
 */
public final class Wiring implements HostPlan.Assembler {
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
        AtomicReference<HostParts> running = new AtomicReference<>();
        WakeMethods methods = WakeWiring.methods(interfaces, commands, running::get, plugins);
        SiteFiles files = new SiteFiles(overlay, environment);
        ShippedSleep shipped = ShippedSleep.of(commands, running::get);
        List<SleepCheck> checks = withPlugins(shipped.checks(), plugins, SleepCheck.class);
        List<SleepMethod> sleepMethods = withPlugins(shipped.methods(), plugins, SleepMethod.class);
        SiteReader reader = files.reader(vocabulary(methods, checks, sleepMethods));
        SiteConfiguration site = files.read(reader);
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        buildInfo(meters);
        CurrentNodes nodes = new CurrentNodes(site.nodes());
        DoorSettings door = ApiWiring.doorSettings(site.settings());
        History history = new History();
        LateEvents events = new LateEvents(history.andThen(listener));
        Cluster cluster = SleepWiring.cluster(site.settings());
        HostParts parts =
                new HostParts(
                        site.settings(),
                        nodes,
                        interfaces,
                        commands,
                        methods,
                        new SleepChecks(checks),
                        cluster,
                        sleepMethods,
                        IpmiWiring.sources(commands, overlay.home().state()),
                        meters,
                        new Chronicle(
                                overlay.home().state(),
                                site.settings().duration("ledger.keep"),
                                meters,
                                events,
                                history));
        running.set(parts);
        parts.keep(ReconcileWiring.parts(site, overlay, nodes, parts, events, meters));
        AtomicReference<BmcModules> modules = new AtomicReference<>(site.modules());
        parts.follow(
                files.reload(
                        reader,
                        site,
                        next -> {
                            parts.replace(next.nodes());
                            modules.set(next.modules());
                            parts.reconciling().replace(next.clusters());
                        }));
        Map<String, Object> beans = beans(site, overlay, nodes, parts, events, meters);
        Api api = ApiWiring.api(site.settings(), door, nodes, parts, history);
        beans.putAll(ApiWiring.beans(api, nodes, overlay));
        ScrapeWiring.publish(parts.bmcs().readings(), nodes, meters);
        beans.putAll(
                ScrapeWiring.beans(
                        site.settings(),
                        nodes,
                        modules::get,
                        ScrapeWiring.reader(
                                parts.bmcs().desk(), site.settings().text("ipmi.source")),
                        meters));
        beans.putAll(EnergyWiring.beans(nodes, parts, api));
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

    @Override
    public Optional<HostPlan> assembleUnchecked(Overlay overlay, Plugins plugins)
            throws InvalidConfiguration {
        HostPlan plan = new Wiring(Map.of(), listener).assemble(overlay.bundledOnly(), plugins);
        new SiteFiles(overlay, environment).layOver(plan.properties());
        return Optional.of(plan);
    }

    private static Map<String, Object> beans(
            SiteConfiguration site,
            Overlay overlay,
            CurrentNodes nodes,
            HostParts parts,
            Events events,
            PrometheusMeterRegistry meters) {
        Settings settings = site.settings();
        Map<String, Object> beans = new LinkedHashMap<>();
        beans.put("explainFailure", new ExplainFailure());
        beans.putAll(WakeWiring.beans(settings, nodes, parts, events, meters));
        beans.putAll(SleepWiring.beans(settings, nodes, parts, events));
        beans.putAll(IpmiWiring.beans(nodes, parts));
        beans.putAll(PushWiring.beans(settings, nodes, parts.bmcs(), meters));
        beans.putAll(ShareWiring.beans(settings, overlay.home(), parts, events, meters));
        beans.putAll(PowerWiring.beans(nodes, parts, events));
        beans.putAll(ReconcileWiring.beans(parts.reconciling()));
        return beans;
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
