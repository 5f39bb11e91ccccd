package io.vmstation.wake;

import io.vmstation.node.Node;
import io.vmstation.node.Service;
import io.vmstation.spi.Answer;
import io.vmstation.spi.Events;
import io.vmstation.spi.NodeActivity;
import io.vmstation.spi.NodeStates;
import io.vmstation.spi.Reachability;
import io.vmstation.spi.WakeDiagnosis;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a wake works with.
 *
 * @param scheduler the engine's one thread
 * @param senders run the wake methods
 * @param dependencies wakes what a node needs
 * @param ended hears of each wake for which nobody waits any more
 */
record Engine(
        ScheduledExecutorService scheduler,
        Executor senders,
        WakeSpeed speed,
        Reachability reachability,
        NodeStates states,
        WakeMethods methods,
        Events events,
        NodeActivity activity,
        WakeMetrics metrics,
        WakeTimes times,
        CoolDown coolDown,
        WakeDiagnosis diagnosis,
        Function<Node, CompletableFuture<Void>> dependencies,
        Consumer<Wake> ended) {

    /**
     * Asks once for a service, or for the bare machine.
     *
     * @param signOfLife called when a connection was accepted, on a thread of the network
     */
    CompletableFuture<Answer> ask(
            Node node, Optional<Service> service, Duration patience, Runnable signOfLife) {
        return service.map(s -> reachability.service(node, s, patience, signOfLife))
                .orElseGet(() -> reachability.machine(node, patience));
    }
}
