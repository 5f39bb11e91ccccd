package io.vmstation.sleep;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.node.Node;
import io.vmstation.node.TestNode;
import io.vmstation.spi.ExchangeVariables;
import io.vmstation.spi.MethodOutcome;
import io.vmstation.spi.SleepMethod.Sent;
import io.vmstation.spi.SleepReport;
import io.vmstation.spi.SleepReport.Outcome;
import io.vmstation.spi.WakeDiagnosis;
import io.vmstation.spi.WakeMethod;
import io.vmstation.wake.WakeMethods;
import io.vmstation.wake.WakeMetrics;
import io.vmstation.wake.WakeRequest;
import io.vmstation.wake.WakeSpeed;
import io.vmstation.wake.WakeTimes;
import io.vmstation.wake.Wakes;
import io.vmstation.watch.LastUsed;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Clients arrive at a thousand random moments of a sleep: before it, at its last moment, while the
 * machine goes down, and after. A magic packet is lost on a machine that is not down yet.
 */
@Timeout(240)
class NoClientIsLeftBehindTest {
    private static final int INTERLEAVINGS = 1_000;
    private static final int AT_ONCE = 50;

    private final Random random = new Random(20260117);
    private final SleepSite site = new SleepSite();
    private final AtomicInteger leftBehind = new AtomicInteger();

    private Executor within(int millis) {
        long nanos = (long) (random.nextDouble() * TimeUnit.MILLISECONDS.toNanos(millis));
        return CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS);
    }

    /** Most come while it is happening, some when it is over. */
    private int arrival() {
        return random.nextInt(4) == 0 ? 400 : 80;
    }

    private final WakeMethod packets =
            new WakeMethod() {
                @Override
                public String name() {
                    return "magic-packet";
                }

                @Override
                public CompletableFuture<MethodOutcome> ask(Node node) {
                    site.machine(node).packet();
                    return CompletableFuture.completedFuture(new MethodOutcome.Sent(1, "by lan0"));
                }
            };

    @Test
    void whoeverComesIsServedByAMachineThatStaysAwake() throws Exception {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < INTERLEAVINGS; i++) {
            nodes.add(
                    TestNode.like(
                                    SleepSite.node(
                                            "node" + i,
                                            Duration.ofMillis(30),
                                            Duration.ofSeconds(20)))
                            .deadline(Duration.ofSeconds(60))
                            .build());
        }
        // Each part takes long enough for clients to come in the middle of it.
        site.judge = node -> CompletableFuture.supplyAsync(() -> SleepSite.idle(node), within(20));
        site.send =
                node -> {
                    Machine machine = site.machine(node);
                    machine.takesOrder();
                    within(20).execute(machine::goesDown);
                    return CompletableFuture.completedFuture(new Sent.Accepted("soon"));
                };
        AtomicReference<@Nullable Wakes> made = new AtomicReference<>();
        Surroundings here = site.surroundings();
        Sleeps sleeps =
                new Sleeps(
                        new Surroundings(
                                here.reachability(),
                                here.states(),
                                here.events(),
                                here.clients(),
                                node -> isWanted(made.get(), node),
                                here.remote(),
                                here.methods(),
                                here.failures(),
                                here.metrics()));
        Wakes wakes =
                new Wakes(
                        () -> SleepSite.nodes(nodes.toArray(new Node[0])),
                        site,
                        new WakeMethods(List.of(packets)),
                        site,
                        site,
                        new LastUsed(System::nanoTime, InstantSource.system()),
                        new WakeMetrics(site.meters),
                        new WakeTimes(),
                        new WakeSpeed(
                                Duration.ofMillis(2),
                                Duration.ofMillis(20),
                                Duration.ofSeconds(60)),
                        sleeps,
                        WakeDiagnosis.NONE);
        made.set(wakes);
        AtomicInteger asleep = new AtomicInteger();
        AtomicInteger calledOff = new AtomicInteger();
        AtomicInteger whileGoingDown = new AtomicInteger();
        try (SleepRoute route =
                new SleepRoute(site, sleeps, true, nodes.toArray(new Node[0])).start()) {
            for (int first = 0; first < INTERLEAVINGS; first += AT_ONCE) {
                List<CompletableFuture<?>> batch = new ArrayList<>();
                for (Node node : nodes.subList(first, first + AT_ONCE)) {
                    batch.add(
                            CompletableFuture.supplyAsync(() -> null, within(3))
                                    .thenCompose(now -> route.call(node, "idle", false))
                                    .thenAccept(
                                            exchange ->
                                                    count(
                                                            exchange.getVariable(
                                                                    ExchangeVariables.REPORT,
                                                                    SleepReport.class),
                                                            asleep,
                                                            calledOff,
                                                            whileGoingDown)));
                    batch.add(
                            CompletableFuture.supplyAsync(() -> null, within(arrival()))
                                    .thenCompose(now -> client(wakes, node)));
                }
                CompletableFuture.allOf(batch.toArray(new CompletableFuture<?>[0]))
                        .get(60, TimeUnit.SECONDS);
            }
            assertThat(leftBehind).hasValue(0);
            assertThat(nodes).allMatch(node -> site.machine(node).staysUp());
            // Otherwise this would prove nothing.
            assertThat(asleep.get()).as("slept before the client came").isGreaterThan(20);
            assertThat(calledOff.get()).as("called off in time").isGreaterThan(20);
            assertThat(whileGoingDown.get()).as("came while going down").isGreaterThan(20);
        } finally {
            wakes.close();
        }
    }

    private static boolean isWanted(@Nullable Wakes wakes, Node node) {
        return wakes != null && wakes.isWanted(node);
    }

    private static void count(
            SleepReport report,
            AtomicInteger asleep,
            AtomicInteger calledOff,
            AtomicInteger whileGoingDown) {
        if (report.outcome() instanceof Outcome.Asleep) {
            asleep.incrementAndGet();
        } else if (report.outcome() instanceof Outcome.Aborted aborted) {
            boolean late = aborted.reason().endsWith("while it was going down");
            (late ? whileGoingDown : calledOff).incrementAndGet();
        } else if (!(report.outcome() instanceof Outcome.Refused)) {
            throw new AssertionError(report);
        }
    }

    /**
     * Half of them are clients of the relay, which are connected before anybody asks for a wake and
     * stay so; of the others only the wake is known, which they keep under way.
     */
    private CompletableFuture<?> client(Wakes wakes, Node node) {
        boolean held = node.name().hashCode() % 2 == 0;
        if (held) {
            site.clients.put(node.name(), List.of(SleepSite.client("192.0.2.50")));
        }
        WakeRequest request =
                new WakeRequest(node, Optional.empty(), "connect", "192.0.2.50", Optional.empty());
        return wakes.join(request)
                .thenCompose(
                        attempt -> {
                            attempt.send();
                            return attempt.serviceReady()
                                    .thenAccept(
                                            at -> {
                                                if (!site.machine(node).staysUp()) {
                                                    leftBehind.incrementAndGet();
                                                }
                                                if (held) {
                                                    attempt.served();
                                                }
                                            });
                        });
    }
}
