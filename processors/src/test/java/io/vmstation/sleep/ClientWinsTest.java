package io.vmstation.sleep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vmstation.node.Network;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.SourceRules;
import io.vmstation.node.TestNode;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.ExchangeVariables;
import io.vmstation.spi.NodeStates.State;
import io.vmstation.spi.SleepMethod.Sent;
import io.vmstation.spi.SleepReport;
import io.vmstation.spi.SleepReport.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who needs a node wins over its sleep, and the end of the host does too. */
@Timeout(60)
class ClientWinsTest {
    private static final Outcome CALLED_OFF =
            new Outcome.Aborted("it is needed: connect from 192.0.2.50");

    private final SleepSite site = new SleepSite();
    private final Node node = SleepSite.node("storage");

    private SleepRoute route(Node... nodes) {
        return new SleepRoute(site, site.sleeps(), true, nodes);
    }

    private static CompletableFuture<Void> client(SleepRoute route, Node node) {
        return route.sleeps.wanted(node, "connect", "192.0.2.50");
    }

    private static SleepReport report(CompletableFuture<Exchange> call) throws Exception {
        return call.get(30, TimeUnit.SECONDS)
                .getVariable(ExchangeVariables.REPORT, SleepReport.class);
    }

    static Stream<Arguments> undosByLastStep() {
        return SleepTransactionTest.undosByLastStep();
    }

    @ParameterizedTest
    @MethodSource("undosByLastStep")
    void aClientIsServedAtOnceWhateverIsBeingDoneAndThatIsTakenBack(String step, List<String> undos)
            throws Exception {
        Waiting slow = new Waiting();
        try (SleepRoute route = route(node).insert(step, slow).start()) {
            CompletableFuture<Exchange> call = route.call(node, "idle", false);
            slow.reached.await();

            assertThat(client(route, node)).isCompleted();

            assertThat(route.takenBack).as("while a step may still act").isEmpty();
            slow.release();
            assertThat(report(call).outcome()).isEqualTo(CALLED_OFF);
            await().until(() -> route.sleeps.underWay("storage").isEmpty());
            assertThat(route.takenBack).isEqualTo(undos);
        }
        assertThat(site.machine(node).staysUp()).isTrue();
        assertThat(site.kinds()).contains("sleep.aborted").doesNotContain("node.suspended");
        assertThat(site.backOffs).isEmpty();
    }

    @Test
    void aRoundOfChecksIsCutShort() throws Exception {
        site.judge = n -> new CompletableFuture<>();
        try (SleepRoute route = route(node).start()) {
            CompletableFuture<Exchange> call = route.call(node, "idle", false);
            await().until(() -> route.sleeps.underWay("storage").isPresent());

            assertThat(client(route, node)).isCompleted();

            assertThat(report(call).outcome()).isEqualTo(CALLED_OFF);
        }
    }

    @Test
    void aProgramOnTheNodeIsCutShortButOneOfAnUndoIsNot() throws Exception {
        CompletableFuture<CommandResult> hanging = new CompletableFuture<>();
        site.shell =
                line ->
                        line.contains("drain")
                                ? hanging
                                : CompletableFuture.completedFuture(
                                        new CommandResult.Exited(0, "", ""));
        CompletableFuture<CommandResult> undone = new CompletableFuture<>();
        try (SleepRoute route =
                route(node)
                        .insert(
                                "cordon",
                                exchange -> {
                                    Attempt attempt = exchange.getVariable("sleep", Attempt.class);
                                    attempt.begin(
                                                    "node.emptied",
                                                    "now",
                                                    () ->
                                                            attempt.commands()
                                                                    .run(
                                                                            List.of("refill"),
                                                                            Duration.ofSeconds(9))
                                                                    .thenAccept(undone::complete))
                                            .join();
                                    attempt.commands()
                                            .run(List.of("drain"), Duration.ofMinutes(9))
                                            .join();
                                })
                        .start()) {
            CompletableFuture<Exchange> call = route.call(node, "idle", false);
            await().until(() -> site.commands.contains(List.of("drain")));

            assertThat(client(route, node)).isCompleted();

            assertThat(report(call).outcome()).isEqualTo(CALLED_OFF);
            assertThat(hanging).isCancelled();
            assertThat(undone.get(30, TimeUnit.SECONDS))
                    .isEqualTo(new CommandResult.Exited(0, "", ""));
        }
    }

