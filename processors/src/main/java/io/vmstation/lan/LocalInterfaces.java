package io.vmstation.lan;

import io.vmstation.node.MacAddress;
import java.net.Inet4Address;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the network interfaces of this machine, anew at each call. Thread-safe. */
public final class LocalInterfaces {
    /** Bridges of people ({@code br0}, {@code vmbr0}) must not match. */
    private static final Pattern VIRTUAL =
            Pattern.compile(
                    "(docker|br-|veth|cni|flannel|cali|cilium|podman|virbr|vnet|tun|tap|wg|kube-"
                            + "|nodelocaldns|lxc|vxlan).*");

    private final SysClassNet files;

    /** Reads those of this machine. */
    public LocalInterfaces() {
        this(new SysClassNet(Path.of("/sys/class/net")));
    }

    LocalInterfaces(SysClassNet files) {
        this.files = files;
    }

    /**
     * The interfaces to send from, and what is wrong with those that were asked for.
     *
     * @param interfaces in the order of the kernel, or as they were asked for
     * @param problems one clause for each that was asked for and cannot be used
     */
    public record Selection(List<LocalInterface> interfaces, List<String> problems) {
        public Selection {
            interfaces = List.copyOf(interfaces);
            problems = List.copyOf(problems);
        }
    }

    /** The interfaces of {@link #select}, when nobody is told about the problems. */
    public List<LocalInterface> eligible(List<String> wanted) {
        return select(wanted).interfaces();
    }

    /**
     * Chooses the interfaces from which a sleeping machine of the LAN can be reached.
     *
     * @param wanted names; taken as they are, even the loopback interface, when they exist and are
     *     up. Empty: every interface that is up, can broadcast, has a MAC address and belongs to
     *     the LAN, not to containers, virtual machines or a VPN
     */
    public Selection select(List<String> wanted) {
        if (wanted.isEmpty()) {
            return new Selection(
                    onEthernet().stream()
                            .filter(one -> !VIRTUAL.matcher(one.name()).matches())
                            .toList(),
                    List.of());
        }
        List<LocalInterface> found = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (String name : wanted.stream().distinct().toList()) {
            Optional<LocalInterface> one = named(name);
            if (one.isEmpty()) {
                problems.add("this machine has no network interface " + name);
            } else if (!one.get().flags().up()) {
                problems.add("network interface " + name + " is down or has no cable");
            } else {
                found.add(one.get());
            }
        }
        return new Selection(found, problems);
    }

    /** Every interface that other machines could hear, those of containers too. */
    List<LocalInterface> onEthernet() {
        Map<String, LocalInterface> all = new LinkedHashMap<>();
        try (Stream<NetworkInterface> shown = NetworkInterface.networkInterfaces()) {
            shown.map(LocalInterfaces::read)
                    .flatMap(Optional::stream)
                    .forEach(one -> all.put(one.name(), one));
        } catch (SocketException e) {
            // The JDK says so when no interface has an address.
            all.clear();
        }
        for (String name : files.names()) {
            if (!all.containsKey(name)) {
                files.read(name).ifPresent(one -> all.put(name, one));
            }
        }
        return all.values().stream().filter(LocalInterface::isOnEthernet).toList();
    }

    private Optional<LocalInterface> named(String name) {
        try {
            return Optional.ofNullable(NetworkInterface.getByName(name))
                    .flatMap(LocalInterfaces::read)
                    .or(() -> files.read(name));
        } catch (SocketException e) {
            return files.read(name);
        }
    }

    private static Optional<LocalInterface> read(NetworkInterface from) {
        try {
            byte[] mac = from.getHardwareAddress();
            return Optional.of(
                    new LocalInterface(
                            from.getName(),
                            from.getIndex(),
                            mac == null || mac.length != MacAddress.LENGTH
                                    ? LocalInterface.NO_MAC
                                    : new MacAddress(HexFormat.ofDelimiter(":").formatHex(mac)),
                            subnets(from),
                            new LocalInterface.Flags(
                                    from.isUp(), from.isLoopback(), from.isPointToPoint())));
        } catch (SocketException e) {
            // It went away while it was read.
            return Optional.empty();
        }
    }

    private static List<Ipv4Subnet> subnets(NetworkInterface from) {
        List<Ipv4Subnet> subnets = new ArrayList<>();
        for (InterfaceAddress address : from.getInterfaceAddresses()) {
            if (address.getAddress() instanceof Inet4Address own) {
                Ipv4Subnet computed = Ipv4Subnet.of(own, address.getNetworkPrefixLength());
                subnets.add(
                        address.getBroadcast() instanceof Inet4Address told
                                        && !told.isAnyLocalAddress()
                                        && computed.broadcast().isPresent()
                                ? new Ipv4Subnet(own, computed.prefixLength(), Optional.of(told))
                                : computed);
            }
        }
        return subnets;
    }
}
