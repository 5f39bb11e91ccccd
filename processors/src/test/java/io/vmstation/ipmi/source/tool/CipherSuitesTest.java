package io.vmstation.ipmi.source.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.ipmi.source.BmcConnection.Lan;
import io.vmstation.ipmi.source.tool.Answer.Extent;
import io.vmstation.ipmi.source.tool.Answer.Printed;
import io.vmstation.ipmi.source.tool.Answer.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CipherSuitesTest {
    private static final Answer UNKNOWN = new Trouble(Extent.SUITE, "no such suite");
    private static final Answer STALLED = new Trouble(Extent.STALLED, "it fell silent");
    private static final Answer REFUSED = new Trouble(Extent.REFUSED, "wrong password");
    private static final Answer TOLD = new Printed("told");

    private final CipherSuites suites = new CipherSuites();
    private final Lan bmc = SourceSite.lan(623, "admin", "secret", 17, 3);
    private final List<Integer> tried = new ArrayList<>();

    private Answer ask(Map<Integer, Answer> answers) {
        return suites.converse(
                        bmc,
                        Deadline.in(Duration.ofSeconds(100)),
                        (suite, deadline) -> {
                            tried.add(suite);
                            return CompletableFuture.completedFuture(
                                    answers.getOrDefault(suite, UNKNOWN));
                        })
                .join();
    }

    @Test
    void theNextIsTriedWhenOneIsNotUnderstoodAndTheOneThatWasIsFirstThen() {
        assertThat(ask(Map.of(3, TOLD))).isEqualTo(TOLD);
        assertThat(ask(Map.of(3, TOLD))).isEqualTo(TOLD);

        assertThat(tried).containsExactly(17, 3, 3);
    }

    @Test
    void aBmcThatFallsSilentMayUnderstandTheNext() {
        assertThat(ask(Map.of(17, STALLED, 3, TOLD))).isEqualTo(TOLD);
        assertThat(ask(Map.of(3, STALLED))).isEqualTo(STALLED);

        assertThat(tried)
                .as("one that is known is not blamed on its suite")
                .containsExactly(17, 3, 3);
    }

    @Test
    void aWrongPasswordIsNotTriedWithEverySuite() {
        assertThat(ask(Map.of(17, REFUSED))).isEqualTo(REFUSED);

        assertThat(tried).containsExactly(17);
    }

    @Test
    void whenNoneIsUnderstoodItIsSaid() {
        assertThat(ask(Map.of()))
                .isEqualTo(
                        new Trouble(
                                Extent.SUITE,
                                "the BMC does not speak the cipher suites [17, 3]: set"
                                        + " bmc.cipherSuites to what it is set up for"));
    }

    @Test
    void anAttemptLeavesTimeToThoseThatRemain() {
        List<Duration> given = new ArrayList<>();
        Answer answer =
                suites.converse(
                                bmc,
                                Deadline.in(Duration.ofSeconds(100)),
                                (suite, deadline) -> {
                                    given.add(deadline.left());
                                    return CompletableFuture.completedFuture(UNKNOWN);
                                })
                        .join();

        assertThat(answer).isInstanceOf(Trouble.class);
        assertThat(given.get(0)).isBetween(Duration.ofSeconds(45), Duration.ofSeconds(50));
        assertThat(given.get(1)).isGreaterThan(Duration.ofSeconds(95));
    }
}
