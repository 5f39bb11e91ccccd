package io.vmstation.relay;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the held and the relayed connections of all listeners, which outlive the routes that they
 * came through. Thread-safe.
 */
public final class Relays implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Relays.class);
    private static final Duration FAREWELL = Duration.ofSeconds(3);

    private final Duration drain;
    private final Set<HeldConnection> held = new HashSet<>();
    private final Set<Relay> relayed = new HashSet<>();
    private boolean closed;

    /**
     * @param drain how long relayed connections may take to finish at the end
     */
    public Relays(Duration drain) {
        this.drain = drain;
    }

    /** The connections that are being relayed now. */
    public List<OpenConnection> open() {
        synchronized (this) {
            return relayed.stream().map(Relay::describe).toList();
        }
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

    synchronized void remove(Relay relay) {
        relayed.remove(relay);
        notifyAll();
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
