package io.vmstation.host;

import io.micrometer.core.instrument.MeterRegistry;
import io.vmstation.config.Settings;
import io.vmstation.config.SiteConfiguration;
import io.vmstation.kube.KubeconfigSearch;
import io.vmstation.kube.apply.ApplyPace;
import io.vmstation.kube.apply.ServerSideChanges;
import io.vmstation.kube.desired.DesiredFiles;
import io.vmstation.kube.desired.OverlaidFiles;
import io.vmstation.kube.follow.Contentions;
import io.vmstation.kube.follow.Drift;
import io.vmstation.kube.follow.DueClusters;
import io.vmstation.kube.follow.Pace;
import io.vmstation.kube.reconcile.ClusterChanges;
import io.vmstation.kube.reconcile.DesiredSource;
import io.vmstation.kube.steps.ClusterBook;
import io.vmstation.kube.steps.ClusterComplaints;
import io.vmstation.kube.steps.ClusterMaker;
import io.vmstation.kube.steps.ClusterMaker.LeaseTerms;
import io.vmstation.kube.steps.DriftSignals;
import io.vmstation.kube.steps.FollowedClusters;
import io.vmstation.kube.steps.HealthTimes;
import io.vmstation.kube.steps.ReconcileJournal;
import io.vmstation.kube.steps.ReconcileMetrics;
import io.vmstation.kube.steps.ReconcileThreads;
import io.vmstation.kube.steps.RunRecords;
import io.vmstation.kube.steps.RunRules;
import io.vmstation.kube.steps.RunTurns;
import io.vmstation.kube.steps.SourceWatch;
import io.vmstation.kube.trigger.ClusterTriggers;
import io.vmstation.lan.ThisMachine;
import io.vmstation.node.Node;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.spi.Commands;
import io.vmstation.spi.Events;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What keeps clusters as files say: what reads the files, what asks the clusters, what remembers.
 */
final class ReconcileParts {
    private static final Logger log = LoggerFactory.getLogger(ReconcileParts.class);
    private static final double JITTER = 0.1;

    private final Home home;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(HostParts.daemon("reconcile-clock"));
    private final ClusterTriggers triggers = new ClusterTriggers();
    private final Contentions contentions = Contentions.usual();
    private final ReconcileThreads threads;
    private final ReconcileMetrics metrics;
    private final DesiredSource source;
    private final ClusterChanges changes;
    private final DueClusters due;
    private final FollowedClusters followed;
    private final ClusterBook book;
    private final HealthTimes healthTimes;
    private final RunTurns turns;
    private final RunRules rules;
    private final RunRecords records;
    private final ClusterComplaints complaints;
    private volatile List<ReconciledCluster> clusters;
    private @Nullable SourceWatch watch;

    /** Opens nothing yet. */
    ReconcileParts(
            SiteConfiguration site,
            Overlay overlay,
            AsleepNodes asleep,
            Commands commands,
            Events events,
            MeterRegistry meters) {
        Settings settings = site.settings();
        this.home = overlay.home();
        this.clusters = site.clusters();
        this.threads = new ReconcileThreads(settings.integer("reconcile.threads"));
        this.metrics = new ReconcileMetrics(meters);
        this.source =
                new DesiredFiles(
                        new OverlaidFiles(overlay::bundledFiles, home.folder()),
                        commands,
                        Clock.systemUTC());
        this.due =
                new DueClusters(
                        clusters, pace(settings), System::nanoTime, RandomGenerator.getDefault());
        this.followed =
                new ClusterMaker(
                                settings.duration("reconcile.request-patience"),
                                KubeconfigSearch.ofThisMachine(),
                                new LeaseTerms(
                                        settings.text("reconcile.lease-namespace"), thisHost()),
                                asleep::sleeps,
                                asleep,
                                new DriftSignals(
                                        contentions,
                                        this::isOurs,
                                        triggers,
                                        name -> healthTimes().changed(name),
                                        clock),
                                metrics,
                                due)
                        .followed();
        this.changes =
                new ServerSideChanges(
                        followed::api, followed::live, ApplyPace.USUAL, Clock.systemUTC());
        this.book = new ClusterBook(this::clusters, followed::leads, followed::lastApplied);
        this.healthTimes =
                new HealthTimes(
                        this::clusters,
                        book,
                        settings.duration("reconcile.health-interval"),
                        System::nanoTime);
        this.turns = new RunTurns(due, this::mayRun);
        this.rules = new RunRules(asleep::sleeps, followed, threads::isStopping);
        this.records = new RunRecords(book, metrics, new ReconcileJournal(events), contentions);
        this.complaints =
                new ClusterComplaints(
                        this::clusters,
                        book,
                        contentions,
                        settings.duration("reconcile.health-deadline"));
    }

