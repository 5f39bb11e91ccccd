package io.vmstation.ipmi.source;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.source.BmcConnection.InBand;
import io.vmstation.ipmi.source.BmcConnection.Lan;
import io.vmstation.node.Bmc;
import io.vmstation.node.Node;
import io.vmstation.spi.CommandRound;
import io.vmstation.spi.Commands;
import java.io.IOException;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Finds the way to the BMC of a node, when it is needed: passwords are read anew each time.
 * Thread-safe.
 */
public final class NodeConnections {
    private final Commands local;
    private final Function<Node, CommandRound> remote;
    private final Predicate<Node> thisMachine;

    /**
     * @param local runs programs of this machine
     * @param remote runs programs of another one, over one log-in
     * @param thisMachine whether a node is where this runs
     */
    public NodeConnections(
            Commands local, Function<Node, CommandRound> remote, Predicate<Node> thisMachine) {
        this.local = requireNonNull(local, "local is null");
        this.remote = requireNonNull(remote, "remote is null");
        this.thisMachine = requireNonNull(thisMachine, "thisMachine is null");
    }

    /** What came of looking for the way. */
    public sealed interface Way {

        /**
         * There is one.
         *
         * @param connection how to talk to the BMC
         * @param end to be run when nobody talks to it any more; harmless to repeat
         */
        record Open(BmcConnection connection, Runnable end) implements Way {}

        /**
         * There is none.
         *
         * @param reason one clause, without secrets
         */
        record Closed(String reason) implements Way {}
    }

    /** The key of every connection to that BMC. */
    static String key(Node node, Bmc bmc) {
        return bmc.access() instanceof Bmc.Lan lan
                ? Lan.key(lan.address(), lan.port())
                : InBand.key(node.name());
    }

    /** The way to the BMC of {@code node}. Sends nothing. */
    public Way to(Node node) {
        if (node.bmc().isEmpty()) {
            return new Way.Closed(
                    "node " + node.name() + " has no BMC: add bmc to it in nodes.yaml");
        }
        Bmc.Access access = node.bmc().get().access();
        return access instanceof Bmc.Lan lan ? overLan(lan) : inBand(node);
    }

    private static Way overLan(Bmc.Lan lan) {
        try {
            return new Way.Open(
                    new Lan(
                            lan.address(),
                            lan.port(),
                            lan.user(),
                            PasswordFile.read(lan.passwordFile()),
                            lan.cipherSuites(),
                            lan.privilege()),
                    () -> {});
        } catch (IOException e) {
            return new Way.Closed(String.valueOf(e.getMessage()));
        }
    }

    private Way inBand(Node node) {
        if (thisMachine.test(node)) {
            return new Way.Open(new InBand(node.name(), true, local), () -> {});
        }
        CommandRound round = remote.apply(node);
        return new Way.Open(new InBand(node.name(), false, round), round::close);
    }
}
