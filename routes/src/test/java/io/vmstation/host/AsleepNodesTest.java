package io.vmstation.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.TestNode;
import io.vmstation.spi.NodeStates;
import io.vmstation.spi.NodeStates.State;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AsleepNodesTest {
    private State seen = State.ASLEEP;
    private Optional<Boolean> meant = Optional.empty();
    private boolean goingDown;

    private boolean sleeps(Node node) {
        NodeStates states =
                new NodeStates() {
                    @Override
                    public State last(Node asked) {
                        return seen;
                    }

                    @Override
                    public void saw(Node asked, State state) {
                        throw new AssertionError("it only asks");
                    }
                };
        return new AsleepNodes(
                        () -> new Nodes(List.of(node)), states, asked -> goingDown, asked -> meant)
                .nodes()
                .contains("storage");
    }

    private static Node sleeper() {
        return TestNode.named("storage").kubernetesNode("storage").mac("02:00:5e:00:53:01").build();
    }

    @Test
    void aNodeThatIsMeantToSleepIsMissedByNobodyUntilItIsUpAgain() {
        meant = Optional.of(true);
        assertThat(sleeps(sleeper())).isTrue();
        seen = State.WAKING;
        assertThat(sleeps(sleeper())).isTrue();
        seen = State.AWAKE;
        assertThat(sleeps(sleeper())).isFalse();
    }

    @Test
    void aNodeThatHasGoneAwayByItselfIsMissed() {
        meant = Optional.of(false);
        assertThat(sleeps(sleeper())).isFalse();
    }

    @Test
    void ofANodeThatHasNeverAnsweredItCountsWhetherItCanBeWoken() {
        assertThat(sleeps(sleeper())).isTrue();
        assertThat(sleeps(TestNode.named("storage").kubernetesNode("storage").noMac().build()))
                .isFalse();
    }

    @Test
    void aNodeThatIsOnItsWayDownIsNotMissed() {
        seen = State.AWAKE;
        goingDown = true;
        assertThat(sleeps(sleeper())).isTrue();
    }
}
