package io.vmstation.ipmi.power;

import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.spi.Events;
import io.vmstation.spi.NodeStates;
import io.vmstation.spi.NodeStates.State;
import io.vmstation.spi.Verdict;
import io.vmstation.spi.Verdicts;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Surroundings in which nobody is in the way of an order. */
final class TestSurroundings {
    static PowerSurroundings around(Nodes nodes, State last, Events events) {
        return new PowerSurroundings(
                () -> nodes,
                new Seen(last),
                new NoVerdicts(),
                name -> List.of(),
                node -> false,
                node -> false,
                node -> false,
                events);
    }

    private record Seen(State state) implements NodeStates {
        @Override
        public State last(Node node) {
            return state;
        }

        @Override
        public void saw(Node node, State seen) {}
    }

    private static final class NoVerdicts implements Verdicts {
        @Override
        public CompletableFuture<Verdict> assess(Node node) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletableFuture<Verdict> assessAnew(Node node) {
            return new CompletableFuture<>();
        }

        @Override
        public Optional<Verdict> last(String node) {
            return Optional.empty();
        }
    }

    private TestSurroundings() {}
}