    @Test
    void aStepThatHearsOfNothingDoesNotKeepTheOthersFromBeingTakenBack() throws Exception {
        Waiting deaf = new Waiting();
        SleepPatience impatient =
                new SleepPatience(
                        Duration.ofSeconds(1),
                        1,
                        Duration.ZERO,
                        Duration.ofMillis(20),
                        Duration.ofSeconds(20));
        try (SleepRoute route =
                new SleepRoute(site, site.sleeps(impatient), true, node)
                        .insert("drain", deaf)
                        .start()) {
            CompletableFuture<Exchange> call = route.call(node, "idle", false);
            deaf.reached.await();

            assertThat(client(route, node)).isCompleted();

            await().until(() -> route.sleeps.underWay("storage").isEmpty());
            assertThat(route.takenBack).containsExactly("node.drained", "node.cordoned");
            deaf.release();
            assertThat(report(call).outcome()).isEqualTo(CALLED_OFF);
            assertThat(route.takenBack).hasSize(2);
        }
        assertThat(site.requests("aborted")).isOne();
    }

    @Test
    void afterThePointOfNoReturnAClientWaitsForTheFirstProofAndNoLonger() throws Exception {
        Node patient = SleepSite.node("storage", Duration.ofHours(1), Duration.ofMinutes(5));
        site.send =
                n -> {
                    site.machine(n).takesOrder();
                    return CompletableFuture.completedFuture(new Sent.Accepted("soon"));
                };
        try (SleepRoute route = route(patient).start()) {
            CompletableFuture<Exchange> call = route.call(patient, "idle", false);
            await().until(() -> route.sleeps.isGoingDown(patient));

            CompletableFuture<Void> client = client(route, patient);
            assertThat(client).isNotDone();
            site.machine(patient).goesDown();
            client.get(30, TimeUnit.SECONDS);

            assertThat(site.machine(patient).isUp()).isFalse();
            assertThat(report(call).outcome())
                    .isEqualTo(
                            new Outcome.Aborted(
                                    "it is needed: connect from 192.0.2.50 while it was going"
                                            + " down"));
            await().until(() -> route.sleeps.underWay("storage").isEmpty());
            assertThat(route.takenBack).containsExactly("node.drained", "node.cordoned");
        }
        assertThat(site.states).doesNotContainValue(State.ASLEEP);
        assertThat(site.backOffs).isEmpty();
    }

    @Test
    void afterThePointOfNoReturnAClientIsServedWhenTheNodeRefusesToSleep() throws Exception {
        CompletableFuture<Sent> answer = new CompletableFuture<>();
        site.send = n -> answer;
        try (SleepRoute route = route(node).start()) {
            CompletableFuture<Exchange> call = route.call(node, "idle", false);
            await().until(() -> route.sleeps.isGoingDown(node));

            CompletableFuture<Void> client = client(route, node);
            assertThat(client).isNotDone();
            var unused =
                    CompletableFuture.runAsync(() -> answer.complete(new Sent.Refused("busy")));
            client.get(30, TimeUnit.SECONDS);

            assertThat(report(call).outcome())
                    .isEqualTo(new Outcome.Failed("it was not sent to sleep: busy"));
        }
    }

    @Test
    void aSleepingNodeIsLeftToTheWake() throws Exception {
        try (SleepRoute route = route(node).start()) {
            route.report(node);

            assertThat(client(route, node)).isCompleted();
            assertThat(route.sleeps.underWay("storage")).isEmpty();
        }
    }

    @Test
    void theLastMomentSeesTheClientsOfTheRelayAndWhoWaitsForAWake() throws Exception {
        site.clients.put("storage", List.of(SleepSite.client("192.0.2.50")));
        try (SleepRoute route = route(node).start()) {
            assertThat(route.report(node).outcome())
                    .isEqualTo(
                            new Outcome.Aborted(
                                    "the client 192.0.2.50 is connected to it by wake-on-ssh"));
            await().until(() -> route.sleeps.underWay("storage").isEmpty());
            assertThat(route.takenBack).containsExactly("node.drained", "node.cordoned");
        }
        assertThat(site.machine(node).staysUp()).isTrue();
    }

    static Stream<Nodes> reloads() {
        Node node = SleepSite.node("storage");
        return Stream.of(
                Nodes.NONE,
                SleepSite.nodes(TestNode.like(node).addresses(List.of("192.0.2.99")).build()),
                SleepSite.nodes(TestNode.named("storage").mac("d0:94:66:30:d6:63").build()),
                SleepSite.nodes(SleepSite.node("nas")));
    }

