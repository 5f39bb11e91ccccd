package io.vmstation.kube;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.node.Choice;
import io.vmstation.node.DrainSettings;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.Options;
import io.vmstation.node.Service;
import io.vmstation.node.SleepSettings;
import io.vmstation.node.TestNode;
import io.vmstation.node.Workload;
import io.vmstation.spi.Answer;
import io.vmstation.spi.Event;
import io.vmstation.spi.Events;
import io.vmstation.spi.Reachability;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;

/** One host, its node that sleeps and wakes, and what the parts of the cluster are joined to. */
final class TestSite implements Reachability, Events, AutoCloseable {
    static final Duration SOON = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofHours(1);

    final List<Event> events = new CopyOnWriteArrayList<>();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    volatile boolean awake = true;
    volatile boolean goingDown;
    volatile boolean configured = true;
    volatile Node node;
    private final Cluster cluster;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final CordonKeeper keeper;

    TestSite(Cluster cluster) {
        this(cluster, Duration.ofSeconds(30));
    }

    TestSite(Cluster cluster, Duration ready) {
        this(cluster, ready, LONG);
    }

    TestSite(Cluster cluster, Duration ready, Duration round) {
        this.cluster = cluster;
        this.node = node(Duration.ofSeconds(30), false);
        this.keeper =
                new CordonKeeper(
                        cluster,
                        this::nodes,
                        this,
                        this,
                        meters,
                        scheduler,
                        new KeeperPace(ready, round, SOON, Duration.ofSeconds(30)),
                        any -> goingDown);
    }

    static Node node(Duration deadline, boolean force, String... scaleDown) {
        DrainSettings drain =
                new DrainSettings(
                        deadline, force, Stream.of(scaleDown).map(Workload::parse).toList());
        return TestNode.named("storage")
                .kubernetesNode(TestCluster.NODE)
                .sleep(
                        new SleepSettings(
                                new Choice("suspend", Options.NONE),
                                List.of(new Choice("pods", Options.NONE)),
                                LONG,
                                LONG,
                                LONG,
                                LONG,
                                LONG,
                                drain))
                .build();
    }

    Cluster cluster() {
        return cluster;
    }

    Nodes nodes() {
        return configured ? new Nodes(List.of(node)) : Nodes.NONE;
    }

    CordonKeeper keeper() {
        return keeper;
    }

    CordonNode cordonNode() {
        return new CordonNode(cluster, keeper);
    }

    DrainNode drainNode() {
        return new DrainNode(cluster, keeper, this, SOON);
    }

    TestAttempt attempt() {
        return TestAttempt.of(node);
    }

    /** Cordons and drains, and then the machine falls asleep. */
    void sleeps() {
        TestAttempt attempt = attempt();
        attempt.step(cordonNode()).join();
        attempt.step(drainNode()).join();
        awake = false;
        attempt.asleep();
    }

    /** The machine comes up and is seen. */
    void wakes() {
        awake = true;
        keeper.sighted(node);
    }

    List<String> kinds() {
        return events.stream().map(Event::kind).toList();
    }

    double pendingGauge() {
        return meters.get("vmstation.kubernetes.uncordon.pending")
                .tag("node", "storage")
                .gauge()
                .value();
    }

    @Override
    public CompletableFuture<Answer> machine(Node asked, Duration patience) {
        return CompletableFuture.completedFuture(
                awake
                        ? new Answer.Ready(new InetSocketAddress("192.0.2.61", 0))
                        : new Answer.Silent("no answer"));
    }

    @Override
    public CompletableFuture<Answer> service(
            Node asked, Service service, Duration patience, Runnable signOfLife) {
        throw new UnsupportedOperationException("only machines are asked");
    }

    @Override
    public CompletableFuture<Void> record(Event event) {
        events.add(event);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        keeper.close();
        scheduler.shutdownNow();
        cluster.close();
    }
}
