package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.spi.Answer;
import io.vmstation.spi.NodeStates;
import io.vmstation.spi.NodeStates.State;
import io.vmstation.spi.Reachability;
import io.vmstation.spi.Verdict.Hold;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Tells whether a node is awake, so that its checks can be asked. Thread-safe. */
public final class Awakeness {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Reachability reachability;
    private final NodeStates states;
    private final Duration patience;

    /**
     * @param reachability asks the machine
     * @param states tells of wakes that are under way, and whom to ask twice
     */
    public Awakeness(Reachability reachability, NodeStates states) {
        this(reachability, states, PATIENCE);
    }

    Awakeness(Reachability reachability, NodeStates states, Duration patience) {
        this.reachability = requireNonNull(reachability, "reachability is null");
        this.states = requireNonNull(states, "states is null");
        this.patience = requireNonNull(patience, "patience is null");
    }

    /**
     * Why the checks of the node need not be asked; empty when it is awake. Completes normally,
     * within a few seconds.
     */
    CompletableFuture<Optional<Hold>> hold(Node node) {
        State last = states.last(node);
        if (last == State.WAKING) {
            return CompletableFuture.completedFuture(
                    Optional.of(new Hold("waking", "a wake of it is under way", Optional.empty())));
        }
        CompletableFuture<Answer> answer = ask(node);
        if (last == State.AWAKE) {
            // One lost answer must not cost a node that is awake its hours of idleness.
            answer = answer.thenCompose(first -> again(node, first));
        }
        return answer.thenApply(Awakeness::unlessAwake);
    }

    private CompletableFuture<Answer> again(Node node, Answer first) {
        return first instanceof Answer.Silent
                ? ask(node)
                : CompletableFuture.completedFuture(first);
    }

    private CompletableFuture<Answer> ask(Node node) {
        CompletableFuture<Answer> asked;
        try {
            asked = reachability.machine(node, patience);
        } catch (RuntimeException e) {
            asked = CompletableFuture.failedFuture(e);
        }
        return asked.<Answer>thenApply(answer -> answer)
                .completeOnTimeout(
                        new Answer.Silent("no probe came back"),
                        2 * patience.toMillis(),
                        TimeUnit.MILLISECONDS)
                .exceptionally(e -> new Answer.Silent("it cannot be asked: " + Spoken.failure(e)));
    }

    private static Optional<Hold> unlessAwake(Answer answer) {
        return answer instanceof Answer.Silent silent
                ? Optional.of(
                        new Hold(
                                "not-awake",
                                "it does not answer: " + silent.reason(),
                                Optional.empty()))
                : Optional.empty();
    }
}
