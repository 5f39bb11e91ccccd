package io.vmstation.host;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vmstation.config.ConfigurationException;
import io.vmstation.config.Problem;
import io.vmstation.config.Settings;
import io.vmstation.config.SiteConfiguration;
import io.vmstation.config.SiteReader;
import io.vmstation.exec.LocalCommands;
import io.vmstation.host.routes.ReferencedKeys;
import io.vmstation.kube.UncordonNode;
import io.vmstation.lan.LocalInterfaces;
import io.vmstation.relay.HoldAndRelay;
import io.vmstation.relay.RelaySettings;
import io.vmstation.spi.Commands;
import io.vmstation.spi.Event;
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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The only place that constructs processors and what they need. */
public final class Wiring implements HostPlan.Assembler {
    private static final Logger log = LoggerFactory.getLogger(Wiring.class);
    private static final String PROPERTIES = "config/application.properties";

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
        SiteReader reader = reader(overlay, methods.names());
        SiteConfiguration site = read(reader, overlay);
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        buildInfo(meters);
        CurrentNodes nodes = new CurrentNodes(site.nodes());
        HostParts parts =
                new HostParts(
                        site.settings(),
                        overlay.home().state(),
                        nodes,
                        interfaces,
                        commands,
                        methods,
                        meters,
                        new LateEvents(listener));
        parts.follow(
                new SiteReload(
                        watched(overlay, site.settings()),
                        reader,
                        () -> referencedKeys(overlay),
                        site,
                        parts::replace));
        return new HostPlan(
                properties(site.settings(), parts),
                beans(site.settings(), nodes, parts, meters),
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
        overlay.file(PROPERTIES).ifPresent(file -> lay(file, plan.properties()));
        for (String key : referencedKeys(overlay)) {
            Optional.ofNullable(environment.get(Settings.variable(key)))
                    .ifPresent(value -> plan.properties().setProperty(key, value.strip()));
        }
        return Optional.of(plan);
    }

    private static void lay(OverlayFile file, Properties over) {
        try {
            over.load(new StringReader(file.text()));
        } catch (IOException | IllegalArgumentException e) {
            // The reader of the configuration has reported what is wrong with it.
            log.debug("The settings cannot be read", e);
        }
    }

    private static Map<String, Object> beans(
            Settings settings,
            CurrentNodes nodes,
            HostParts parts,
            PrometheusMeterRegistry meters) {
        Map<String, Object> beans = new LinkedHashMap<>();
        beans.put("explainFailure", new ExplainFailure());
        beans.put("resolveNode", new ResolveNode(nodes));
        beans.put("joinWake", new JoinWake(parts.wakes()));
        beans.put("sendWake", new SendWake());
        beans.put("awaitAddress", new AwaitAddress());
        beans.put("awaitService", new AwaitService());
        beans.put("uncordonNode", new UncordonNode());
        beans.put("recordWake", new RecordWake());
        beans.put("armNode", new ArmNode(nodes, parts.ssh()::on));
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

    private SiteReader reader(Overlay overlay, Set<String> methods) throws InvalidConfiguration {
        OverlayFile defaults =
                overlay.bundled(PROPERTIES)
                        .orElseThrow(() -> new IllegalStateException("no bundled " + PROPERTIES));
        try {
            return new SiteReader(
                    new ByteArrayInputStream(defaults.text().getBytes(StandardCharsets.UTF_8)),
                    overlay.home().folder(),
                    environment,
                    methods);
        } catch (IOException e) {
            throw new InvalidConfiguration(PROPERTIES + " cannot be read: " + e.getMessage());
        }
    }

    private static SiteConfiguration read(SiteReader reader, Overlay overlay)
            throws InvalidConfiguration {
        try {
            SiteConfiguration site = reader.read(referencedKeys(overlay));
            site.warnings().forEach(warning -> log.warn("Configuration: {}", warning));
            return site;
        } catch (ConfigurationException e) {
            throw new InvalidConfiguration(e.problems().stream().map(Problem::render).toList());
        }
    }

    private static Set<String> referencedKeys(Overlay overlay) {
        List<String> texts = new ArrayList<>();
        try {
            for (OverlayFile file : overlay.files("routes").values()) {
                texts.add(file.text());
            }
        } catch (IOException e) {
            // The loader of the routes reports what is wrong with them.
            log.debug("A route file cannot be read", e);
        }
        return ReferencedKeys.inAll(texts);
    }

    private static List<Path> watched(Overlay overlay, Settings settings) {
        return Stream.concat(
                        overlay.home().folder().map(home -> home.resolve("config")).stream(),
                        settings.optionalPath("nodes.inventory").stream()
                                .flatMap(Wiring::inventory))
                .toList();
    }

    /** Not the whole folder: it may be somebody's home, with files that change all the time. */
    private static Stream<Path> inventory(Path file) {
        return Stream.of(file, file.resolveSibling("group_vars"), file.resolveSibling("host_vars"));
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
