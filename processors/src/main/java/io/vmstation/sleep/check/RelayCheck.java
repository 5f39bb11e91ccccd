package io.vmstation.sleep.check;

import static java.util.Objects.requireNonNull;

import io.vmstation.spi.ClientConnections;
import io.vmstation.spi.ClientConnections.ClientConnection;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.OptionDescription;
import io.vmstation.spi.Requirement;
import io.vmstation.spi.SleepCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Our own relay's connections: a client that waits for the node or talks to it through this host
 * uses it. Asks nobody else, so it always knows. Thread-safe.
 */
public final class RelayCheck implements SleepCheck {
    private static final String IDLE_CONNECTIONS = "idleConnections";

    private final ClientConnections connections;

    /**
     * @param connections the clients of this host
     */
    public RelayCheck(ClientConnections connections) {
        this.connections = requireNonNull(connections, "connections is null");
    }

    @Override
    public String name() {
        return "relay";
    }

    @Override
    public String description() {
        return "Clients that this host holds for the node or relays to it.";
    }

    @Override
    public List<OptionDescription> options() {
        return List.of(
                OptionDescription.of(
                        IDLE_CONNECTIONS,
                        OptionDescription.Type.DURATION,
                        "0s",
                        "A relayed connection over which no byte has passed for so long does not"
                                + " count; 0s: every connection counts."));
    }

    @Override
    public Set<Requirement> needs() {
        return Set.of();
    }

    @Override
    public CompletableFuture<Evidence> look(Question question) {
        Duration tolerated = question.options().duration(IDLE_CONNECTIONS);
        List<ClientConnection> clients = connections.of(question.node().name());
        Instant now = Instant.now();
        List<ClientConnection> active =
                clients.stream()
                        .filter(
                                client ->
                                        tolerated.isZero()
                                                || client.lastByte().plus(tolerated).isAfter(now))
                        .toList();
        return CompletableFuture.completedFuture(
                active.isEmpty()
                        ? new Evidence.Idle(idle(clients.size(), tolerated))
                        : new Evidence.Busy(busy(active)));
    }

    private static String idle(int quiet, Duration tolerated) {
        return quiet == 0
                ? "no client is connected through this host"
                : quiet
                        + (quiet == 1 ? " client is" : " clients are")
                        + " connected through this host, without a byte for "
                        + LookWords.of(tolerated);
    }

    private static String busy(List<ClientConnection> active) {
        ClientConnection first = active.get(0);
        return "a client at "
                + first.source()
                + " is connected through "
                + first.route()
                + (active.size() == 1 ? "" : ", and " + (active.size() - 1) + " more");
    }
}
