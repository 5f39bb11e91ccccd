package io.vmstation.host;

import io.micrometer.core.instrument.MeterRegistry;
import io.vmstation.api.History;
import io.vmstation.config.Settings;
import io.vmstation.exec.LocalCommands;
import io.vmstation.exec.SshConnections;
import io.vmstation.kube.Cluster;
import io.vmstation.kube.CordonKeeper;
import io.vmstation.kube.KeeperPace;
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
import io.vmstation.schedule.NodeTimetable;
import io.vmstation.sleep.SleepChecks;
import io.vmstation.sleep.SleepMetrics;
import io.vmstation.sleep.Sleeps;
import io.vmstation.sleep.Surroundings;
import io.vmstation.sleep.Ties;
import io.vmstation.spi.Event;
import io.vmstation.spi.NodeActivity;
import io.vmstation.spi.NodeStates;
import io.vmstation.spi.SleepMethod;
import io.vmstation.spi.Timetable;
import io.vmstation.wake.WakeMethods;
import io.vmstation.wake.WakeMetrics;
import io.vmstation.wake.WakeSpeed;
import io.vmstation.wake.WakeTimes;
import io.vmstation.wake.Wakes;
import io.vmstation.wake.arm.ArmLocalInterfaces;
import io.vmstation.watch.LastSeen;
import io.vmstation.watch.LastUsed;
import io.vmstation.watch.NodeWatch;
import java.nio.file.Path;
import java.time.InstantSource;
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
    private final Timetable timetable = new NodeTimetable();
    private final LocalInterfaces interfaces;
    private final LocalCommands commands;
    private final MeterRegistry meters;
    private final LateEvents events;
    private final History history;
    private final ScheduledExecutorService background =
            Executors.newSingleThreadScheduledExecutor(daemon("background"));
    private final ExecutorService routeStarters =
            Executors.newFixedThreadPool(ROUTE_STARTERS, daemon("route-start"));
    private final Transports transports = Transports.start(1, "probe");
    private final Transports relayWorkers = Transports.start(RELAY_THREADS, "relay");
    private final WakeTimes times = new WakeTimes();
    private final SshConnections ssh =
            new SshConnections(Path.of(System.getProperty("user.home"), ".ssh", "known_hosts"));
    private final LastUsed lastUsed = new LastUsed(System::nanoTime, InstantSource.system());
    private final ArpRequests arpRequests;
    private final NodeReachability reachability;
    private final LastSeen lastSeen;
    private final Sleeps sleeps;
    private final Wakes wakes;
    private final NodeWatch watch;
    private final Relays relays;
    private final JudgeParts judging;
    private final Cluster cluster;
    private final CordonKeeper cordons;
    private final EnergyParts energy;
    private @Nullable SqliteLedger ledger;
    private @Nullable SiteReload reload;

    HostParts(
            Settings settings,
            Path state,
            CurrentNodes nodes,
            LocalInterfaces interfaces,
            LocalCommands commands,
            WakeMethods methods,
            SleepChecks checks,
            Cluster cluster,
            List<SleepMethod> sleepMethods,
            MeterRegistry meters,
            LateEvents events,
            History history) {
        this.settings = settings;
        this.state = state;
        this.nodes = nodes;
        this.interfaces = interfaces;
        this.commands = commands;
        this.meters = meters;
        this.events = events;
        this.history = history;
        this.cluster = cluster;
        this.arpRequests = new ArpRequests(interfaces, background);
        this.reachability =
                new NodeReachability(
                        transports, arpRequests, commands, settings.flag("reach.ping"));
        this.lastSeen = new LastSeen(meters, lastUsed);
        this.relays = new Relays(settings.duration("relay.drain"), lastUsed);
        this.judging =
                new JudgeParts(
                        settings,
                        checks,
                        reachability,
                        lastSeen,
                        lastUsed,
                        ssh,
                        timetable,
                        new Ties(nodes, lastSeen, relays, this::isWanted),
                        events,
                        meters);
        this.sleeps =
                new Sleeps(
                        new Surroundings(
                                reachability,
                                lastSeen,
                                events,
                                relays,
                                this::isWanted,
                                ssh::on,
                                sleepMethods,
                                judging.backOff(),
                                new SleepMetrics(meters)));
        this.wakes =
                new Wakes(
                        nodes,
                        reachability,
                        methods,
                        lastSeen,
                        events,
                        lastUsed,
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
        this.cordons =
                new CordonKeeper(
                        cluster,
                        nodes,
                        reachability,
                        events,
                        meters,
                        background,
                        KeeperPace.usual(settings.duration("kubernetes.ready-deadline")),
                        sleeps::isGoingDown);
        this.energy = new EnergyParts(settings, nodes, lastSeen, judging.clock().steady(), meters);
        lastSeen.onAwake(cordons::sighted);
        cordons.onRestored(node -> sleeps.repaired(node, CordonKeeper.STEPS));
    }

    Cluster cluster() {
        return cluster;
    }

    CordonKeeper cordons() {
        return cordons;
    }

    EnergyParts energy() {
        return energy;
    }

    JudgeParts judging() {
        return judging;
    }

    Timetable timetable() {
        return timetable;
    }

    NodeActivity activity() {
        return lastUsed;
    }

    private boolean isWanted(Node node) {
        return wakes.isWanted(node);
    }

    Wakes wakes() {
        return wakes;
    }

    NodeReachability reachability() {
        return reachability;
    }

    NodeStates states() {
        return lastSeen;
    }

    LocalCommands commands() {
        return commands;
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

    /** Carries questions to nodes. */
    Transports probes() {
        return transports;
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
        lastUsed.retain(next);
        judging.retain(next);
        sleeps.retain(next);
        energy.meter().retain();
    }

    /** Follows the files of the configuration once the host has started. */
    void follow(SiteReload following) {
        reload = following;
    }

    @Override
    public void open() throws StartFailure {
        try {
            ledger = SqliteLedger.open(state, settings.duration("ledger.keep"), meters);
            energy.open(ledger.energy());
        } catch (LedgerFailure e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        }
        events.opened(ledger);
        history.load(ledger.reader(), nodes.get());
        var unusedEvents =
                ledger.interruptWakesLeftOpen().thenAccept(ended -> ended.forEach(history));
        var unusedSleeps = ledger.interruptSleepsLeftOpen().thenAccept(this::findOut);
        for (Node node : nodes.get().all()) {
            ledger.reader().typicalWake(node.name()).ifPresent(t -> times.learn(node.name(), t));
        }
    }

    @Override
    public void start() {
        watch.start();
        energy.start(background);
        judging.start(background);
        cordons.start();
        if (reload != null) {
            reload.start(background);
        }
        if (settings.flag("wake.arm-local-interfaces")) {
            var unused = new ArmLocalInterfaces(this::interfaceNames, commands).arm(false);
        }
    }

    /** Nobody knows how far the nodes came that were being put to sleep when the host ended. */
    private void findOut(List<Event> interrupted) {
        interrupted.forEach(history);
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
        judging.stop();
        relays.close();
        wakes.close();
        sleeps.close();
    }

    @Override
    public void close() {
        watch.close();
        cordons.close();
        background.shutdownNow();
        routeStarters.shutdownNow();
        judging.close();
        relays.close();
        wakes.close();
        sleeps.close();
        transports.close();
        relayWorkers.close();
        arpRequests.close();
        ssh.close();
        cluster.close();
        commands.close();
        energy.close();
        if (ledger != null) {
            ledger.close();
        }
    }

    static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, "vmstation-" + name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
