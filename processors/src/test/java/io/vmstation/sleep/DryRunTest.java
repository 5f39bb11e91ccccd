package io.vmstation.sleep;

import static io.vmstation.wake.RecordedCommands.printed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vmstation.node.Node;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.Event;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.SleepMethod.Sent;
import io.vmstation.spi.SleepReport;
import io.vmstation.spi.SleepReport.Outcome;
import io.vmstation.spi.SleepReport.Step;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A dry run says everything and touches nothing. */
@Timeout(60)
class DryRunTest {
    private static final String LINKS =
            "2: enp0s31f6: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP mode"
                    + " DEFAULT group default qlen 1000\\    link/ether d0:94:66:30:d6:63 brd"
                    + " ff:ff:ff:ff:ff:ff\n";
    private static final String OFF =
            "Settings for enp0s31f6:\n\tSupports Wake-on: pumbg\n\tWake-on: d\n";
    private static final String ON =
            "Settings for enp0s31f6:\n\tSupports Wake-on: pumbg\n\tWake-on: g\n";
    private static final String INCAPABLE =
            "Settings for enp0s31f6:\n\tSupports Wake-on: d\n\tWake-on: d\n";

    private final SleepSite site = new SleepSite();
    private final Node node = SleepSite.node("storage");
    private volatile String ethtool = OFF;

    DryRunTest() {
        site.shell = line -> CompletableFuture.completedFuture(answer(line));
        site.send =
                n -> {
                    throw new AssertionError("it was sent to sleep");
                };
    }

    private CommandResult answer(List<String> line) {
        if (line.contains("-s")) {
            ethtool = ON;
            return printed("");
        }
        return printed(line.get(0).equals("ip") ? LINKS : ethtool);
    }

    private SleepRoute route(boolean enabled) throws Exception {
        return new SleepRoute(site, site.sleeps(), enabled, node).withArmNode(node, site).start();
    }

    @Test
    void everyStepSaysWhatItWouldDoAndOnlyReads() throws Exception {
        try (SleepRoute route = route(true)) {
            SleepReport report = route.report(node, "cli", true);

            assertThat(report.outcome()).isEqualTo(new Outcome.Planned("a dry run was asked for"));
            assertThat(report.steps())
                    .extracting(Step::step)
                    .containsExactly(
                            "node.judged",
                            "node.armed",
                            "node.cordoned",
                            "node.drained",
                            "node.judged",
                            "node.suspended",
                            "node.asleep");
            assertThat(report.steps())
                    .contains(
                            new Step("node.armed", "enp0s31f6 would be enabled by: wol g"),
                            new Step("node.suspended", "systemctl suspend"),
                            new Step(
                                    "node.asleep",
                                    "it would count as asleep once it was silent for 60ms"));
            assertThat(route.takenBack).isEmpty();
        }
        assertThat(site.commands)
                .containsExactly(
                        List.of("ip", "-o", "link", "show"), List.of("ethtool", "enp0s31f6"));
        assertThat(site.events).extracting(Event::kind).containsExactly("sleep.planned");
        assertThat(site.states).isEmpty();
        assertThat(site.machine(node).staysUp()).isTrue();
        assertThat(site.requests("planned")).isOne();
    }

    @Test
    void everyAttemptIsADryRunUntilSleepIsEnabled() throws Exception {
        try (SleepRoute route = route(false)) {
            assertThat(route.report(node, "idle", false).outcome())
                    .isEqualTo(new Outcome.Planned("sleep.enabled is false"));
        }
        assertThat(site.machine(node).staysUp()).isTrue();
    }

    @Test
    void aNodeInUseSaysWhatKeepsItAwakeAndWhatWouldBeDoneOtherwise() throws Exception {
        site.judge =
                n ->
                        CompletableFuture.completedFuture(
                                SleepSite.verdict(n, new Evidence.Busy("a film plays")));
        try (SleepRoute route = route(true)) {
            SleepReport report = route.report(node, "cli", true);

            assertThat(report.outcome())
                    .isEqualTo(new Outcome.Planned("it would stay awake: sessions: a film plays"));
            assertThat(report.steps()).hasSize(7);
            assertThat(report.verdict()).map(verdict -> verdict.idleNow()).contains(false);
        }
    }

