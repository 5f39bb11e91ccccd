package io.vmstation.spi;

import java.net.InetSocketAddress;

/** What a node or one of its services answered to one probe, from nothing to everything. */
public sealed interface Answer {

    /** Nothing came back in time. */
    record Silent(String reason) implements Answer {}

    /** The machine answered, the port of the service did not accept. */
    record AddressAnswers(String reason) implements Answer {}

    /** The port accepted a connection, the service behind it is not ready yet. */
    record PortAccepts(String reason) implements Answer {}

    /**
     * Ready for a client.
     *
     * @param at where it was found ready; port 0 when only the machine was asked for
     */
    record Ready(InetSocketAddress at) implements Answer {}
}
