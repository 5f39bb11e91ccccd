package io.vmstation.wake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vmstation.node.Node;
import io.vmstation.spi.MethodOutcome;
import io.vmstation.spi.WakeMethod;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LadderTest implements WakeMethod, Ladder.Listener {
    private final Site site = new Site();
    private final ScheduledExecutorService engine = Executors.newSingleThreadScheduledExecutor();
    private final Queue<CompletableFuture<MethodOutcome>> open = new ConcurrentLinkedQueue<>();
    private final List<String> exhausted = new CopyOnWriteArrayList<>();
    private final List<MethodOutcome> heard = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        engine.shutdownNow();
    }

    @Override
    public String name() {
        return "slow";
    }

    @Override
    public CompletableFuture<MethodOutcome> ask(Node node) {
        CompletableFuture<MethodOutcome> outcome = new CompletableFuture<>();
        open.add(outcome);
        return outcome;
    }

    @Override
    public void asked(String method, MethodOutcome outcome, boolean firstTime) {
        heard.add(outcome);
    }

    @Override
    public void exhausted(String reasons) {
        exhausted.add(reasons);
    }

    private Ladder ladder(Duration resend) {
        return ladder(resend, this);
    }

    private Ladder ladder(Duration resend, WakeMethod... methods) {
        return new Ladder(
                site.node("storage", Duration.ofMinutes(1), List.of("slow")),
                List.of(methods),
                engine,
                Runnable::run,
                new WakeSpeed(Duration.ZERO, resend, Duration.ZERO),
                this);
    }

    private void onEngine(Runnable task) throws Exception {
        engine.submit(task).get(10, TimeUnit.SECONDS);
    }

    private void answer(MethodOutcome outcome) {
        await().until(() -> !open.isEmpty());
        open.remove().complete(outcome);
    }

    @Test
    void isClimbedOnceAtATimeHoweverOftenItIsStoppedAndResumed() throws Exception {
        Ladder ladder = ladder(Duration.ofMillis(1));
        onEngine(ladder::climb);
        for (int i = 0; i < 5; i++) {
            onEngine(ladder::stop);
            onEngine(ladder::resume);
        }
        int askedAtOnce = open.size();

        for (int i = 0; i < 3 * askedAtOnce; i++) {
            answer(new MethodOutcome.Sent(1, "by lan0"));
        }
        await().until(() -> heard.size() == 3 * askedAtOnce);
        await().until(() -> !open.isEmpty());
        onEngine(() -> {});

        assertThat(open).hasSize(1);
    }

    @Test
    void goesOnAfterARoundThatFailedWhenOneBeforeItDidNot() throws Exception {
        Ladder ladder = ladder(Duration.ofMillis(1));
        onEngine(ladder::climb);
        answer(new MethodOutcome.Sent(1, "by lan0"));

        answer(new MethodOutcome.Failed("network is unreachable"));
        answer(new MethodOutcome.Sent(1, "by lan0"));

        assertThat(exhausted).isEmpty();
    }

    @Test
    void aMethodThatTakesLongHoldsUpNoOtherAndIsNotAskedAgainMeanwhile() throws Exception {
        Ladder ladder = ladder(Duration.ofMillis(1), site.method("udp"), this);
        onEngine(ladder::climb);
        await().until(() -> !open.isEmpty());
        int before = site.asked.size();

        await().until(() -> site.asked.size() > before + 5);

        assertThat(open).hasSize(1);
        answer(new MethodOutcome.Unneeded("the chassis is on already"));
        await().until(
                        () ->
                                heard.contains(
                                        new MethodOutcome.Unneeded("the chassis is on already")));
        await().until(() -> !open.isEmpty());
    }

    @Test
    void aMethodThatHadNothingToDoIsAskedAgainLater() throws Exception {
        Ladder ladder = ladder(Duration.ofMillis(1));
        onEngine(ladder::climb);
        answer(new MethodOutcome.Unneeded("the chassis is on already"));

        answer(new MethodOutcome.Sent(1, "power on"));
        answer(new MethodOutcome.Unneeded("the chassis is on already"));
        await().until(() -> heard.size() == 3);

        assertThat(exhausted).isEmpty();
        assertThat(ladder.summary()).isEqualTo("slow: 1 packet, then the chassis is on already");
    }

    @Test
    void aMethodThatWantsAPauseHasIt() throws Exception {
        WakeMethod patient =
                new WakeMethod() {
                    @Override
                    public String name() {
                        return "patient";
                    }

                    @Override
                    public Duration pause() {
                        return Duration.ofDays(1);
                    }

                    @Override
                    public CompletableFuture<MethodOutcome> ask(Node node) {
                        site.asked.add("patient");
                        return CompletableFuture.completedFuture(
                                new MethodOutcome.Sent(1, "power on"));
                    }
                };
        Ladder ladder = ladder(Duration.ofMillis(1), patient, site.method("udp"));
        onEngine(ladder::climb);
        await().until(() -> site.asked.stream().filter("udp storage"::equals).count() > 5);

        assertThat(site.asked).containsOnlyOnce("patient");
    }
}
