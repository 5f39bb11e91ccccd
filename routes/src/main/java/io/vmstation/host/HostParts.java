package io.vmstation.host;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.vmstation.config.Settings;
import io.vmstation.exec.LocalCommands;
import io.vmstation.exec.SshConnections;
import io.vmstation.ipmi.MeterReadings;
import io.vmstation.ipmi.poll.Sleepers;
import io.vmstation.ipmi.source.BmcSource;
import io.vmstation.ipmi.source.NodeConnections;
import io.vmstation.kube.Cluster;
import io.vmstation.kube.CordonKeeper;
import io.vmstation.kube.KeeperPace;
import io.vmstation.kube.NodePorts;
import io.vmstation.lan.LocalInterfaces;
import io.vmstation.lan.ThisMachine;
import io.vmstation.lan.Transports;
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
import io.vmstation.wake.Wakes;
import io.vmstation.wake.arm.ArmLocalInterfaces;
import io.vmstation.watch.LastSeen;
import io.vmstation.watch.LastUsed;
import io.vmstation.watch.NodeWatch;
import io.vmstation.watch.SleepExpectations;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The parts of the real host, and the order in which they begin and end. */
final class HostParts implements Parts {
    private static final int ROUTE_STARTERS = 4;

    private final Settings settings;
    private final CurrentNodes nodes;
    private final Timetable timetable = new NodeTimetable();
    private final Chronicle chronicle;
    private final ScheduledExecutorService background =
            Executors.newSingleThreadScheduledExecutor(daemon("background"));
    private final ExecutorService routeStarters =
            Executors.newFixedThreadPool(ROUTE_STARTERS, daemon("route-start"));
    private final LastUsed lastUsed = new LastUsed(System::nanoTime, InstantSource.system());
    private final LanParts lan;
    private final LastSeen lastSeen;
    private final SleepExpectations expectations;
    private final Sleeps sleeps;
    private final Wakes wakes;
    private final NodeWatch watch;
    private final Relays relays;
    private final JudgeParts judging;
    private final Cluster cluster;
    private final CordonKeeper cordons;
    private final BmcParts bmcs;
    private final EnergyParts energy;
    private @Nullable SiteReload reload;
    private @Nullable ReconcileParts reconciling;

    HostParts(
            Settings settings,
            CurrentNodes nodes,
            LocalInterfaces interfaces,
            LocalCommands commands,
            WakeMethods methods,
            SleepChecks checks,
            Cluster cluster,
            List<SleepMethod> sleepMethods,
            List<BmcSource> bmcSources,
            MeterRegistry meters,
            Chronicle chronicle) {
        this.settings = settings;
        this.nodes = nodes;
        this.chronicle = chronicle;
        this.cluster = cluster;
        LateEvents events = chronicle.events();
        this.lan = new LanParts(interfaces, commands, background, settings.flag("reach.ping"));
        SshConnections ssh = lan.ssh();
        NodeReachability reachability = lan.reachability();
        this.lastSeen = new LastSeen(meters, lastUsed);
        this.expectations =
                new SleepExpectations(meters, lastSeen, events, nodes, InstantSource.system());
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
        ThisMachine thisMachine = new ThisMachine();
        Predicate<Node> isThis = node -> thisMachine.is(node.name(), node.addresses());
        this.bmcs =
                new BmcParts(
                        bmcSources,
                        new NodeConnections(commands, ssh::round, isThis),
                        new Sleepers(lastSeen, reachability, sleeps::isGoingDown, isThis),
                        events,
                        meters);
        this.wakes =
                new Wakes(
                        nodes,
                        reachability,
                        methods,
                        lastSeen,
                        events,
                        lastUsed,
                        new WakeMetrics(meters),
                        chronicle.times(),
                        new WakeSpeed(
                                settings.duration("wake.head-start"),
                                settings.duration("wake.resend-interval"),
                                settings.duration("wake.cool-down")),
                        sleeps,
                        bmcs.diagnosis());
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
        bmcs.readings().onReading(new MeterReadings(energy.meter()));
        events.also(expectations);
        lastSeen.onChange(expectations::seen);
        lastSeen.onAwake(cordons::sighted);
        lastSeen.onAwake(bmcs.polls()::awake);
        cordons.onRestored(node -> sleeps.repaired(node, CordonKeeper.STEPS));
    }

    Cluster cluster() {
        return cluster;
    }

    BmcParts bmcs() {
        return bmcs;
    }

    /** What keeps clusters as files say. */
    ReconcileParts reconciling() {
        return requireNonNull(reconciling, "nothing keeps clusters");
    }

    /** Begins and ends with these. */
    void keep(ReconcileParts clusters) {
        reconciling = clusters;
        lastSeen.onAwake(clusters::awake);
        lastSeen.onChange(clusters::changed);
    }

    CordonKeeper cordons() {
        return cordons;
    }

    EnergyParts energy() {
        return energy;
    }

    SleepExpectations expectations() {
        return expectations;
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
        return lan.reachability();
    }

    NodeStates states() {
        return lastSeen;
    }

    LocalCommands commands() {
        return lan.commands();
    }

    Sleeps sleeps() {
        return sleeps;
    }

    Relays relays() {
        return relays;
    }

    SshConnections ssh() {
        return lan.ssh();
    }

    /** Carries questions to nodes. */
    Transports probes() {
        return lan.probes();
    }

    Executor routeStarters() {
        return routeStarters;
    }

    Transports relayWorkers() {
        return lan.relayWorkers();
    }

    /** Takes new nodes from now on. */
    void replace(Nodes next) {
        nodes.replace(next);
        lastSeen.retain(next);
        expectations.retain(next);
        lastUsed.retain(next);
        judging.retain(next);
        sleeps.retain(next);
        bmcs.retain(next);
        energy.meter().retain();
    }

    /** Follows the files of the configuration once the host has started. */
    void follow(SiteReload following) {
        reload = following;
    }

    @Override
    public void open() throws StartFailure {
        chronicle.open(nodes.get(), expectations, this::findOut);
        energy.open(chronicle.energy());
    }

    @Override
    public void start() {
        watch.start();
        energy.start(background);
        judging.start(background);
        cordons.start();
        bmcs.retain(nodes.get());
        if (reconciling != null) {
            reconciling.start();
        }
        if (reload != null) {
            reload.start(background);
        }
        if (settings.flag("wake.arm-local-interfaces")) {
            var unused = new ArmLocalInterfaces(lan::interfaceNames, lan.commands()).arm(false);
        }
    }

    /** Nobody knows how far the node came that was being put to sleep when the host ended. */
    private void findOut(Event interrupted) {
        var unused =
                nodes.get().find(interrupted.node()).map(node -> sleeps.findOut(node, interrupted));
    }

    @Override
    public void listening(Map<String, String> listeners) {
        new NodePortNotice(new NodePorts(lan.commands())).check(listeners);
    }

    @Override
    public List<String> check() {
        return reconciling().check();
    }

    @Override
    public void drain() {
        sleeps.stop();
        judging.stop();
        bmcs.stop();
        if (reconciling != null) {
            reconciling.stop();
        }
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
        bmcs.close();
        if (reconciling != null) {
            reconciling.close();
        }
        cluster.close();
        lan.close();
        energy.close();
        chronicle.close();
    }

    static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, "vmstation-" + name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
