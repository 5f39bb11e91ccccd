package io.vmstation.relay;

import static java.util.Objects.requireNonNull;

import io.vmstation.spi.ClientConnections;
import io.vmstation.spi.NodeActivity;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the held and the relayed connections of all listeners, which outlive the routes that they
 * came through. Thread-safe.
 */
public final class Relays implements ClientConnections, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Relays.class);
    private static final Duration FAREWELL = Duration.ofSeconds(3);

    private final Duration drain;
    private final NodeActivity activity;
    private final Set<HeldConnection> held = new HashSet<>();
    private final Set<Relay> relayed = new HashSet<>();
    private boolean closed;

    /**
     * @param drain how long relayed connections may take to finish at the end
     * @param activity is told when a relayed client leaves, on a Netty thread
     */
    public Relays(Duration drain, NodeActivity activity) {
        this.drain = requireNonNull(drain, "drain is null");
        this.activity = requireNonNull(activity, "activity is null");
    }

    /** The connections that are being relayed now. */
    public List<OpenConnection> open() {
        synchronized (this) {
            return relayed.stream().map(Relay::describe).toList();
        }
    }

    @Override
    public List<ClientConnection> of(String node) {
        List<HeldConnection> waiting;
        List<Relay> talking;
        synchronized (this) {
            waiting = List.copyOf(held);
            talking = List.copyOf(relayed);
        }
        return Stream.concat(
                        waiting.stream()
                                .filter(connection -> mayBe(node, connection.node()))
                                .map(HeldConnection::describe),
                        talking.stream()
                                .filter(relay -> mayBe(node, relay.node()))
                                .map(Relay::asClient))
                .toList();
    }

    private static boolean mayBe(String node, Optional<String> named) {
        return named.isEmpty() || named.get().equals(node);
    }

    /**
     * Ends all connections, and every one that still comes: held clients are told so at once and
     * closed, relayed ones may finish first. Returns when all are closed, at the latest a few
     * seconds after {@code drain}. The event loops must run until then.
     */
    @Override
    public void close() {
        List<HeldConnection> waiting;
        synchronized (this) {
            closed = true;
            waiting = List.copyOf(held);
            if (!waiting.isEmpty() || !relayed.isEmpty()) {
                log.info("Connections end: held={}, relayed={}", waiting.size(), relayed.size());
            }
        }
        waiting.forEach(HeldConnection::stop);
        if (!awaitNone(relayed, drain)) {
            List<Relay> unfinished;
            synchronized (this) {
                unfinished = List.copyOf(relayed);
            }
            log.info("Connections cut, they took too long to end: count={}", unfinished.size());
            unfinished.forEach(Relay::cut);
            awaitNone(relayed, FAREWELL);
        }
        awaitNone(held, FAREWELL);
    }

    /** Keeps a held connection until {@link #remove}; false: the host stops. */
    synchronized boolean add(HeldConnection connection) {
        return !closed && held.add(connection);
    }

    synchronized void remove(HeldConnection connection) {
        held.remove(connection);
        notifyAll();
    }

    synchronized void add(Relay relay) {
        relayed.add(relay);
    }

    /** Forgets a relayed connection that has ended. */
    void remove(Relay relay) {
        try {
            // First, so that there is no moment at which the node looks as if nobody had used it.
            relay.node().ifPresent(node -> activity.used(node, farewell(relay)));
        } finally {
            synchronized (this) {
                relayed.remove(relay);
                notifyAll();
            }
        }
    }

    private static String farewell(Relay relay) {
        return "a client at " + relay.source() + " left";
    }

    private synchronized boolean awaitNone(Set<?> connections, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            while (!connections.isEmpty()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                wait(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
