package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.node.SourceRules.Verdict;
import io.vmstation.spi.ClientConnections;
import io.vmstation.spi.Commands;
import io.vmstation.spi.Events;
import io.vmstation.spi.NodeStates;
import io.vmstation.spi.Reachability;
import io.vmstation.spi.SleepMethod;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What the sleep transaction works with.
 *
 * @param reachability tells whether a node has fallen silent
 * @param states learns of nodes that sleep
 * @param events the ledger
 * @param clients whom the relay holds or serves
 * @param wanted whether a request that may wake the node is under way; tells of a request at the
 *     latest before {@link Sleeps#wanted} hears of it
 * @param remote runs programs on a node
 * @param methods how nodes can be sent to sleep, each name once
 * @param failures hears of each sleep that failed
 * @param metrics the meters
 */
public record Surroundings(
        Reachability reachability,
        NodeStates states,
        Events events,
        ClientConnections clients,
        Predicate<Node> wanted,
        Function<Node, Commands> remote,
        List<SleepMethod> methods,
        SleepFailures failures,
        SleepMetrics metrics) {
    /**
     * @throws IllegalArgumentException when two methods share a name
     */
    public Surroundings {
        requireNonNull(reachability, "reachability is null");
        requireNonNull(states, "states is null");
        requireNonNull(events, "events is null");
        requireNonNull(clients, "clients is null");
        requireNonNull(wanted, "wanted is null");
        requireNonNull(remote, "remote is null");
        methods = List.copyOf(methods);
        requireNonNull(failures, "failures is null");
        requireNonNull(metrics, "metrics is null");
        if (methods.stream().map(SleepMethod::name).distinct().count() < methods.size()) {
            throw new IllegalArgumentException("two sleep methods share a name");
        }
    }

    Optional<SleepMethod> method(String name) {
        return methods.stream().filter(method -> method.name().equals(name)).findFirst();
    }

    /**
     * Who needs a node at this moment: somebody who waits for it to wake, or a client of ours. Who
     * may not wake it may not keep it awake either.
     */
    Optional<String> whoNeeds(Node node) {
        if (wanted.test(node)) {
            return Optional.of("a wake of it is under way");
        }
        return clients.of(node.name()).stream()
                .filter(c -> node.sources().judge(c.source()) instanceof Verdict.Allowed)
                .findFirst()
                .map(c -> "the client " + c.source() + " is connected to it by " + c.route());
    }
}
