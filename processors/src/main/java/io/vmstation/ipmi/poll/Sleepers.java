package io.vmstation.ipmi.poll;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Bmc;
import io.vmstation.node.Node;
import io.vmstation.spi.Answer;
import io.vmstation.spi.NodeStates;
import io.vmstation.spi.Reachability;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Knows which BMCs sleep with their machines: those that are read by another machine's own
 * operating system. One over the network answers always. Thread-safe.
 */
public final class Sleepers {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final NodeStates states;
    private final Reachability reachability;
    private final Predicate<Node> goingDown;
    private final Predicate<Node> thisMachine;

    /**
     * @param states what was last seen of the nodes
     * @param reachability asked only where a poll has failed
     * @param goingDown whether a node was sent to sleep and nobody knows yet whether it does
     * @param thisMachine whether a node is where this runs
     */
    public Sleepers(
            NodeStates states,
            Reachability reachability,
            Predicate<Node> goingDown,
            Predicate<Node> thisMachine) {
        this.states = requireNonNull(states, "states is null");
        this.reachability = requireNonNull(reachability, "reachability is null");
        this.goingDown = requireNonNull(goingDown, "goingDown is null");
        this.thisMachine = requireNonNull(thisMachine, "thisMachine is null");
    }

    /** Whether a BMC can be asked. */
    enum Sleep {
        /** Ask it. */
        AWAKE,
        /** Its machine sleeps or is off, or is only just being woken. */
        ASLEEP,
        /** Its machine goes to sleep at this moment: who logs in now is in the way. */
        FALLING_ASLEEP,
        /** Nobody has looked at its machine yet. */
        UNKNOWN
    }

    /** Whether the BMC of that node can be asked now. Asks nobody. */
    Sleep of(Node node) {
        if (!sleepsWithItsMachine(node)) {
            return Sleep.AWAKE;
        }
        if (goingDown.test(node)) {
            return Sleep.FALLING_ASLEEP;
        }
        return switch (states.last(node)) {
            case AWAKE -> Sleep.AWAKE;
            case ASLEEP, WAKING, FAILED -> Sleep.ASLEEP;
            case UNKNOWN -> Sleep.UNKNOWN;
        };
    }

    private boolean sleepsWithItsMachine(Node node) {
        return node.bmc().filter(bmc -> bmc.access() instanceof Bmc.InBand).isPresent()
                && !thisMachine.test(node);
    }

    /**
     * Whether sleep is why the BMC could not be read: it may be noticed here first.
     *
     * @return completes normally, within a few seconds
     */
    CompletableFuture<Boolean> hasFallenAsleep(Node node) {
        if (!sleepsWithItsMachine(node)) {
            return CompletableFuture.completedFuture(false);
        }
        if (of(node) != Sleep.AWAKE) {
            return CompletableFuture.completedFuture(true);
        }
        CompletableFuture<Answer> answer;
        try {
            answer = reachability.machine(node, PATIENCE);
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        return answer.handle((found, error) -> error == null && found instanceof Answer.Silent)
                .completeOnTimeout(true, 2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
