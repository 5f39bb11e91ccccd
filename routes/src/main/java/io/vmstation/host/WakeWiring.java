package io.vmstation.host;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vmstation.config.Settings;
import io.vmstation.kube.UncordonNode;
import io.vmstation.lan.LocalInterfaces;
import io.vmstation.relay.HoldAndRelay;
import io.vmstation.relay.RelaySettings;
import io.vmstation.schedule.DueWakes;
import io.vmstation.schedule.FindDueWakes;
import io.vmstation.spi.Commands;
import io.vmstation.spi.Events;
import io.vmstation.spi.Timetable;
import io.vmstation.spi.WakeMethod;
import io.vmstation.wake.AwaitAddress;
import io.vmstation.wake.AwaitService;
import io.vmstation.wake.JoinWake;
import io.vmstation.wake.RecordWake;
import io.vmstation.wake.ResolveNode;
import io.vmstation.wake.SendWake;
import io.vmstation.wake.WakeMethods;
import io.vmstation.wake.method.RawMagicPacket;
import io.vmstation.wake.method.ToolMagicPacket;
import io.vmstation.wake.method.UdpMagicPacket;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What wakes nodes: the methods, the steps of the route, the clock, the relay. */
final class WakeWiring {
    /** The ladder of methods, those of plugins last. */
    static WakeMethods methods(
            LocalInterfaces interfaces,
            Commands commands,
            Supplier<HostParts> parts,
            Plugins plugins)
            throws InvalidConfiguration {
        List<WakeMethod> methods = new ArrayList<>();
        methods.add(new UdpMagicPacket(interfaces));
        methods.add(new RawMagicPacket(interfaces));
        methods.add(ToolMagicPacket.etherwake(interfaces, commands));
        methods.add(ToolMagicPacket.wakeonlan(interfaces, commands));
        methods.add(PowerWiring.wakeMethod(parts));
        methods.addAll(plugins.implementations(WakeMethod.class));
        try {
            return new WakeMethods(methods);
        } catch (IllegalArgumentException e) {
            throw new InvalidConfiguration("plugins/: " + e.getMessage() + ": rename one");
        }
    }

    /** What the routes of a wake refer to. */
    static Map<String, Object> beans(
            Settings settings,
            CurrentNodes nodes,
            HostParts parts,
            Events events,
            PrometheusMeterRegistry meters) {
        Timetable timetable = parts.timetable();
        InstantSource clock = InstantSource.system();
        Map<String, Object> beans = new LinkedHashMap<>();
        beans.put("resolveNode", new ResolveNode(nodes, timetable, clock));
        beans.put("joinWake", new JoinWake(parts.wakes()));
        beans.put("sendWake", new SendWake());
        beans.put("awaitAddress", new AwaitAddress());
        beans.put("awaitService", new AwaitService());
        beans.put("uncordonNode", new UncordonNode(nodes, parts.cordons()));
        beans.put("recordWake", new RecordWake());
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

    private WakeWiring() {}
}
