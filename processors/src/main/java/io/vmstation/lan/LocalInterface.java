package io.vmstation.lan;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.MacAddress;
import java.net.Inet4Address;
import java.util.List;
import java.util.Optional;

/**
 * A network interface of this machine, as it was a moment ago.
 *
 * @param name {@code eth0}
 * @param index the number that the kernel gave it, positive
 * @param macAddress {@code 00:00:00:00:00:00} when it has none, as the loopback interface
 * @param addresses its IPv4 addresses; may be empty
 * @param flags what it is and how it is
 */
public record LocalInterface(
        String name, int index, MacAddress macAddress, List<Ipv4Subnet> addresses, Flags flags) {
    static final MacAddress NO_MAC = new MacAddress("00:00:00:00:00:00");

    public LocalInterface {
        requireNonNull(name, "name is null");
        requireNonNull(macAddress, "macAddress is null");
        addresses = List.copyOf(addresses);
        requireNonNull(flags, "flags is null");
    }

    /**
     * What an interface is and how it is.
     *
     * @param up switched on and connected to something
     * @param loopback leads back to this machine only
     * @param pointToPoint has exactly one peer and knows no broadcast
     */
    public record Flags(boolean up, boolean loopback, boolean pointToPoint) {}

    /** Whether other machines could hear an Ethernet frame that it sends. */
    boolean isOnEthernet() {
        return flags.up()
                && !flags.loopback()
                && !flags.pointToPoint()
                && !macAddress.equals(NO_MAC);
    }

    /** Its smallest subnet that this address of another machine lies in. */
    Optional<Ipv4Subnet> subnetOf(Inet4Address other) {
        return addresses.stream()
                .filter(subnet -> subnet.hasNeighbour(other))
                .max((one, two) -> Integer.compare(one.prefixLength(), two.prefixLength()));
    }
}
