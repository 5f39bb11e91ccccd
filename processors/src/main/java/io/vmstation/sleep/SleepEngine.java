package io.vmstation.sleep;

import io.vmstation.node.Node;
import io.vmstation.node.SleepSettings;
import io.vmstation.spi.SleepMethod;
import io.vmstation.spi.SleepMethod.Order;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What an attempt runs on.
 *
 * @param scheduler one thread, never held
 * @param continuations run the routes' next steps and the undos
 * @param leftovers what could not be taken back
 */
record SleepEngine(
        ScheduledExecutorService scheduler,
        Executor continuations,
        Surroundings surroundings,
        SleepPatience patience,
        Leftovers leftovers) {

    /** What a node is sent to sleep by. */
    Order order(Node node, SleepSettings settings) {
        return new Order(
                node,
                settings.method().options(),
                surroundings.remote().apply(node),
                settings.suspendDeadline());
    }

    /**
     * How a node is sent to sleep.
     *
     * @throws IllegalStateException when there is none of that name; who begins an attempt looks
     *     before
     */
    SleepMethod method(String name) {
        return surroundings
                .method(name)
                .orElseThrow(() -> new IllegalStateException("no sleep method " + name));
    }
}
