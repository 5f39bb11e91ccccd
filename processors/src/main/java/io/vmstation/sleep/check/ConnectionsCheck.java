package io.vmstation.sleep.check;

import static io.vmstation.spi.OptionDescription.Type.NETWORKS;
import static io.vmstation.spi.OptionDescription.Type.PORTS;
import static java.util.Objects.requireNonNull;

import io.vmstation.node.Network;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.Evidence.Busy;
import io.vmstation.spi.Evidence.Idle;
import io.vmstation.spi.OptionDescription;
import io.vmstation.spi.SleepCheck;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** Finds clients of services, by the TCP connections that {@code ss} shows. */
public final class ConnectionsCheck implements SleepCheck {
    private final OwnTraffic traffic;

    /** Knows of no log-in of ours but the one by which it asks. */
    public ConnectionsCheck() {
        this(port -> false);
    }

    /**
     * The check, on the machine that this runs on.
     *
     * @param loggedInFrom whether we are logged in at nodes from this port of this machine
     */
    public ConnectionsCheck(IntPredicate loggedInFrom) {
        this(OwnTraffic.usual(loggedInFrom));
    }

    ConnectionsCheck(OwnTraffic traffic) {
        this.traffic = requireNonNull(traffic, "traffic is null");
    }

    @Override
    public String name() {
        return "connections";
    }

    @Override
    public String description() {
        return "Established TCP connections to ports of the node, whether or not anything is sent over"
                + " them; never the one by which VMStation asks, and others from its machine only if"
                + " they last longer than its probes do.";
    }

    @Override
    public List<OptionDescription> options() {
        return List.of(
                OptionDescription.of(
                        "ports", PORTS, "22", "The node's ports that clients connect to."),
                OptionDescription.of(
                        "ignore",
                        NETWORKS,
                        "",
                        "Clients that do not count, such as scrapers and health checks."));
    }

    @Override
    public CompletableFuture<Evidence> look(Question question) {
        Set<Long> ports = new LinkedHashSet<>(question.options().integers("ports"));
        List<Network> ignored =
                question.options().texts("ignore").stream().map(Network::parse).toList();
        return Inquiry.on(
                question,
                inquiry ->
                        TcpConnection.established(inquiry, ports, traffic)
                                .thenApply(found -> judge(found, ports, ignored)));
    }

    private static Evidence judge(
            List<TcpConnection> found, Set<Long> ports, List<Network> ignored) {
        List<String> clients =
                found.stream()
                        .filter(each -> ignored.stream().noneMatch(n -> n.contains(each.peer())))
                        .map(TcpConnection::who)
                        .distinct()
                        .toList();
        String named =
                (ports.size() == 1 ? "port " : "ports ")
                        + ports.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return clients.isEmpty()
                ? new Idle("nobody is connected to " + named)
                : new Busy("connected: " + Clause.of(clients));
    }
}