    @Test
    void aNodeThatCouldNotBeWokenAgainSaysThatItWouldStayAwake() throws Exception {
        ethtool = INCAPABLE;
        try (SleepRoute route = route(true)) {
            assertThat(route.report(node, "cli", true).steps())
                    .contains(
                            new Step(
                                    "node.armed",
                                    "it would stay awake: enp0s31f6 not supported, the card does"
                                            + " not support waking by magic packet"));
        }
    }

    @Test
    void aDryRunNeitherWaitsForAnAttemptNorIsInItsWay() throws Exception {
        site.send =
                n -> {
                    site.machine(n).takesOrder();
                    site.machine(n).goesDown();
                    return CompletableFuture.completedFuture(new Sent.Accepted("now"));
                };
        Waiting slow = new Waiting();
        try (SleepRoute route =
                new SleepRoute(site, site.sleeps(), true, node)
                        .insert("arm", onlyWhenReal(slow))
                        .start()) {
            var real = route.call(node, "idle", false);
            slow.reached.await();

            assertThat(route.report(node, "cli", true).outcome())
                    .isInstanceOf(Outcome.Planned.class);
            slow.release();
            real.get(30, TimeUnit.SECONDS);
            assertThat(site.requests("asleep")).isOne();
        }
    }

    /** A step for attempts that are no dry run. */
    private static Processor onlyWhenReal(Waiting step) {
        return new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                if (exchange.getVariable("sleep", Attempt.class).dryRun()) {
                    callback.done(true);
                    return true;
                }
                return step.process(exchange, callback);
            }
        };
    }

    @Test
    void whatArmingSetsIsAnnouncedBeforeAndVerifiedAfter() throws Exception {
        site.send =
                n -> {
                    site.machine(n).takesOrder();
                    site.machine(n).goesDown();
                    return CompletableFuture.completedFuture(new Sent.Accepted("now"));
                };
        site.shell =
                line -> {
                    if (line.contains("-s")) {
                        assertThat(site.event("node.armed").details())
                                .containsEntry("progress", "begun");
                    }
                    return CompletableFuture.completedFuture(answer(line));
                };
        try (SleepRoute route = route(true)) {
            assertThat(route.report(node).outcome()).isEqualTo(new Outcome.Asleep());
        }
        assertThat(site.commands).contains(List.of("ethtool", "-s", "enp0s31f6", "wol", "g"));
        assertThat(site.kinds().filter("node.armed"::equals)).hasSize(2);
    }

    @Test
    void aNodeThatIsArmedAlreadyIsNotTouched() throws Exception {
        ethtool = ON;
        site.send = n -> CompletableFuture.completedFuture(new Sent.Refused("this is a test"));
        try (SleepRoute route = route(true)) {
            assertThat(route.report(node).steps())
                    .contains(new Step("node.armed", "enp0s31f6 enabled already"));
        }
        assertThat(site.commands).noneMatch(line -> line.contains("-s"));
    }

    @Test
    void aNodeThatCannotBeArmedIsNotPutToSleep() throws Exception {
        ethtool = INCAPABLE;
        try (SleepRoute route = route(true)) {
            assertThat(route.report(node).outcome())
                    .isEqualTo(
                            new Outcome.Failed(
                                    "Node storage could not be woken by interface enp0s31f6: not"
                                            + " supported, the card does not support waking by"
                                            + " magic packet"));
            await().until(() -> route.sleeps.underWay("storage").isEmpty());
            assertThat(route.takenBack).isEmpty();
        }
        assertThat(site.kinds()).doesNotContain("node.suspended");
        assertThat(site.backOffs).hasSize(1);
    }
}
