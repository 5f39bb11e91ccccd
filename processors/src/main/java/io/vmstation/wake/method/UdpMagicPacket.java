package io.vmstation.wake.method;

import static java.util.Objects.requireNonNull;

import io.vmstation.lan.Ipv4Subnet;
import io.vmstation.lan.LocalInterface;
import io.vmstation.lan.LocalInterfaces;
import io.vmstation.node.MacAddress;
import io.vmstation.node.Network;
import io.vmstation.node.Node;
import io.vmstation.node.SecureOn;
import io.vmstation.spi.MethodOutcome;
import io.vmstation.spi.WakeMethod;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Sends magic packets as UDP datagrams: from each eligible interface to its own broadcast address
 * and to 255.255.255.255, and to the broadcast addresses that are configured for the node, on each
 * of its ports. Needs no privilege. Thread-safe.
 */
public final class UdpMagicPacket implements WakeMethod {
    private static final String LIMITED_BROADCAST = "255.255.255.255";
    private static final String NO_INTERFACE =
            "this machine has no network interface that can broadcast: name one in"
                    + " wake.interfaces, or addresses in wake.broadcastAddresses";

    private final LocalInterfaces interfaces;

    /** Sends from {@code interfaces}. */
    public UdpMagicPacket(LocalInterfaces interfaces) {
        this.interfaces = requireNonNull(interfaces, "interfaces is null");
    }

    @Override
    public String name() {
        return "magic-packet";
    }

    @Override
    public String plan(Node node) {
        Set<String> by = new LinkedHashSet<>();
        Set<String> to = new LinkedHashSet<>();
        for (LocalInterface from : interfaces.select(node.wake().interfaces()).interfaces()) {
            for (Ipv4Subnet subnet : from.addresses()) {
                by.add(from.name());
                broadcasts(from, subnet).forEach(a -> to.add(a.getHostAddress()));
            }
        }
        to.addAll(node.wake().broadcastAddresses());
        if (to.isEmpty()) {
            return "cannot be used here: " + NO_INTERFACE;
        }
        return "sends UDP datagrams for %s to %s, ports %s%s"
                .formatted(
                        MagicPacket.targets(node),
                        String.join(", ", to),
                        node.wake().ports().stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining(", ")),
                        by.isEmpty() ? "" : ", by " + String.join(", ", by));
    }

    @Override
    public CompletableFuture<MethodOutcome> ask(Node node) {
        return CompletableFuture.completedFuture(send(node));
    }

    private MethodOutcome send(Node node) {
        Optional<SecureOn> password;
        try {
            password = Passwords.of(node);
        } catch (IOException e) {
            return new MethodOutcome.Failed(String.valueOf(e.getMessage()));
        }
        List<byte[]> payloads = new ArrayList<>();
        for (MacAddress mac : node.macAddresses()) {
            payloads.add(MagicPacket.payload(mac, password));
        }
        Tally tally = new Tally();
        LocalInterfaces.Selection selection = interfaces.select(node.wake().interfaces());
        tally.problems.addAll(selection.problems());
        for (LocalInterface from : selection.interfaces()) {
            for (Ipv4Subnet subnet : from.addresses()) {
                // Bound to the interface's own address, even the limited broadcast leaves by it.
                InetSocketAddress local = new InetSocketAddress(subnet.address(), 0);
                Set<InetAddress> to = broadcasts(from, subnet);
                send(local, from.name(), to, node.wake().ports(), payloads, tally);
            }
        }
        Set<InetAddress> configured = new LinkedHashSet<>();
        node.wake().broadcastAddresses().forEach(a -> configured.add(Network.parseAddress(a)));
        if (!configured.isEmpty()) {
            InetSocketAddress any = new InetSocketAddress(0);
            send(any, "the routing table", configured, node.wake().ports(), payloads, tally);
        }
        return tally.outcome();
    }

    private static Set<InetAddress> broadcasts(LocalInterface from, Ipv4Subnet subnet) {
        Set<InetAddress> to = new LinkedHashSet<>();
        subnet.broadcast().ifPresent(to::add);
        if (!from.flags().loopback()) {
            to.add(Network.parseAddress(LIMITED_BROADCAST));
        }
        return to;
    }

    private static void send(
            InetSocketAddress local,
            String by,
            Set<InetAddress> to,
            List<Integer> ports,
            List<byte[]> payloads,
            Tally tally) {
        try (DatagramSocket socket = new DatagramSocket(local)) {
            socket.setBroadcast(true);
            for (InetAddress address : to) {
                for (int port : ports) {
                    for (byte[] payload : payloads) {
                        InetSocketAddress target = new InetSocketAddress(address, port);
                        tally.sent(socket, new DatagramPacket(payload, payload.length, target), by);
                    }
                }
            }
        } catch (IOException e) {
            tally.problems.add("by " + by + ": " + e.getMessage());
        }
    }

    /** What went out and what did not. */
    private static final class Tally {
        private final Set<String> interfaces = new TreeSet<>();
        private final Set<String> addresses = new LinkedHashSet<>();
        private final Set<String> problems = new LinkedHashSet<>();
        private int packets;

        void sent(DatagramSocket socket, DatagramPacket packet, String by) {
            String address = packet.getAddress().getHostAddress();
            try {
                socket.send(packet);
                packets++;
                interfaces.add(by);
                addresses.add(address);
            } catch (IOException e) {
                problems.add("to " + address + " by " + by + ": " + e.getMessage());
            }
        }

        MethodOutcome outcome() {
            if (packets > 0) {
                String detail =
                        "to "
                                + String.join(", ", addresses)
                                + " by "
                                + String.join(", ", interfaces);
                return new MethodOutcome.Sent(
                        packets,
                        problems.isEmpty()
                                ? detail
                                : detail + "; not sent: " + String.join(", ", problems));
            }
            return problems.isEmpty()
                    ? new MethodOutcome.Unavailable(NO_INTERFACE)
                    : new MethodOutcome.Failed(String.join(", ", problems));
        }
    }
}
