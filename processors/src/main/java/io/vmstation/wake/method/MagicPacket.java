package io.vmstation.wake.method;

import io.vmstation.node.MacAddress;
import io.vmstation.node.Node;
import io.vmstation.node.SecureOn;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The payload that a sleeping network card listens for: six octets of ones, sixteen times its MAC
 * address, then the SecureOn password where the card wants one (AMD, Magic Packet Technology, white
 * paper 20213, 1995).
 */
final class MagicPacket {
    /** The EtherType of a magic packet that is no UDP datagram. */
    static final short ETHER_TYPE = 0x0842;

    private static final int REPETITIONS = 16;
    private static final byte[] BROADCAST = {-1, -1, -1, -1, -1, -1};

    private MagicPacket() {}

    /** The MAC addresses of a node, for people. */
    static String targets(Node node) {
        return node.macAddresses().stream().map(MacAddress::text).collect(Collectors.joining(", "));
    }

    /** The payload of a datagram. */
    static byte[] payload(MacAddress target, Optional<SecureOn> password) {
        byte[] secret = password.map(SecureOn::octets).orElseGet(() -> new byte[0]);
        ByteBuffer packet =
                ByteBuffer.allocate((1 + REPETITIONS) * MacAddress.LENGTH + secret.length);
        packet.put(BROADCAST);
        for (int i = 0; i < REPETITIONS; i++) {
            packet.put(target.octets());
        }
        return packet.put(secret).array();
    }

    /**
     * A whole Ethernet frame.
     *
     * @param broadcast to everybody; else to the target alone, which a switch that has forgotten it
     *     floods
     */
    static byte[] frame(
            MacAddress source, MacAddress target, Optional<SecureOn> password, boolean broadcast) {
        byte[] payload = payload(target, password);
        byte[] destination = broadcast ? Arrays.copyOf(BROADCAST, 6) : target.octets();
        return ByteBuffer.allocate(2 * MacAddress.LENGTH + Short.BYTES + payload.length)
                .put(destination)
                .put(source.octets())
                .putShort(ETHER_TYPE)
                .put(payload)
                .array();
    }
}
