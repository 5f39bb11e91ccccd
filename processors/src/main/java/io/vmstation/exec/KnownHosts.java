package io.vmstation.exec;

import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.sshd.client.keyverifier.KnownHostsServerKeyVerifier;
import org.apache.sshd.client.keyverifier.RejectAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.jspecify.annotations.Nullable;

/**
 * Accepts the host keys of a {@code known_hosts} file and no others. A machine has several host
 * keys and the file often only one of them: like OpenSSH, this asks first for a key of a kind that
 * it knows (ssh_config(5), {@code HostKeyAlgorithms}). Thread-safe.
 */
final class KnownHosts extends KnownHostsServerKeyVerifier implements SessionListener {
    KnownHosts(Path file) {
        super(RejectAllServerKeyVerifier.INSTANCE, file);
    }

    @Override
    public void sessionNegotiationOptionsCreated(
            Session session, Map<KexProposalOption, String> proposal) {
        if (session instanceof ClientSession client) {
            Set<String> known = kinds(client, client.getConnectAddress());
            proposal.computeIfPresent(
                    KexProposalOption.SERVERKEYS,
                    (option, algorithms) ->
                            Arrays.stream(algorithms.split(","))
                                    .sorted(Comparator.comparing(one -> !known.contains(kind(one))))
                                    .collect(Collectors.joining(",")));
        }
    }

    private Set<String> kinds(ClientSession session, SocketAddress machine) {
        return findKnownHostEntries(
                        session, machine, getKnownHostSupplier(session, getPath()).get())
                .stream()
                .map(pair -> pair.getHostEntry().getKeyEntry())
                .map(AuthorizedKeyEntry::getKeyType)
                .map(KnownHosts::kind)
                .collect(Collectors.toSet());
    }

    /** Several algorithms may sign with one kind of key: {@code rsa-sha2-512} with ssh-rsa. */
    private static String kind(String algorithm) {
        @Nullable String kind = KeyUtils.getCanonicalKeyType(algorithm);
        return kind == null ? algorithm : kind;
    }
}
