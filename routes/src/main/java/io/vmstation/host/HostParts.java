package io.vmstation.host;

import io.micrometer.core.instrument.MeterRegistry;
import io.vmstation.config.Settings;
import io.vmstation.exec.LocalCommands;
import io.vmstation.exec.SshConnections;
import io.vmstation.kube.NodePorts;
import io.vmstation.lan.ArpRequests;
import io.vmstation.lan.LocalInterface;
import io.vmstation.lan.LocalInterfaces;
import io.vmstation.lan.Transports;
import io.vmstation.ledger.LedgerFailure;
import io.vmstation.ledger.SqliteLedger;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.reach.NodeReachability;
import io.vmstation.relay.Relays;
import io.vmstation.sleep.SleepMetrics;
import io.vmstation.sleep.Sleeps;
import io.vmstation.sleep.Surroundings;
import io.vmstation.spi.Event;
import io.vmstation.spi.SleepMethod;
import io.vmstation.wake.WakeMethods;
import io.vmstation.wake.WakeMetrics;
import io.vmstation.wake.WakeSpeed;
import io.vmstation.wake.WakeTimes;
import io.vmstation.wake.Wakes;
import io.vmstation.wake.arm.ArmLocalInterfaces;
import io.vmstation.watch.LastSeen;
import io.vmstation.watch.NodeWatch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** The parts of the real host, and the order in which they begin and end. */
final class HostParts implements Parts {
    private static final int RELAY_THREADS =
            Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final int ROUTE_STARTERS = 4;

    private final Settings settings;
    private final Path state;
    private final CurrentNodes nodes;
    private final LocalInterfaces interfaces;
    private final LocalCommands commands;
    private final MeterRegistry meters;
    private final LateEvents events;
    private final ScheduledExecutorService background =
            Executors.newSingleThreadScheduledExecutor(daemon("background"));
    private final ExecutorService routeStarters =
            Executors.newFixedThreadPool(ROUTE_STARTERS, daemon("route-start"));
    private final Transports transports = Transports.start(1, "probe");
    private final Transports relayWorkers = Transports.start(RELAY_THREADS, "relay");
    private final WakeTimes times = new WakeTimes();
    private final SshConnections ssh =
            new SshConnections(Path.of(System.getProperty("user.home"), ".ssh", "known_hosts"));
    private final ArpRequests arpRequests;
    private final LastSeen lastSeen;
    private final Sleeps sleeps;
    private final Wakes wakes;
    private final NodeWatch watch;
    private final Relays relays;
    private @Nullable SqliteLedger ledger;
    private @Nullable SiteReload reload;

    HostParts(
            Settings settings,
            Path state,
            CurrentNodes nodes,
            LocalInterfaces interfaces,
            LocalCommands commands,
            WakeMethods methods,
            List<SleepMethod> sleepMethods,
            MeterRegistry meters,
            LateEvents events) {
        this.settings = settings;
        this.state = state;
        this.nodes = nodes;
        this.interfaces = interfaces;
        this.commands = commands;
        this.meters = meters;
        this.events = events;
        this.arpRequests = new ArpRequests(interfaces, background);
        NodeReachability reachability =
                new NodeReachability(
                        transports, arpRequests, commands, settings.flag("reach.ping"));
        this.lastSeen = new LastSeen(meters);
        this.relays = new Relays(settings.duration("relay.drain"));
        this.sleeps =
                new Sleeps(
                        new Surroundings(
                                reachability,
                                lastSeen,
                                events,
                                node -> List.of(),
                                this::isWanted,
                                ssh::on,
                                sleepMethods,
                                new NoBackOff(),
                                new SleepMetrics(meters)));
        this.wakes =
                new Wakes(
                        nodes,
                        reachability,
                        methods,
                        lastSeen,
                        events,
                        new WakeMetrics(meters),
                        times,
                        new WakeSpeed(
                                settings.duration("wake.head-start"),
                                settings.duration("wake.resend-interval"),
                                settings.duration("wake.cool-down")),
                        sleeps);
        this.watch =
                new NodeWatch(
                        nodes,
                        reachability,
                        lastSeen,
                        background,
                        settings.duration("reach.watch-interval"),
                        sleeps::isGoingDown);
    }

    private boolean isWanted(Node node) {
        return wakes.isWanted(node);
    }

    Wakes wakes() {
        return wakes;
    }

    Sleeps sleeps() {
        return sleeps;
    }

    Relays relays() {
        return relays;
    }

    SshConnections ssh() {
        return ssh;
    }

    Executor routeStarters() {
        return routeStarters;
    }

    Transports relayWorkers() {
        return relayWorkers;
    }

    /** Takes new nodes from now on. */
    void replace(Nodes next) {
        nodes.replace(next);
        lastSeen.retain(next);
    }

    /** Follows the files of the configuration once the host has started. */
    void follow(SiteReload following) {
        reload = following;
    }

    @Override
    public void start() throws StartFailure {
        try {
            ledger = SqliteLedger.open(state, settings.duration("ledger.keep"), meters);
        } catch (LedgerFailure e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        }
        events.opened(ledger);
        var unusedEvents = ledger.interruptWakesLeftOpen();
        var unusedSleeps = ledger.interruptSleepsLeftOpen().thenAccept(this::findOut);
        for (Node node : nodes.get().all()) {
            ledger.reader().typicalWake(node.name()).ifPresent(t -> times.learn(node.name(), t));
        }
        watch.start();
        if (reload != null) {
            reload.start(background);
        }
        if (settings.flag("wake.arm-local-interfaces")) {
            var unused = new ArmLocalInterfaces(this::interfaceNames, commands).arm(false);
        }
    }

    /** Nobody knows how far the nodes came that were being put to sleep when the host ended. */
    private void findOut(List<Event> interrupted) {
        for (Event event : interrupted) {
            var unused = nodes.get().find(event.node()).map(node -> sleeps.findOut(node, event));
        }
    }

    private List<String> interfaceNames() {
        return interfaces.eligible(List.of()).stream().map(LocalInterface::name).toList();
    }

    @Override
    public void listening(Map<String, String> listeners) {
        new NodePortNotice(new NodePorts(commands)).check(listeners);
    }

    @Override
    public void drain() {
        sleeps.stop();
        relays.close();
        wakes.close();
        sleeps.close();
    }

    @Override
    public void close() {
        watch.close();
        background.shutdownNow();
        routeStarters.shutdownNow();
        relays.close();
        wakes.close();
        sleeps.close();
        transports.close();
        relayWorkers.close();
        arpRequests.close();
        ssh.close();
        commands.close();
        if (ledger != null) {
            ledger.close();
        }
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, "vmstation-" + name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
