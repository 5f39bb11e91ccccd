package io.vmstation.reach;

import static java.util.Objects.requireNonNull;

import io.vmstation.lan.ArpRequests;
import io.vmstation.lan.Transports;
import io.vmstation.node.Network;
import io.vmstation.node.Node;
import io.vmstation.node.Readiness;
import io.vmstation.node.Service;
import io.vmstation.node.SshAccess;
import io.vmstation.spi.Answer;
import io.vmstation.spi.Answer.Ready;
import io.vmstation.spi.Answer.Silent;
import io.vmstation.spi.Commands;
import io.vmstation.spi.Reachability;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * Asks over the network: TCP, HTTP, SSH and, for the machine itself, ICMP. All addresses and ports
 * are asked in parallel, and every connection is a new one, because a node may have slept since the
 * last.
 *
 * <p>The machine counts as awake as soon as any of its ports accepts or refuses a connection, or
 * {@code ping} is answered. Asked are the ports of its services and the one by which we log in; a
 * node with neither is asked at the port of SSH, since a refusal tells as much as a welcome.
 *
 * <p>Cancelling a future closes what it had opened. Futures complete on event loops and must not be
 * blocked there.
 */
public final class NodeReachability implements Reachability {
    private static final int SSH = 22;

    private final Transports transports;
    private final ArpRequests arpRequests;
    private final Optional<Ping> ping;

    /**
     * @param transports carry the connections; not closed by this object
     * @param arpRequests sent ahead of every question over IPv4
     * @param commands runs {@code ping}
     * @param withPing whether the machine is also asked by {@code ping}
     */
    public NodeReachability(
            Transports transports, ArpRequests arpRequests, Commands commands, boolean withPing) {
        this.transports = requireNonNull(transports, "transports is null");
        this.arpRequests = requireNonNull(arpRequests, "arpRequests is null");
        this.ping = withPing ? Optional.of(new Ping(commands)) : Optional.empty();
    }

    @Override
    public CompletableFuture<Answer> machine(Node node, Duration patience) {
        return ask(
                node,
                address -> {
                    List<CompletableFuture<Answer>> questions = new ArrayList<>();
                    for (int port : ports(node)) {
                        CompletableFuture<Answer> answer =
                                connect(address, port, new Readiness.Tcp(), patience, () -> {});
                        questions.add(Race.translate(answer, it -> signOfLife(address, it)));
                    }
                    ping.ifPresent(it -> questions.add(it.ask(address, patience)));
                    return questions;
                });
    }

    @Override
    public CompletableFuture<Answer> service(
            Node node, Service service, Duration patience, Runnable signOfLife) {
        return ask(
                node,
                address ->
                        List.of(
                                connect(
                                        address,
                                        service.port(),
                                        service.readiness(),
                                        patience,
                                        signOfLife)));
    }

    private interface Questions {
        List<CompletableFuture<Answer>> about(InetAddress address);
    }

    private CompletableFuture<Answer> ask(Node node, Questions questions) {
        List<CompletableFuture<Answer>> asked = new ArrayList<>();
        for (String written : node.addresses()) {
            try {
                InetAddress address = Network.parseAddress(written);
                if (address instanceof Inet4Address ipv4) {
                    arpRequests.ask(ipv4);
                }
                asked.addAll(questions.about(address));
            } catch (IllegalArgumentException e) {
                asked.add(
                        CompletableFuture.completedFuture(
                                new Silent(written + " " + e.getMessage())));
            }
        }
        return asked.isEmpty()
                ? CompletableFuture.completedFuture(
                        new Silent("node " + node.name() + " has no address"))
                : Race.of(asked);
    }

    private CompletableFuture<Answer> connect(
            InetAddress address,
            int port,
            Readiness readiness,
            Duration patience,
            Runnable signOfLife) {
        return new ServiceProbe(
                        new InetSocketAddress(address, port), readiness, patience, signOfLife)
                .start(transports);
    }

    private static Set<Integer> ports(Node node) {
        Set<Integer> ports = new TreeSet<>();
        node.services().forEach(service -> ports.add(service.port()));
        node.ssh().map(SshAccess::port).ifPresent(ports::add);
        return ports.isEmpty() ? Set.of(SSH) : ports;
    }

    private static Answer signOfLife(InetAddress address, Answer answer) {
        return answer instanceof Silent ? answer : new Ready(new InetSocketAddress(address, 0));
    }
}
