package io.vmstation.sleep.check;

import static io.vmstation.spi.OptionDescription.Type.FLAG;
import static io.vmstation.spi.OptionDescription.Type.NETWORKS;

import io.vmstation.node.Network;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.Evidence.Busy;
import io.vmstation.spi.Evidence.Idle;
import io.vmstation.spi.OptionDescription;
import io.vmstation.spi.SleepCheck;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds clients of the kernel's NFS server that use it. Version 4 tells what each client has open.
 * Version 3 knows no open files; its clients hang up after five minutes without a request, so one
 * that is connected has used the server not long ago.
 */
public final class NfsCheck implements SleepCheck {
    private static final Set<Long> PORT = Set.of(2049L);
    private static final String FOLDER = "/proc/fs/nfsd/clients";

    @Override
    public String name() {
        return "nfs";
    }

    @Override
    public String description() {
        return "Files that NFS 4 clients hold open, lock or have delegated to them, and connected NFS"
                + " 3 clients, on Linux 5.3 or newer; a mounted export without an open file does not"
                + " count.";
    }

    @Override
    public List<OptionDescription> options() {
        return List.of(
                OptionDescription.of("ignore", NETWORKS, "", "Clients that do not count."),
                OptionDescription.of(
                        "sudo",
                        FLAG,
                        "false",
                        "Whether grep, which must be root to read about clients, is run by sudo."));
    }

    @Override
    public CompletableFuture<Evidence> look(Question question) {
        List<Network> ignored =
                question.options().texts("ignore").stream().map(Network::parse).toList();
        Program clients =
                Program.of(
                                "grep",
                                List.of(
                                        "grep",
                                        "-ra",
                                        "",
                                        FOLDER,
                                        "--include=info",
                                        "--include=states"))
                        .orElse(
                                "the NFS server must run on Linux 5.3 or newer, and reading this"
                                        + " needs root: log in as root, or set sudo: true and allow"
                                        + " it in sudoers")
                        .bySudo(question.options().flag("sudo"));
        return Inquiry.on(
                question,
                inquiry ->
                        inquiry.ended(clients)
                                .thenApply(exited -> read(clients, exited))
                                .thenCombine(
                                        TcpConnection.established(inquiry, PORT, Set::of),
                                        (known, connected) -> judge(known, connected, ignored)));
    }

    private static List<NfsClient> read(Program clients, Exited exited) {
        // Of grep: no line in no file, so no client.
        boolean none = exited.code() == 1 && exited.output().isEmpty();
        return none ? List.of() : NfsClient.parse(Inquiry.output(clients, exited));
    }

    private static Evidence judge(
            List<NfsClient> known, List<TcpConnection> connected, List<Network> ignored) {
        Set<InetAddress> version4 =
                known.stream().map(NfsClient::address).collect(Collectors.toSet());
        Stream<String> open =
                known.stream()
                        .filter(client -> client.status() != NfsClient.Status.GONE)
                        .filter(client -> !client.states().isEmpty())
                        .filter(client -> !contains(ignored, client.address()))
                        .map(NfsClient::what);
        Stream<String> version3 =
                connected.stream()
                        .map(TcpConnection::peer)
                        .filter(peer -> !version4.contains(peer) && !contains(ignored, peer))
                        .distinct()
                        .map(peer -> peer.getHostAddress() + " by NFS 3");
        List<String> uses = Stream.concat(open, version3).toList();
        return uses.isEmpty() ? new Idle("no file is open") : new Busy("open: " + Clause.of(uses));
    }

    private static boolean contains(List<Network> networks, InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }
}
