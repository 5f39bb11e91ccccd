package io.vmstation.host;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vmstation.config.Settings;
import io.vmstation.config.SiteConfiguration;
import io.vmstation.config.SiteReader;
import io.vmstation.exec.LocalCommands;
import io.vmstation.kube.CordonNode;
import io.vmstation.kube.DrainNode;
import io.vmstation.kube.UncordonNode;
import io.vmstation.lan.LocalInterfaces;
import io.vmstation.relay.HoldAndRelay;
import io.vmstation.relay.RelaySettings;
import io.vmstation.sleep.BeginSleep;
import io.vmstation.sleep.ConfirmAsleep;
import io.vmstation.sleep.JudgeSleep;
import io.vmstation.sleep.RecordSleep;
import io.vmstation.sleep.SuspendNode;
import io.vmstation.spi.Commands;
import io.vmstation.spi.Event;
import io.vmstation.spi.SleepMethod;
import io.vmstation.spi.Verdicts;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;

/** The only place that constructs processors and what they need. */
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
        WakeMethods methods = methods(interfaces, commands, plugins);
        SiteFiles files = new SiteFiles(overlay, environment);
        SiteReader reader = files.reader(methods.names());
        SiteConfiguration site = files.read(reader);
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
                        sleepMethods(plugins),
                        meters,
                        new LateEvents(listener));
        parts.follow(files.reload(reader, site, parts::replace));
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
        new SiteFiles(overlay, environment).layOver(plan.properties());
        return Optional.of(plan);
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
        Verdicts verdicts = new NoVerdicts();
        beans.put(
                "beginSleep",
                new BeginSleep(nodes, parts.sleeps(), settings.flag("sleep.enabled")));
        beans.put("judgeSleep", JudgeSleep.first(verdicts));
        beans.put("cordonNode", new CordonNode());
        beans.put("drainNode", new DrainNode());
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

    private static List<SleepMethod> sleepMethods(Plugins plugins) throws InvalidConfiguration {
        List<SleepMethod> methods = List.copyOf(plugins.implementations(SleepMethod.class));
        if (methods.stream().map(SleepMethod::name).distinct().count() < methods.size()) {
            throw new InvalidConfiguration("plugins/: two sleep methods share a name: rename one");
        }
        return methods;
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
