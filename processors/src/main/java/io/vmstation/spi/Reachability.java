package io.vmstation.spi;

import io.vmstation.node.Node;
import io.vmstation.node.Service;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Asks whether a node, or a service of it, answers right now. Never remembers. The futures complete
 * normally, within about {@code patience}; they hold no thread while they wait. Thread-safe.
 */
public interface Reachability {

    /** Asks the machine itself: {@link Answer.Ready} or {@link Answer.Silent}. */
    CompletableFuture<Answer> machine(Node node, Duration patience);

    /** Asks one service, at each address of the node in parallel: the best answer counts. */
    default CompletableFuture<Answer> service(Node node, Service service, Duration patience) {
        return service(node, service, patience, () -> {});
    }

    /**
     * As {@link #service(Node, Service, Duration)}, and tells of the first sign of life before the
     * answer is known.
     *
     * @param signOfLife called as soon as a port accepts a connection, if one does, on a thread
     *     that must not be blocked; perhaps more than once
     */
    CompletableFuture<Answer> service(
            Node node, Service service, Duration patience, Runnable signOfLife);
}
