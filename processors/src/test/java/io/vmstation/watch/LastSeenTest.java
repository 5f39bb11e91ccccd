package io.vmstation.watch;

import static io.vmstation.watch.Machines.node;
import static io.vmstation.watch.Machines.nodes;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.ledger.LogLines;
import io.vmstation.metrics.CatalogueAssertions;
import io.vmstation.node.Node;
import io.vmstation.spi.NodeActivity;
import io.vmstation.spi.NodeStates.State;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LastSeenTest {
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final LastUsed used = new LastUsed(System::nanoTime, InstantSource.system());
    private final LastSeen lastSeen = new LastSeen(meters, used);
    private final Node storage = node("storage");

    private List<String> statesShown(String node) {
        List<String> shown = new ArrayList<>();
        for (var gauge : meters.find("vmstation.node.state").tag("node", node).gauges()) {
            if (gauge.value() == 1) {
                shown.add(gauge.getId().getTag("state"));
            } else {
                assertThat(gauge.value()).isZero();
            }
        }
        return shown;
    }

    @Test
    void knowsNothingAtFirst() {
        assertThat(lastSeen.last(storage)).isEqualTo(State.UNKNOWN);
        lastSeen.retain(nodes("storage"));
        assertThat(statesShown("storage")).containsExactly("unknown");
    }

    @Test
    void showsExactlyTheStateThatWasSeenLast() {
        for (State state : State.values()) {
            lastSeen.saw(storage, state);

            assertThat(lastSeen.last(storage)).isEqualTo(state);
            assertThat(statesShown("storage")).containsExactly(StateSet.word(state));
        }
    }

    @Test
    void knowsSinceWhenOnlyIfItSawTheStateBegin() {
        lastSeen.saw(storage, State.AWAKE);
        assertThat(lastSeen.since(storage)).isEmpty();

        lastSeen.saw(storage, State.ASLEEP);
        Optional<Instant> since = lastSeen.since(storage);
        assertThat(since).isPresent();

        lastSeen.saw(storage, State.ASLEEP);
        assertThat(lastSeen.since(storage)).isEqualTo(since);
        assertThat(lastSeen.since(node("other"))).isEmpty();
    }

    @Test
    void logsAChangeOfStateAndNothingElse() {
        try (LogLines log = new LogLines(LastSeen.class)) {
            lastSeen.saw(storage, State.ASLEEP);
            lastSeen.saw(storage, State.ASLEEP);
            lastSeen.saw(storage, State.AWAKE);

            assertThat(log.lines())
                    .containsExactly(
                            "INFO Node is asleep: node=storage, before=unknown",
                            "INFO Node is awake: node=storage, before=asleep");
        }
    }

    @Test
    void tellsOfEachNodeThatHasComeUpOnce() {
        List<Node> told = new ArrayList<>();
        lastSeen.onAwake(told::add);

        lastSeen.saw(storage, State.WAKING);
        lastSeen.saw(storage, State.AWAKE);
        lastSeen.saw(storage, State.AWAKE);
        lastSeen.looked(storage, lastSeen.latest(storage), true);
        assertThat(told).containsExactly(storage);

        lastSeen.looked(storage, lastSeen.latest(storage), false);
        lastSeen.looked(storage, lastSeen.latest(storage), true);
        assertThat(told).containsExactly(storage, storage);
    }

    @Test
    void forgetsNodesThatAreGoneAndKeepsTheOthers() {
        lastSeen.saw(storage, State.AWAKE);
        lastSeen.saw(node("gone"), State.AWAKE);

        lastSeen.retain(nodes("storage", "new"));

        assertThat(meters.find("vmstation.node.state").tag("node", "gone").gauges()).isEmpty();
        assertThat(lastSeen.last(node("gone"))).isEqualTo(State.UNKNOWN);
        assertThat(statesShown("storage")).containsExactly("awake");
        assertThat(statesShown("new")).containsExactly("unknown");
    }

    @Test
    void believesWhoSawTheNodeWhileALookWasUnderWay() {
        lastSeen.saw(storage, State.ASLEEP);
        Sighting before = lastSeen.latest(storage);
        lastSeen.saw(storage, State.WAKING);
        lastSeen.saw(storage, State.AWAKE);

        lastSeen.looked(storage, before, false);

        assertThat(lastSeen.last(storage)).isEqualTo(State.AWAKE);
    }

    @Test
    void remembersAFailedWakeUntilTheNodeAnswers() {
        lastSeen.saw(storage, State.FAILED);

        lastSeen.looked(storage, lastSeen.latest(storage), false);
        assertThat(lastSeen.last(storage)).isEqualTo(State.FAILED);

        lastSeen.looked(storage, lastSeen.latest(storage), true);
        assertThat(lastSeen.last(storage)).isEqualTo(State.AWAKE);
    }

    private String lastUse() {
        return used.last("storage").map(NodeActivity.Use::what).orElse("none");
    }

    @Test
    void takesAMachineThatComesUpByItselfForUsed() {
        lastSeen.saw(storage, State.ASLEEP);
        lastSeen.looked(storage, lastSeen.latest(storage), true);
        assertThat(lastUse()).isEqualTo("the machine came up by itself");
    }

    @Test
    void takesAMachineThatWasWokenForUsedAlsoWhenNobodyWasServedByIt() {
        lastSeen.saw(storage, State.WAKING);
        lastSeen.saw(storage, State.AWAKE);
        assertThat(lastUse()).isEqualTo("it was woken");
    }

    @Test
    void doesNotTakeTheFirstLookAfterAStartOrALookAtAnAwakeMachineForUse() {
        lastSeen.saw(storage, State.AWAKE);
        lastSeen.saw(storage, State.AWAKE);
        lastSeen.looked(storage, lastSeen.latest(storage), true);
        assertThat(lastUse()).isEqualTo("none");
    }

    @Test
    void registersOnlyMetersOfTheCatalogue() {
        lastSeen.saw(storage, State.AWAKE);
        CatalogueAssertions.assertCatalogued(meters, "vmstation_node_state");
    }
}