    private static Pace pace(Settings settings) {
        Pace usual = Pace.usual();
        return new Pace(
                usual.debounce(),
                settings.duration("reconcile.retry"),
                settings.duration("reconcile.longest-retry"),
                usual.settling(),
                JITTER);
    }

    /** Two processes on one machine are two hosts, and so are two after each other. */
    private static String thisHost() {
        String name = new ThisMachine().names().stream().findFirst().orElse("host");
        return name
                + "-"
                + ProcessHandle.current().pid()
                + "-"
                + Long.toHexString(RandomGenerator.getDefault().nextLong() & 0xffffff);
    }

    List<ReconciledCluster> clusters() {
        return clusters;
    }

    /** What is gone and not wanted we have deleted ourselves, or nobody misses it. */
    private boolean isOurs(Drift drift) {
        return drift.gone() && !book.wants(drift.cluster(), drift.key());
    }

    /** What is wrong with the files of clusters; reads them now. */
    List<String> check() {
        return clusters.stream()
                .flatMap(cluster -> source.read(cluster).problems().stream())
                .distinct()
                .toList();
    }

    private boolean mayRun(String name) {
        return clusters.stream()
                .filter(cluster -> cluster.name().equals(name))
                .anyMatch(followed::mayRun);
    }

    /** The names of those that are due; shows who leads, too. */
    List<String> due() {
        clusters.forEach(cluster -> metrics.leads(cluster.name(), followed.leads(cluster.name())));
        return turns.due();
    }

    Map<String, String> complaints() {
        return complaints.all();
    }

    ClusterTriggers triggers() {
        return triggers;
    }

    ReconcileThreads threads() {
        return threads;
    }

    DesiredSource source() {
        return source;
    }

    ClusterChanges changes() {
        return changes;
    }

    FollowedClusters followed() {
        return followed;
    }

    ClusterBook book() {
        return book;
    }

    HealthTimes healthTimes() {
        return healthTimes;
    }

    RunTurns turns() {
        return turns;
    }

    RunRules rules() {
        return rules;
    }

    RunRecords records() {
        return records;
    }

    /** Takes other clusters from now on. */
    void replace(List<ReconciledCluster> next) {
        clusters = next;
        due.replace(next);
        followed.follow(next);
        book.retain(next);
        metrics.retain(next);
    }

    /** A node has come up. */
    void awake(Node node) {
        due.woke(node.name());
        followed.hurry();
    }

    /** A node does otherwise than before. */
    void changed(Node node) {
        healthTimes.changedAll();
    }

    /** Begins to watch files and clusters. */
    void start() {
        followed.follow(clusters);
        if (home.folder().isPresent()) {
            try {
                watch =
                        new SourceWatch(
                                home.folder().get(),
                                this::clusters,
                                (cluster, paths) -> {
                                    due.revised(cluster);
                                    SourceWatch.telling(triggers).accept(cluster, paths);
                                });
            } catch (IOException e) {
                log.warn(
                        "Files of clusters are not watched, they are looked at by time: reason={}",
                        e.toString());
            }
        }
    }

    /** Ends runs between two objects, so that routes can stop. */
    void stop() {
        threads.stop();
        turns.close();
    }

    void close() {
        stop();
        if (watch != null) {
            try {
                watch.close();
            } catch (IOException e) {
                log.debug("Watching the files of clusters did not end well", e);
            }
        }
        threads.close();
        followed.close();
        clock.shutdownNow();
    }
}
