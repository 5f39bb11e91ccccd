package io.vmstation.sleep.check;

import io.vmstation.node.Network;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
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
     * Those to the given ports of the node, but for our own, by which we ask, and those from our
     * machine that do not last. Our own must be among what {@code ss} shows, or else it does not
     * show everything.
     */
    static CompletableFuture<List<TcpConnection>> established(
            Inquiry inquiry, Set<Long> ports, OwnTraffic traffic) {
        return inquiry.printed(OWN.orElse("our own connection cannot be told from others"))
                .thenApply(TcpConnection::own)
                .thenCompose(
                        own ->
                                others(inquiry, ports, own, traffic)
                                        .thenCompose(
                                                all -> lasting(inquiry, ports, own, all, traffic)));
    }

    private static CompletableFuture<List<TcpConnection>> others(
            Inquiry inquiry, Set<Long> ports, TcpConnection own, OwnTraffic traffic) {
        return inquiry.printed(ss(ports, own.localPort()))
                .thenApply(printed -> others(printed, ports, own))
                .thenApply(all -> withoutLogIns(all, own, traffic));
    }

    private static List<TcpConnection> withoutLogIns(
            List<TcpConnection> all, TcpConnection own, OwnTraffic traffic) {
        return all.stream()
                .filter(
                        each ->
                                !(each.peer().equals(own.peer())
                                        && traffic.loggedInFrom().test(each.peerPort())))
                .toList();
    }

    /** Without those from our machine that are gone at a second look. */
    private static CompletableFuture<List<TcpConnection>> lasting(
            Inquiry inquiry,
            Set<Long> ports,
            TcpConnection own,
            List<TcpConnection> first,
            OwnTraffic traffic) {
        Predicate<TcpConnection> isOurs =
                each -> each.peer().equals(own.peer()) || traffic.ours().test(each.peer());
        if (first.stream().noneMatch(isOurs)) {
            return CompletableFuture.completedFuture(first);
        }
        Executor later =
                CompletableFuture.delayedExecutor(traffic.pause().toNanos(), TimeUnit.NANOSECONDS);
        return CompletableFuture.completedFuture(first)
                .thenComposeAsync(seen -> others(inquiry, ports, own, traffic), later)
                .thenApply(
                        second ->
                                first.stream()
                                        .filter(e -> !isOurs.test(e) || second.contains(e))
                                        .toList());
    }

    /** {@code 192.168.4.20 on port 445}. */
    String who() {
        return peer.getHostAddress() + " on port " + localPort;
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
