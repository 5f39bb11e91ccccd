package io.vmstation.lan;

import io.vmstation.node.MacAddress;
import java.net.Inet4Address;
import java.nio.ByteBuffer;

/**
 * An ordinary ARP request for IPv4 over Ethernet (RFC 826): it names its sender, so it is no probe
 * and nobody mistakes it for a claim on an address (RFC 5227).
 *
 * @param fromMac who asks
 * @param fromAddress who asks, never 0.0.0.0
 * @param target who is asked for
 */
record ArpRequest(MacAddress fromMac, Inet4Address fromAddress, Inet4Address target) {
    private static final int SHORTEST_FRAME = 60;
    private static final int ETHER_TYPE = 0x0806;
    private static final int ETHERNET = 1;
    private static final int IPV4 = 0x0800;
    private static final int REQUEST = 1;
    private static final byte[] EVERYBODY = {-1, -1, -1, -1, -1, -1};
    private static final byte[] UNKNOWN = new byte[MacAddress.LENGTH];

    ArpRequest {
        if (fromAddress.isAnyLocalAddress()) {
            throw new IllegalArgumentException("an ARP request without a sender is a probe");
        }
    }

    /** The frame, padded to the shortest length that Ethernet allows. */
    byte[] frame() {
        return ByteBuffer.allocate(SHORTEST_FRAME)
                .put(EVERYBODY)
                .put(fromMac.octets())
                .putShort((short) ETHER_TYPE)
                .putShort((short) ETHERNET)
                .putShort((short) IPV4)
                .put((byte) MacAddress.LENGTH)
                .put((byte) Integer.BYTES)
                .putShort((short) REQUEST)
                .put(fromMac.octets())
                .put(fromAddress.getAddress())
                .put(UNKNOWN)
                .put(target.getAddress())
                .array();
    }
}
