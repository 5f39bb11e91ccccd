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
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Finds clients of services, by the TCP connections that {@code ss} shows. */
public final class ConnectionsCheck implements SleepCheck {

    private final Supplier<Set<Integer>> ownPorts;

    /** Knows of no connection of ours but that by which it asks. */
    public ConnectionsCheck() {
        this(Set::of);
    }

    /**
     * @param ownPorts from which ports of this machine it is logged in to nodes just now, for other
     *     purposes too
     */
    public ConnectionsCheck(Supplier<Set<Integer>> ownPorts) {
        this.ownPorts = requireNonNull(ownPorts, "ownPorts is null");
    }

    @Override
    public String name() {
        return "connections";
    }

    @Override
    public String description() {
        return "Established TCP connections to ports of the node, whether or not anything is sent over"
                + " them; never one by which VMStation itself is logged in.";
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
                        TcpConnection.established(inquiry, ports, ownPorts)
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
