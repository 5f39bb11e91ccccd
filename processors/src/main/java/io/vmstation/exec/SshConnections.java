package io.vmstation.exec;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Network;
import io.vmstation.node.Node;
import io.vmstation.node.SshAccess;
import io.vmstation.spi.CommandRound;
import io.vmstation.spi.Commands;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;

/**
 * Logs in to nodes by SSH, with a key, and only to machines whose host key is known. Thread-safe;
 * the client starts with the first log-in.
 */
public final class SshConnections implements AutoCloseable {
    private static final SshAccess DEFAULT_ACCESS = new SshAccess("root", 22, Optional.empty());

    private final SshClient client;
    private final OwnPorts ownPorts = new OwnPorts();
    private boolean started;

    /**
     * @param knownHosts the file of known host keys, in the format of OpenSSH; read again when it
     *     changes, never written
     */
    public SshConnections(Path knownHosts) {
        requireNonNull(knownHosts, "knownHosts is null");
        client = SshClient.setUpDefaultClient();
        KnownHosts verifier = new KnownHosts(knownHosts);
        client.setServerKeyVerifier(verifier);
        client.addSessionListener(verifier);
        client.addSessionListener(ownPorts);
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setPasswordIdentityProvider(null);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
    }

    /** Runs programs on {@code node}, one log-in each. */
    public Commands on(Node node) {
        SshAccess access = node.ssh().orElse(DEFAULT_ACCESS);
        return new SshCommands(() -> new SshRound(this::started, node, access));
    }

    /**
     * Runs many programs on {@code node} over one connection. Without {@code ssh} in nodes.yaml
     * each of them fails and says so.
     */
    public CommandRound round(Node node) {
        return node.ssh().isPresent()
                ? new SshRound(this::started, node, node.ssh().get())
                : new NoAccess(node.name());
    }

    /** Whether we are logged in somewhere from this port of this machine, or were a moment ago. */
    public boolean isOwnPort(int port) {
        return ownPorts.contains(port);
    }

    /** How often we are logged in at {@code node}, or were a moment ago. */
    public int logIns(Node node) {
        SshAccess access = node.ssh().orElse(DEFAULT_ACCESS);
        return node.addresses().stream()
                .mapToInt(
                        literal ->
                                ownPorts.to(
                                        new InetSocketAddress(
                                                Network.parseAddress(literal), access.port())))
                .sum();
    }

    private synchronized SshClient started() {
        if (!started) {
            client.start();
            started = true;
        }
        return client;
    }

    @Override
    public synchronized void close() {
        client.stop();
    }
}
