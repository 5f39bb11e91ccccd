package io.vmstation.ipmi.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vmstation.spi.CommandResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One thing at a time for each BMC. */
@Timeout(60)
class BmcTurnsTest {
    private static final BmcConnection ONE = bmc("one");
    private static final BmcConnection OTHER = bmc("other");

    private final BmcTurns turns = new BmcTurns();
    private final List<String> begun = new CopyOnWriteArrayList<>();

    private static BmcConnection bmc(String machine) {
        return new BmcConnection.InBand(
                machine,
                true,
                (arguments, environment, timeLimit) ->
                        CompletableFuture.completedFuture(new CommandResult.NotInstalled("ipmi")));
    }

    private CompletableFuture<String> take(
            BmcConnection connection, String name, CompletableFuture<String> work) {
        return turns.take(
                connection,
                () -> {
                    begun.add(name);
                    return work;
                });
    }

    @Test
    void theyComeInTheOrderOfAsking() {
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> second = new CompletableFuture<>();
        CompletableFuture<String> a = take(ONE, "a", first);
        CompletableFuture<String> b = take(ONE, "b", second);
        CompletableFuture<String> c = take(ONE, "c", CompletableFuture.completedFuture("3"));

        assertThat(begun).containsExactly("a");
        first.complete("1");
        assertThat(begun).containsExactly("a", "b");
        assertThat(a).isCompletedWithValue("1");
        second.complete("2");
        assertThat(begun).containsExactly("a", "b", "c");
        assertThat(b).isCompletedWithValue("2");
        assertThat(c).isCompletedWithValue("3");
    }

    @Test
    void oneBmcDoesNotWaitForAnother() {
        CompletableFuture<String> stuck = take(ONE, "stuck", new CompletableFuture<>());

        assertThat(take(OTHER, "other", CompletableFuture.completedFuture("done")))
                .isCompletedWithValue("done");
        assertThat(stuck).isNotDone();
    }

    @Test
    void workThatFailsEndsItsTurnOnly() {
        CompletableFuture<String> broken = new CompletableFuture<>();
        CompletableFuture<String> failed = take(ONE, "fails later", broken);
        CompletableFuture<String> thrown =
                turns.take(
                        ONE,
                        () -> {
                            throw new IllegalStateException("at once");
                        });
        CompletableFuture<String> next =
                take(ONE, "next", CompletableFuture.completedFuture("done"));

        broken.completeExceptionally(new IllegalStateException("later"));

        assertThatThrownBy(failed::join).hasMessageContaining("later");
        assertThatThrownBy(thrown::join).hasMessageContaining("at once");
        assertThat(next).isCompletedWithValue("done");
    }

    @Test
    void cancellingATurnCancelsItsWorkAndLetsTheNextBegin() {
        CompletableFuture<String> work = new CompletableFuture<>();
        CompletableFuture<String> cancelled = take(ONE, "cancelled", work);
        CompletableFuture<String> next =
                take(ONE, "next", CompletableFuture.completedFuture("done"));

        cancelled.cancel(false);

        assertThat(work).isCancelled();
        assertThat(next).isCompletedWithValue("done");
    }

    @Test
    void whoGivesUpWaitingNeverBegins() {
        CompletableFuture<String> work = new CompletableFuture<>();
        CompletableFuture<String> first = take(ONE, "first", work);
        CompletableFuture<String> impatient = take(ONE, "impatient", new CompletableFuture<>());
        CompletableFuture<String> next =
                take(ONE, "next", CompletableFuture.completedFuture("done"));

        impatient.complete("something else");
        work.complete("done");

        assertThat(first).isCompletedWithValue("done");
        assertThat(next).isCompletedWithValue("done");
        assertThat(begun).containsExactly("first", "next");
    }

    @Test
    void nothingIsKeptOfABmcThatNobodyAsks() {
        CompletableFuture<String> work = new CompletableFuture<>();
        CompletableFuture<String> first = take(ONE, "first", work);
        CompletableFuture<String> second = take(ONE, "second", work);
        CompletableFuture<String> other =
                take(OTHER, "other", CompletableFuture.completedFuture("done"));
        assertThat(turns.busy()).isEqualTo(1);

        work.complete("done");

        assertThat(List.of(first, second, other)).allMatch(CompletableFuture::isDone);
        assertThat(turns.busy()).isZero();
    }

    @Test
    void aHundredThousandInARowDoNotFillTheStack() {
        CompletableFuture<String> gate = new CompletableFuture<>();
        List<CompletableFuture<String>> all = new ArrayList<>();
        all.add(take(ONE, "gate", gate));
        for (int i = 0; i < 100_000; i++) {
            all.add(turns.take(ONE, () -> CompletableFuture.completedFuture("done")));
        }

        gate.complete("open");

        assertThat(all)
                .allMatch(CompletableFuture::isDone)
                .noneMatch(f -> f.isCompletedExceptionally());
        assertThat(turns.busy()).isZero();
    }

    @Test
    void whoAsksAgainOnHearingTheAnswerIsServedToo() {
        CompletableFuture<String> work = new CompletableFuture<>();
        CompletableFuture<String> again =
                take(ONE, "first", work)
                        .thenCompose(
                                answer ->
                                        take(
                                                ONE,
                                                "again",
                                                CompletableFuture.completedFuture("again")));

        work.complete("done");

        assertThat(again).isCompletedWithValue("again");
    }

    @Test
    void neverTwoAtOnceWhoeverAsks() {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        ExecutorService bmc = Executors.newFixedThreadPool(2);
        try {
            for (int i = 0; i < 2000; i++) {
                threads.execute(
                        () -> {
                            var unused =
                                    turns.take(
                                                    ONE,
                                                    () ->
                                                            CompletableFuture.runAsync(
                                                                    () -> {
                                                                        most.accumulateAndGet(
                                                                                inside
                                                                                        .incrementAndGet(),
                                                                                Math::max);
                                                                        inside.decrementAndGet();
                                                                    },
                                                                    bmc))
                                            .thenRun(done::incrementAndGet);
                        });
            }
            await().until(() -> done.get() == 2000);
        } finally {
            threads.shutdownNow();
            bmc.shutdownNow();
        }
        assertThat(most).hasValue(1);
        await().until(() -> turns.busy() == 0);
    }
}
