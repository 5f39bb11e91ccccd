package io.vmstation.lan;

import static java.util.Objects.requireNonNull;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An IPv4 address of a local interface and the subnet around it.
 *
 * @param address this machine's own
 * @param prefixLength 0 to 32
 * @param broadcast the directed broadcast address; absent for /31 and /32, which have none
 */
public record Ipv4Subnet(Inet4Address address, int prefixLength, Optional<Inet4Address> broadcast) {
    private static final int LONGEST_WITH_BROADCAST = 30;

    public Ipv4Subnet {
        requireNonNull(address, "address is null");
        requireNonNull(broadcast, "broadcast is null");
        if (prefixLength < 0 || prefixLength > 32) {
            throw new IllegalArgumentException("prefix length out of range: " + prefixLength);
        }
    }

    /** Computes the broadcast address as all ones after the prefix. */
    static Ipv4Subnet of(Inet4Address address, int prefixLength) {
        Optional<Inet4Address> broadcast =
                prefixLength > LONGEST_WITH_BROADCAST
                        ? Optional.empty()
                        : Optional.of(fromBits(bits(address) | ~mask(prefixLength)));
        return new Ipv4Subnet(address, prefixLength, broadcast);
    }

    /** Whether that address can be the one of another machine in this subnet. */
    boolean hasNeighbour(Inet4Address other) {
        boolean inside = ((bits(other) ^ bits(address)) & mask(prefixLength)) == 0;
        boolean everybody = broadcast.filter(other::equals).isPresent();
        return inside && !everybody && !other.equals(address);
    }

    private static int mask(int prefixLength) {
        return prefixLength == 0 ? 0 : -1 << (32 - prefixLength);
    }

    private static int bits(Inet4Address address) {
        return ByteBuffer.wrap(address.getAddress()).getInt();
    }

    private static Inet4Address fromBits(int bits) {
        byte[] octets = ByteBuffer.allocate(4).putInt(bits).array();
        try {
            return (Inet4Address) InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new AssertionError("four octets are an IPv4 address", e);
        }
    }
}
