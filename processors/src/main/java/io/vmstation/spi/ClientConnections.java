package io.vmstation.spi;

import java.time.Instant;
import java.util.List;

/** The clients that this host itself holds or relays. Thread-safe. */
public interface ClientConnections {

    /**
     * Those that belong to the node of that name, held ones included. One of which it is not known,
     * or not yet, to which node it belongs counts for every node, so that none is overlooked.
     */
    List<ClientConnection> of(String node);

    /**
     * One of them.
     *
     * @param route through which it came
     * @param source who it is
     * @param since when it was accepted
     * @param bytes in both directions so far; 0 while it is held
     * @param lastByte when the last byte passed; the same as {@code since} before the first. While
     *     the client is held, now: it waits for the node all the time
     */
    record ClientConnection(
            String route, String source, Instant since, long bytes, Instant lastByte) {}
}
