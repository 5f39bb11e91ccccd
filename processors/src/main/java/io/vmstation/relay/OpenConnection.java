package io.vmstation.relay;

import java.time.Instant;

/**
 * A connection that is being relayed, as it was at one moment.
 *
 * @param route id of the route that listens
 * @param source IP address of the client
 * @param target where the service listens, {@code host:port}
 * @param since when the client was connected to the service
 * @param bytesToNode bytes passed on to the service
 * @param bytesToClient bytes passed on to the client
 */
public record OpenConnection(
        String route,
        String source,
        String target,
        Instant since,
        long bytesToNode,
        long bytesToClient) {}