    @ParameterizedTest
    @MethodSource("reloads")
    void aNodeThatIsConfiguredAnewMeanwhileStaysAwake(Nodes reloaded) throws Exception {
        Waiting slow = new Waiting();
        try (SleepRoute route = route(node).insert("cordon", slow).start()) {
            CompletableFuture<Exchange> call = route.call(node, "idle", false);
            slow.reached.await();

            route.sleeps.retain(SleepSite.nodes(node));
            assertThat(route.sleeps.underWay("storage")).isPresent();
            route.sleeps.retain(reloaded);
            slow.release();

            assertThat(report(call).outcome())
                    .isEqualTo(new Outcome.Aborted("its configuration has changed"));
            await().until(() -> route.sleeps.underWay("storage").isEmpty());
            assertThat(route.takenBack).containsExactly("node.cordoned");
        }
        assertThat(site.machine(node).staysUp()).isTrue();
    }

    @Test
    void aClientOfANodeThatWasRenamedWhileItWentDownWaitsToo() throws Exception {
        site.send =
                n -> {
                    site.machine(n).takesOrder();
                    return CompletableFuture.completedFuture(new Sent.Accepted("soon"));
                };
        Node renamed = SleepSite.node("nas");
        Node slow = SleepSite.node("storage", Duration.ofMillis(60), Duration.ofSeconds(20));
        try (SleepRoute route = route(slow).start()) {
            CompletableFuture<Exchange> call = route.call(slow, "idle", false);
            await().until(() -> route.sleeps.isGoingDown(slow));
            route.sleeps.retain(SleepSite.nodes(renamed));

            assertThat(route.sleeps.isGoingDown(renamed)).isTrue();
            CompletableFuture<Void> client = client(route, renamed);
            assertThat(client).isNotDone();
            site.machine(slow).goesDown();

            assertThat(client).succeedsWithin(Duration.ofSeconds(30));
            assertThat(report(call).outcome()).isInstanceOf(Outcome.Aborted.class);
        }
    }

    @Test
    void whoMayNotWakeANodeMayNotKeepItAwakeEither() throws Exception {
        Node strict =
                TestNode.like(node)
                        .sources(
                                new SourceRules(List.of(), List.of(Network.parse("192.0.2.63/32"))))
                        .build();
        site.clients.put("storage", List.of(SleepSite.client("192.0.2.63")));
        try (SleepRoute route = route(strict).start()) {
            assertThat(route.report(strict).outcome()).isEqualTo(new Outcome.Asleep());
        }
    }

    @ParameterizedTest
    @MethodSource("undosByLastStep")
    void theEndOfTheHostTakesBackWhatIsBeingDone(String step, List<String> undos) throws Exception {
        Waiting slow = new Waiting();
        SleepRoute route = route(node).insert(step, slow).start();
        CompletableFuture<Exchange> call = route.call(node, "idle", false);
        slow.reached.await();

        route.sleeps.stop();
        slow.release();
        route.close();

        assertThat(report(call).outcome()).isEqualTo(new Outcome.Aborted("the host is stopping"));
        assertThat(route.takenBack).isEqualTo(undos);
        assertThat(site.kinds()).contains("sleep.aborted");
    }

    @Test
    void theEndOfTheHostLeavesANodeThatIsGoingDownToTheNextStart() throws Exception {
        site.send = n -> new CompletableFuture<>();
        SleepRoute route = route(node).start();
        CompletableFuture<Exchange> call = route.call(node, "idle", false);
        await().until(() -> route.sleeps.isGoingDown(node));
        CompletableFuture<Void> client = client(route, node);

        // As the host does: the routes stop after this.
        route.sleeps.close();

        assertThat(client).isCompleted();
        assertThat(report(call).outcome()).isEqualTo(new Outcome.Aborted("the host is stopping"));
        assertThat(route.takenBack).isEmpty();
        assertThat(site.kinds())
                .as("the next start looks after what has no end in the ledger")
                .contains("node.suspended")
                .doesNotContain("sleep.interrupted", "sleep.aborted", "sleep.failed");
        route.close();
    }

    @Test
    void nothingBeginsOnceTheHostStops() throws Exception {
        try (SleepRoute route = route(node).start()) {
            route.sleeps.stop();

            assertThat(route.report(node, "api", false).outcome())
                    .isEqualTo(
                            new Outcome.Refused(
                                    "Node storage is not put to sleep: the host is stopping"));
        }
    }
}
