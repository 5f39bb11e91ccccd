package io.vmstation.host;

import io.micrometer.core.instrument.MeterRegistry;
import io.vmstation.config.Settings;
import io.vmstation.exec.SshConnections;
import io.vmstation.node.Nodes;
import io.vmstation.sleep.Awakeness;
import io.vmstation.sleep.BackOff;
import io.vmstation.sleep.Holds;
import io.vmstation.sleep.Judge;
import io.vmstation.sleep.JudgePace;
import io.vmstation.sleep.Rounds;
import io.vmstation.sleep.SleepChecks;
import io.vmstation.sleep.SleepClock;
import io.vmstation.sleep.Ties;
import io.vmstation.sleep.VerdictJournal;
import io.vmstation.sleep.VerdictMetrics;
import io.vmstation.spi.Events;
import io.vmstation.spi.NodeActivity;
import io.vmstation.spi.NodeStates;
import io.vmstation.spi.Reachability;
import io.vmstation.spi.Timetable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What judges whether nodes may sleep. */
final class JudgeParts {
    private static final int CHECK_STARTERS = 4;
    private static final int SLEEP_ROUTES = 4;

    private final ExecutorService checkStarters =
            Executors.newFixedThreadPool(CHECK_STARTERS, HostParts.daemon("sleep-check"));
    private final ExecutorService sleepRoutes =
            Executors.newFixedThreadPool(SLEEP_ROUTES, HostParts.daemon("sleep-route"));
    private final SleepClock clock = SleepClock.ofMachine();
    private final BackOff backOff = new BackOff(clock);
    private final JudgePace pace;
    private final Judge judge;

    JudgeParts(
            Settings settings,
            SleepChecks checks,
            Reachability reachability,
            NodeStates states,
            NodeActivity activity,
            SshConnections ssh,
            Timetable timetable,
            Ties ties,
            Events events,
            MeterRegistry meters) {
        this.pace =
                new JudgePace(
                        settings.duration("sleep.check-interval"),
                        settings.duration("sleep.check-timeout"));
        this.judge =
                new Judge(
                        new Awakeness(reachability, states),
                        new Rounds(checks, ssh::round, checkStarters, pace.checkTimeout()),
                        new Holds(activity, timetable, backOff, ties),
                        new VerdictJournal(events, clock),
                        new VerdictMetrics(meters),
                        clock,
                        pace,
                        sleepRoutes);
    }

    Judge judge() {
        return judge;
    }

    BackOff backOff() {
        return backOff;
    }

    SleepClock clock() {
        return clock;
    }

    /** Begins what checks do, and may be held up by it for a moment. */
    Executor starters() {
        return checkStarters;
    }

    /** Runs the steps of routes after what the sleep side has waited for. */
    Executor sleepRoutes() {
        return sleepRoutes;
    }

    void start(ScheduledExecutorService background) {
        long interval = pace.interval().toNanos();
        var unused =
                background.scheduleWithFixedDelay(
                        judge::hideStale, interval, interval, TimeUnit.NANOSECONDS);
    }

    /** Takes new nodes from now on. */
    void retain(Nodes nodes) {
        judge.retain(nodes);
    }

    /** Lets nobody wait for a verdict any more, so that routes can stop. */
    void stop() {
        judge.close();
    }

    void close() {
        stop();
        checkStarters.shutdownNow();
        sleepRoutes.shutdown();
    }
}
