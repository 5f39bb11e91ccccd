package io.vmstation.sleep;

import static io.vmstation.sleep.IdleSite.BUSY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.TestNode;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.NodeStates.State;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FindIdleNodesTest {
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final IdleSite site = new IdleSite();
    private final Set<String> goingToSleep = new HashSet<>();
    private List<Node> nodes = List.of();
    private Duration patience = Duration.ofSeconds(20);

    @AfterEach
    void close() {
        site.close();
        context.stop();
    }

    private FindIdleNodes find(Judge judge, boolean enabled) {
        return new FindIdleNodes(
                () -> new Nodes(nodes),
                judge,
                site,
                node -> goingToSleep.contains(node.name()),
                enabled,
                Runnable::run,
                patience);
    }

    private static final class Tick {
        private final Exchange exchange;
        private final CompletableFuture<List<?>> names = new CompletableFuture<>();

        Tick(Exchange exchange) {
            this.exchange = exchange;
        }
    }

    private Tick begin(FindIdleNodes find) {
        Tick tick = new Tick(new DefaultExchange(context));
        find.process(
                tick.exchange,
                doneSync -> tick.names.complete(tick.exchange.getMessage().getBody(List.class)));
        return tick;
    }

    private List<?> tick(FindIdleNodes find) throws Exception {
        Tick tick = begin(find);
        List<?> names = tick.names.get(30, TimeUnit.SECONDS);
        assertThat(tick.exchange.getException()).isNull();
        return names;
    }

    private void hastyNodes(String... names) {
        site.idleFor = Duration.ZERO;
        site.grace = Duration.ZERO;
        nodes = List.of(names).stream().map(name -> site.node(name, "of-" + name)).toList();
    }

    @Test
    void namesTheNodesThatMaySleep() throws Exception {
        hastyNodes("storage", "gamer", "backup");
        site.evidence.put("of-gamer", BUSY);
        Judge judge =
                site.judge(
                        site.check("of-storage"), site.check("of-gamer"), site.check("of-backup"));
        assertThat(tick(find(judge, true))).isEqualTo(List.of("storage", "backup"));
    }

    @Test
    void namesNobodyWhenThereIsNobody() throws Exception {
        assertThat(tick(find(site.judge(), true))).isEmpty();
    }

    @Test
    void asksNothingOfNodesThatSleepOrWakeOrNeverSleep() throws Exception {
        hastyNodes("asleep", "waking", "failed", "unknown");
        nodes = Stream.concat(nodes.stream(), Stream.of(TestNode.named("always").build())).toList();
        site.states.put("asleep", State.ASLEEP);
        site.states.put("waking", State.WAKING);
        site.states.put("failed", State.FAILED);
        site.states.put("unknown", State.UNKNOWN);
        Judge judge = site.judge(site.check("of-unknown"));

        assertThat(tick(find(judge, true))).isEqualTo(List.of("unknown"));
        assertThat(judge.last("asleep")).isEmpty();
        assertThat(judge.last("waking")).isEmpty();
        assertThat(judge.last("failed")).isEmpty();
    }

    @Test
    void aSlowNodeHoldsUpNeitherTheOthersNorTheNextTickAndIsNamedWhenItsTurnHasCome()
            throws Exception {
        patience = Duration.ofMillis(200);
        hastyNodes("slow", "quick");
        CompletableFuture<Evidence> answer = new CompletableFuture<>();
        Judge judge = site.judge(site.check("of-slow", question -> answer), site.check("of-quick"));
        FindIdleNodes find = find(judge, true);

        assertThat(tick(find)).isEqualTo(List.of("quick"));
        assertThat(tick(find)).isEqualTo(List.of("quick"));
        assertThat(site.looks).as("the slow one is looked at once").hasValue(3);

        answer.complete(IdleSite.IDLE);
        await().until(() -> judge.last("slow").isPresent());
        assertThat(tick(find))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactlyInAnyOrder("slow", "quick");
    }

    @Test
    void aSlowNodeThatIsOnlyPlannedForIsNamedOnceToo() throws Exception {
        patience = Duration.ofMillis(200);
        hastyNodes("slow");
        CompletableFuture<Evidence> answer = new CompletableFuture<>();
        Judge judge = site.judge(site.check("of-slow", question -> answer));
        FindIdleNodes find = find(judge, false);

        assertThat(tick(find)).isEmpty();
        answer.complete(IdleSite.IDLE);
        await().until(() -> judge.last("slow").isPresent());
        assertThat(tick(find)).isEqualTo(List.of("slow"));
        assertThat(tick(find)).isEmpty();
    }

    @Test
    void judgesManyAtOnceWithoutWaitingOnAThread() throws Exception {
        site.idleFor = Duration.ZERO;
        nodes = IntStream.range(0, 200).mapToObj(i -> site.node("n" + i, "any")).toList();
        CompletableFuture<Evidence> answer = new CompletableFuture<>();
        FindIdleNodes find = find(site.judge(site.check("any", question -> answer)), true);

        Tick tick = begin(find);
        await().until(() -> site.looks.get() == 200);
        assertThat(tick.names).isNotDone();
        answer.complete(IdleSite.IDLE);

        assertThat(tick.names.get(30, TimeUnit.SECONDS)).hasSize(200);
    }

    @Test
    void judgesANodeThatIsGoingToSleepButDoesNotNameIt() throws Exception {
        hastyNodes("storage");
        Judge judge = site.judge(site.check("of-storage"));
        goingToSleep.add("storage");
        FindIdleNodes find = find(judge, true);

        assertThat(tick(find)).isEmpty();
        assertThat(judge.last("storage")).isPresent();
        goingToSleep.clear();
        assertThat(tick(find)).isEqualTo(List.of("storage"));
    }

    @Test
    void namesANodeAgainAndAgainOnceNodesAreReallyPutToSleep() throws Exception {
        hastyNodes("storage");
        FindIdleNodes find = find(site.judge(site.check("of-storage")), true);
        assertThat(tick(find)).isEqualTo(List.of("storage"));
        assertThat(tick(find)).isEqualTo(List.of("storage"));
    }

    @Test
    void namesANodeOnceForEachIdlePeriodAsLongAsItIsOnlyPlannedFor() throws Exception {
        hastyNodes("storage");
        FindIdleNodes find = find(site.judge(site.check("of-storage")), false);
        assertThat(tick(find)).isEqualTo(List.of("storage"));
        assertThat(tick(find)).isEmpty();

        site.evidence.put("of-storage", BUSY);
        assertThat(tick(find)).isEmpty();
        site.evidence.clear();
        assertThat(tick(find)).isEqualTo(List.of("storage"));
        assertThat(tick(find)).isEmpty();
    }

    @Test
    void plansAgainAfterTheNodeWasAsleep() throws Exception {
        hastyNodes("storage");
        FindIdleNodes find = find(site.judge(site.check("of-storage")), false);
        assertThat(tick(find)).isEqualTo(List.of("storage"));
        site.states.put("storage", State.ASLEEP);
        assertThat(tick(find)).isEmpty();
        site.states.put("storage", State.AWAKE);
        assertThat(tick(find)).isEqualTo(List.of("storage"));
    }

    @Test
    void plansAgainWhenTheBackOffHasPassed() throws Exception {
        hastyNodes("storage");
        FindIdleNodes find = find(site.judge(site.check("of-storage")), false);
        assertThat(tick(find)).isEqualTo(List.of("storage"));
        site.backOff.failed(nodes.get(0), "it cannot be armed");
        assertThat(tick(find)).isEmpty();
        site.time.pass(Duration.ofMinutes(30));
        assertThat(tick(find)).isEqualTo(List.of("storage"));
    }

    @Test
    void hoursInWhichItNeverSleepsAreNoNewIdlePeriod() throws Exception {
        hastyNodes("storage");
        FindIdleNodes find = find(site.judge(site.check("of-storage")), false);
        assertThat(tick(find)).isEqualTo(List.of("storage"));
        Instant until = site.time.now().plus(Duration.ofHours(1));
        site.neverSleepUntil = node -> Optional.of(until);
        assertThat(tick(find)).isEmpty();
        site.time.pass(Duration.ofHours(1));
        assertThat(tick(find)).isEmpty();
    }
}
