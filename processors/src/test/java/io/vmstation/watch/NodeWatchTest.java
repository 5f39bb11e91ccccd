package io.vmstation.watch;

import static io.vmstation.watch.Machines.node;
import static io.vmstation.watch.Machines.nodes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.node.Nodes;
import io.vmstation.spi.Answer;
import io.vmstation.spi.NodeStates.State;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeWatchTest {
    private static final Duration INTERVAL = Duration.ofMillis(10);

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final LastSeen lastSeen =
            new LastSeen(meters, new LastUsed(System::nanoTime, InstantSource.system()));
    private final FakeReachability reachability = new FakeReachability();
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
    private volatile Nodes configured = nodes("a", "b");
    private final Set<String> goingDown = ConcurrentHashMap.newKeySet();
    private final AtomicInteger rounds = new AtomicInteger();
    private final NodeWatch watch =
            new NodeWatch(
                    this::current,
                    reachability,
                    lastSeen,
                    scheduler,
                    INTERVAL,
                    node -> goingDown.contains(node.name()));

    private Nodes current() {
        rounds.incrementAndGet();
        return configured;
    }

    private void awaitRounds(int more) {
        int now = rounds.get();
        await().until(() -> rounds.get() >= now + more);
    }

    @AfterEach
    void close() {
        watch.close();
        scheduler.shutdownNow();
    }

    @Test
    void seesWhoIsAwakeAndWhoIsAsleepAndWhenThatChanges() {
        reachability.answers("a");
        reachability.isSilent("b");
        watch.start();
        await().until(() -> lastSeen.last(node("a")) == State.AWAKE);
        await().until(() -> lastSeen.last(node("b")) == State.ASLEEP);

        reachability.isSilent("a");
        await().until(() -> lastSeen.last(node("a")) == State.ASLEEP);
    }

    @Test
    void leavesANodeAloneThatIsBeingWoken() {
        reachability.isSilent("a");
        reachability.isSilent("b");
        lastSeen.saw(node("a"), State.WAKING);
        watch.start();
        await().until(() -> reachability.looksAt("b").size() > 5);

        assertThat(reachability.looksAt("a")).isEmpty();
        assertThat(lastSeen.last(node("a"))).isEqualTo(State.WAKING);

        lastSeen.saw(node("a"), State.FAILED);
        await().until(() -> reachability.looksAt("a").size() > 2);
        assertThat(lastSeen.last(node("a"))).isEqualTo(State.FAILED);
    }

    @Test
    void leavesANodeAloneOfWhichOthersFindOutWhetherItFallsAsleep() {
        reachability.answers("b");
        lastSeen.saw(node("a"), State.AWAKE);
        watch.start();
        await().until(() -> reachability.looksAt("a").size() == 1);

        goingDown.add("a");
        reachability.looksAt("a").get(0).answer().complete(new Answer.Silent("it goes down"));
        reachability.isSilent("a");
        awaitRounds(5);

        assertThat(lastSeen.last(node("a"))).isEqualTo(State.AWAKE);
        assertThat(reachability.looksAt("a")).hasSize(1);

        goingDown.clear();
        await().until(() -> lastSeen.last(node("a")) == State.ASLEEP);
    }

    @Test
    void aLostAnswerDoesNotMakeANodeThatIsAwakeOneThatHasJustComeUp() {
        reachability.answers("b");
        lastSeen.saw(node("a"), State.AWAKE);
        watch.start();
        await().until(() -> reachability.looksAt("a").size() == 1);

        reachability.looksAt("a").get(0).answer().complete(new Answer.Silent("lost"));
        await().until(() -> reachability.looksAt("a").size() == 2);
        assertThat(lastSeen.last(node("a"))).isEqualTo(State.AWAKE);
        reachability
                .looksAt("a")
                .get(1)
                .answer()
                .complete(new Answer.Ready(new InetSocketAddress("192.0.2.1", 0)));
        await().until(() -> reachability.looksAt("a").size() == 3);

        assertThat(lastSeen.last(node("a"))).isEqualTo(State.AWAKE);
        assertThat(lastSeen.since(node("a"))).isEmpty();
    }

    @Test
    void looksOnceAtANodeThatHangsAndGoesOnWithTheOthers() {
        reachability.answers("b");
        watch.start();
        await().until(() -> reachability.looksAt("b").size() > 10);

        assertThat(reachability.looksAt("a")).hasSize(1);

        reachability.looksAt("a").get(0).answer().complete(new Answer.Silent("at last"));
        await().until(() -> lastSeen.last(node("a")) == State.ASLEEP);
        await().until(() -> reachability.looksAt("a").size() == 2);
    }

    @Test
    void followsAReload() {
        reachability.answers("a");
        reachability.answers("b");
        reachability.answers("c");
        watch.start();
        await().until(() -> lastSeen.last(node("a")) == State.AWAKE);

        configured = nodes("b", "c");

        await().until(() -> lastSeen.last(node("c")) == State.AWAKE);
        await().until(
                        () ->
                                meters.find("vmstation.node.state")
                                        .tag("node", "a")
                                        .gauges()
                                        .isEmpty());
    }

    @Test
    void survivesARoundInWhichTheNodesCannotBeHad() {
        reachability.answers("a");
        AtomicInteger asked = new AtomicInteger();
        try (NodeWatch shaky =
                new NodeWatch(
                        () -> {
                            if (asked.incrementAndGet() < 3) {
                                throw new IllegalStateException("not now");
                            }
                            return nodes("a");
                        },
                        reachability,
                        lastSeen,
                        scheduler,
                        INTERVAL,
                        node -> false)) {
            shaky.start();
            await().until(() -> lastSeen.last(node("a")) == State.AWAKE);
        }
    }

    @Test
    void survivesALookThatFails() {
        reachability.answers("b");
        watch.start();
        await().until(() -> !reachability.looksAt("a").isEmpty());
        reachability.looksAt("a").get(0).answer().completeExceptionally(new RuntimeException("x"));

        await().until(() -> reachability.looksAt("a").size() == 2);
        assertThat(lastSeen.last(node("a"))).isEqualTo(State.UNKNOWN);
    }

    @Test
    void stopsLookingWhenClosed() {
        reachability.answers("a");
        reachability.answers("b");
        watch.start();
        awaitRounds(2);
        watch.close();
        int looks = reachability.looksAt("a").size();

        try (NodeWatch second =
                new NodeWatch(
                        () -> nodes("c"),
                        reachability,
                        lastSeen,
                        scheduler,
                        INTERVAL,
                        node -> false)) {
            reachability.answers("c");
            second.start();
            await().until(() -> reachability.looksAt("c").size() > 5);
        }
        assertThat(reachability.looksAt("a").size()).isBetween(looks, looks + 1);
    }
}
