package io.vmstation.sleep.check;

import io.vmstation.node.Network;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An established TCP connection to a node, without zones, IPv4 as IPv4 also where a socket for IPv6
 * took it.
 */
record TcpConnection(InetAddress local, int localPort, InetAddress peer, int peerPort) {
    private static final Program OWN =
            Program.of("coreutils", List.of("printenv", "SSH_CONNECTION"));

    /**
     * Those to the given ports of the node, but for our own, by which we ask. Our own must be among
     * what {@code ss} shows, or else it does not show everything.
     *
     * @param ownPorts from which of our ports we are logged in to nodes, for whatever purpose
     */
    static CompletableFuture<List<TcpConnection>> established(
            Inquiry inquiry, Set<Long> ports, Supplier<Set<Integer>> ownPorts) {
        // Asked before and after, as others of ours may begin and end meanwhile.
        Set<Integer> ours = new HashSet<>(ownPorts.get());
        return inquiry.printed(OWN.orElse("our own connection cannot be told from others"))
                .thenApply(TcpConnection::own)
                .thenCompose(
                        own ->
                                inquiry.printed(ss(ports, own.localPort()))
                                        .thenApply(
                                                printed -> {
                                                    ours.addAll(ownPorts.get());
                                                    return others(printed, ports, own).stream()
                                                            .filter(each -> !each.isLike(own, ours))
                                                            .toList();
                                                }));
    }

    /** {@code 192.168.4.20 on port 445}. */
    String who() {
        return peer.getHostAddress() + " on port " + localPort;
    }

    /** Whether it comes from where {@code own} does, to the same service, and from such a port. */
    private boolean isLike(TcpConnection own, Set<Integer> peerPorts) {
        return localPort == own.localPort && peer.equals(own.peer) && peerPorts.contains(peerPort);
    }

    private static Program ss(Set<Long> ports, int ownPort) {
        String filter =
                Stream.concat(ports.stream(), Stream.of((long) ownPort))
                        .distinct()
                        .map(port -> "sport = :" + port)
                        .collect(Collectors.joining(" or ", "( ", " )"));
        return Program.of(
                "iproute2",
                Stream.concat(
                                Stream.of("ss", "-Htn", "state", "established"),
                                Arrays.stream(filter.split(" ", -1)))
                        .toList());
    }

    private static List<TcpConnection> others(String printed, Set<Long> ports, TcpConnection own) {
        List<TcpConnection> all =
                printed.lines().filter(line -> !line.isBlank()).map(TcpConnection::row).toList();
        if (!all.contains(own)) {
            throw new CannotTell(
                    "ss does not show our own connection, so perhaps not others either: does it run"
                            + " in a network namespace of its own?");
        }
        return all.stream()
                .filter(each -> !each.equals(own) && ports.contains((long) each.localPort()))
                .toList();
    }

    /** RECV-Q SEND-Q LOCAL PEER, with the process after it if it is known. */
    private static TcpConnection row(String line) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length < 4 || !fields[0].matches("\\d+") || !fields[1].matches("\\d+")) {
            throw new CannotTell(
                    "ss printed what is no list of connections: \"" + Clause.of(line) + "\"");
        }
        return new TcpConnection(
                address(beforePort(fields[2])),
                port(fields[2]),
                address(beforePort(fields[3])),
                port(fields[3]));
    }

    /**
     * As the server sees it (ssh(1), {@code SSH_CONNECTION}): client, its port, server, its port.
     */
    private static TcpConnection own(String printed) {
        String[] fields = printed.strip().split(" ", -1);
        if (fields.length != 4) {
            throw new CannotTell("SSH_CONNECTION is unreadable: \"" + Clause.of(printed) + "\"");
        }
        return new TcpConnection(
                address(fields[2]),
                port(":" + fields[3]),
                address(fields[0]),
                port(":" + fields[1]));
    }

    private static String beforePort(String endpoint) {
        return endpoint.substring(0, Math.max(0, endpoint.lastIndexOf(':')));
    }

    private static int port(String endpoint) {
        String port = endpoint.substring(endpoint.lastIndexOf(':') + 1);
        if (!port.matches("\\d{1,5}")) {
            throw new CannotTell("there is no port in \"" + Clause.of(endpoint) + "\"");
        }
        return Integer.parseInt(port);
    }

    /** {@code [fe80::1]%eth0}, {@code [::ffff:192.168.4.61]}, {@code 192.168.4.61%eth0}. */
    static InetAddress address(String written) {
        String literal = written.replaceAll("%[^\\]]*", "").replace("[", "").replace("]", "");
        try {
            return Network.parseAddress(literal);
        } catch (IllegalArgumentException e) {
            throw new CannotTell("\"" + Clause.of(written) + "\" is no address");
        }
    }
}
