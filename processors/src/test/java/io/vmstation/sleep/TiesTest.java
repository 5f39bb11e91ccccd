package io.vmstation.sleep;

import static io.vmstation.sleep.IdleSite.round;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.node.Node;
import io.vmstation.node.TestNode;
import io.vmstation.spi.ClientConnections.ClientConnection;
import io.vmstation.spi.NodeStates.State;
import io.vmstation.spi.Verdict;
import io.vmstation.spi.Verdict.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class TiesTest {
    private final IdleSite site = new IdleSite();
    private final Judge judge = site.judge(site.check("samba"));
    private final Node storage = storage("192.168.4.61");

    @BeforeEach
    void configure() {
        site.others.add(storage);
        site.others.add(
                TestNode.named("media")
                        .addresses(List.of("192.168.4.62"))
                        .dependsOn("storage/smb")
                        .build());
    }

    @AfterEach
    void close() {
        site.close();
    }

    private Node storage(String address) {
        site.idleFor = Duration.ZERO;
        return TestNode.like(site.node("storage", "samba")).addresses(List.of(address)).build();
    }

    private static Hold hold(String kind, String reason) {
        return new Hold(kind, reason, Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "AWAKE, media needs it and is awake",
        "WAKING, media needs it and is being woken",
        "UNKNOWN, media needs it and nobody knows whether it sleeps"
    })
    void aNodeThatAnotherOneNeedsStaysAwakeUnlessThatOneSleeps(State state, String reason) {
        site.states.put("media", state);
        Verdict verdict = round(judge, storage);

        assertThat(verdict.holds()).containsExactly(hold("needed", reason));
        assertThat(verdict.maySleep()).isFalse();
        assertThat(verdict.earliestSleep()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"ASLEEP", "FAILED"})
    void aNodeThatIsNeededOnlyByNodesThatSleepMaySleep(State state) {
        site.states.put("media", state);
        assertThat(round(judge, storage).maySleep()).isTrue();
    }

    @Test
    void theClientOfADependentThatSleepsKeepsItAwakeToo() {
        site.states.put("media", State.ASLEEP);
        site.clients.put(
                "media",
                List.of(
                        new ClientConnection(
                                "wake-on-http", "192.0.2.7", Instant.EPOCH, 0, Instant.EPOCH)));

        assertThat(round(judge, storage).holds())
                .containsExactly(hold("needed", "media needs it and has the client 192.0.2.7"));
    }

    @Test
    void aDependentThatSomebodyWantsKeepsItAwakeBeforeItsWakeHasBegun() {
        site.states.put("media", State.ASLEEP);
        site.wanted.add("media");

        assertThat(round(judge, storage).holds())
                .containsExactly(hold("needed", "media needs it and is wanted"));
    }

    @Test
    void theIdlenessOfANodeThatIsNeededGoesOn() {
        site.states.put("media", State.AWAKE);
        site.idleFor = Duration.ofHours(2);
        site.rounds(judge, storage, Duration.ofHours(3));

        site.states.put("media", State.ASLEEP);
        site.time.pass(IdleSite.MINUTE);

        assertThat(round(judge, storage).maySleep()).isTrue();
    }

    @Test
    void theMachineThatThisRunsOnNeverSleeps() {
        site.states.put("media", State.ASLEEP);
        site.ownAddresses.add("192.168.4.63");

        assertThat(round(judge, storage).maySleep()).isTrue();
        assertThat(round(judge, storage("192.168.4.63")).holds())
                .containsExactly(
                        hold(
                                "own-machine",
                                "VMStation itself runs on it: remove the key sleep of it"));
    }
}
