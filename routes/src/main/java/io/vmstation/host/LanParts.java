package io.vmstation.host;

import io.vmstation.exec.LocalCommands;
import io.vmstation.exec.SshConnections;
import io.vmstation.lan.ArpRequests;
import io.vmstation.lan.LocalInterface;
import io.vmstation.lan.LocalInterfaces;
import io.vmstation.lan.Transports;
import io.vmstation.reach.NodeReachability;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/** How other machines are reached, and programs are run here and there. */
final class LanParts {
    private static final int RELAY_THREADS =
            Math.max(2, Runtime.getRuntime().availableProcessors());

    private final LocalInterfaces interfaces;
    private final LocalCommands commands;
    private final Transports probes = Transports.start(1, "probe");
    private final Transports relayWorkers = Transports.start(RELAY_THREADS, "relay");
    private final SshConnections ssh =
            new SshConnections(Path.of(System.getProperty("user.home"), ".ssh", "known_hosts"));
    private final ArpRequests arpRequests;
    private final NodeReachability reachability;

    /**
     * @param ping whether nodes are asked by ping, too
     */
    LanParts(
            LocalInterfaces interfaces,
            LocalCommands commands,
            ScheduledExecutorService background,
            boolean ping) {
        this.interfaces = interfaces;
        this.commands = commands;
        this.arpRequests = new ArpRequests(interfaces, background);
        this.reachability = new NodeReachability(probes, arpRequests, commands, ping);
    }

    LocalCommands commands() {
        return commands;
    }

    /** Carries questions to nodes. */
    Transports probes() {
        return probes;
    }

    Transports relayWorkers() {
        return relayWorkers;
    }

    SshConnections ssh() {
        return ssh;
    }

    NodeReachability reachability() {
        return reachability;
    }

    /** The interfaces on which this machine could be woken, or wakes others. */
    List<String> interfaceNames() {
        return interfaces.eligible(List.of()).stream().map(LocalInterface::name).toList();
    }

    void close() {
        probes.close();
        relayWorkers.close();
        arpRequests.close();
        ssh.close();
        commands.close();
    }
}
