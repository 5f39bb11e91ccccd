package io.vmstation.ipmi.source.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Finding.Failed;
import io.vmstation.ipmi.reading.Finding.Sel;
import io.vmstation.ipmi.source.ReadOrder;
import io.vmstation.ipmi.source.tool.Poll.Asking;
import io.vmstation.ipmi.source.tool.Poll.Heard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PollTest {
    private static final Heard SOMETHING = new Heard(new Sel(0, 0), false);

    private final List<Collector> asked = new ArrayList<>();

    private static BmcReading poll(Duration limit, Asking asking, Collector... collectors) {
        return Poll.begin(
                        "test",
                        new ReadOrder(Set.of(collectors), Set.of(), limit, List.of()),
                        asking)
                .join();
    }

    private static CompletableFuture<Heard> done(Heard heard) {
        return CompletableFuture.completedFuture(heard);
    }

    @Test
    void theChassisIsAskedFirstAndWhatTakesLongLast() {
        poll(
                Duration.ofSeconds(5),
                (collector, deadline) -> {
                    asked.add(collector);
                    return done(SOMETHING);
                },
                Collector.values());

        assertThat(asked)
                .containsExactly(
                        Collector.CHASSIS,
                        Collector.BMC,
                        Collector.BMC_WATCHDOG,
                        Collector.DCMI,
                        Collector.SEL,
                        Collector.SM_LAN_MODE,
                        Collector.IPMI,
                        Collector.SEL_EVENTS);
    }

    @Test
    void oneIsAskedOnlyWhenTheOneBeforeHasEnded() {
        Map<Collector, CompletableFuture<Heard>> pending = new LinkedHashMap<>();
        CompletableFuture<BmcReading> reading =
                Poll.begin(
                        "test",
                        SourceSite.order(Collector.CHASSIS, Collector.SEL),
                        (collector, deadline) ->
                                pending.computeIfAbsent(
                                        collector, none -> new CompletableFuture<>()));

        assertThat(pending).containsOnlyKeys(Collector.CHASSIS);
        pending.values().iterator().next().complete(SOMETHING);
        assertThat(pending).containsOnlyKeys(Collector.CHASSIS, Collector.SEL);
        assertThat(reading).isNotDone();
    }

    @Test
    void noneIsGivenAllTheTimeAsLongAsOthersFollow() {
        Map<Collector, Duration> given = new LinkedHashMap<>();
        poll(
                Duration.ofSeconds(1000),
                (collector, deadline) -> {
                    given.put(collector, deadline.left());
                    return done(SOMETHING);
                },
                Collector.CHASSIS,
                Collector.DCMI,
                Collector.IPMI);

        assertThat(given.get(Collector.CHASSIS))
                .isBetween(Duration.ofSeconds(490), Duration.ofSeconds(500));
        assertThat(given.get(Collector.DCMI))
                .isBetween(Duration.ofSeconds(190), Duration.ofSeconds(200));
        assertThat(given.get(Collector.IPMI)).isGreaterThan(Duration.ofSeconds(950));
    }

    @Test
    void whenNobodyAnswersTheFirstQuestionNoOtherIsAsked() {
        BmcReading reading =
                poll(
                        Duration.ofSeconds(5),
                        (collector, deadline) -> {
                            asked.add(collector);
                            return done(new Heard(Failed.silent("nobody is there"), true));
                        },
                        Collector.values());

        assertThat(asked).containsExactly(Collector.CHASSIS);
        assertThat(reading.findings()).containsOnlyKeys(Collector.values());
        assertThat(reading.findings().values()).containsOnly(Failed.silent("nobody is there"));
    }

    @Test
    void onceTheBmcHasAnsweredALaterFailureIsThatQuestionsOnly() {
        BmcReading reading =
                poll(
                        Duration.ofSeconds(5),
                        (collector, deadline) ->
                                done(
                                        collector == Collector.DCMI
                                                ? new Heard(Failed.silent("gone"), true)
                                                : SOMETHING),
                        Collector.CHASSIS,
                        Collector.DCMI,
                        Collector.SEL);

        assertThat(reading.findings())
                .containsEntry(Collector.DCMI, Failed.silent("gone"))
                .containsEntry(Collector.SEL, SOMETHING.finding());
    }

    @Test
    void aBreakdownIsThatQuestionsOnlyAndWhatHasNoTimeLeftSaysSo() {
        Finding late = new Failed("no time was left for it: raise bmc.timeLimit, which is 30 ms");
        BmcReading reading =
                poll(
                        Duration.ofMillis(30),
                        (collector, deadline) ->
                                collector == Collector.CHASSIS
                                        ? CompletableFuture.failedFuture(
                                                new IllegalStateException("odd"))
                                        : new CompletableFuture<Heard>()
                                                .completeOnTimeout(
                                                        SOMETHING,
                                                        40,
                                                        java.util.concurrent.TimeUnit.MILLISECONDS),
                        Collector.CHASSIS,
                        Collector.SEL,
                        Collector.IPMI);

        assertThat(((Failed) SourceSite.found(reading, Collector.CHASSIS)).reason())
                .contains("IllegalStateException: odd");
        assertThat(reading.findings()).containsEntry(Collector.IPMI, late);
        assertThat(reading.source()).isEqualTo("test");
    }
}
