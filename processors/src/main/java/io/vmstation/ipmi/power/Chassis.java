package io.vmstation.ipmi.power;

import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.source.PowerAction;
import io.vmstation.ipmi.source.PowerResult;
import io.vmstation.node.Node;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The power switch of machines, reached through their BMCs by the best source that works here. A
 * BMC is asked one thing at a time, its sensors included, so an answer may have to wait its turn.
 * Thread-safe; never blocks the caller.
 */
public interface Chassis {

    /**
     * How the BMC of a node would be reached: one clause that names the BMC, the login and the
     * source, and no secret. Sends nothing.
     */
    String describe(Node node);

    /**
     * Why the BMC of a node cannot be reached at all: it has none, or what is needed is missing on
     * this machine. One clause that says what to do. Sends nothing.
     */
    Optional<String> obstacle(Node node);

    /**
     * Asks whether the machine is on. Changes nothing.
     *
     * @param timeLimit for waiting for its turn, and once more for the answer; positive
     * @return completes normally: a {@link Finding.Chassis}, or why not
     */
    CompletableFuture<Finding> look(Node node, Duration timeLimit);

    /**
     * Gives an order.
     *
     * @param timeLimit for waiting for its turn, and once more for the order; positive
     * @return completes normally
     */
    CompletableFuture<PowerResult> order(Node node, PowerAction action, Duration timeLimit);
}
