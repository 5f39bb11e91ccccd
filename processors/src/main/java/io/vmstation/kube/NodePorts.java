package io.vmstation.kube;

import static java.util.Objects.requireNonNull;

import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.Commands;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Asks this machine's packet filter which TCP ports kube-proxy answers: it takes their packets
 * before any listener sees them. Reads only. Thread-safe.
 */
public final class NodePorts {
    private static final Duration TIME_LIMIT = Duration.ofSeconds(5);

    /** {@code -A KUBE-NODEPORTS -d 127.0.0.0/8 -p tcp ... --dport 30096 -j KUBE-EXT-...}. */
    private static final Pattern IPTABLES =
            Pattern.compile("^-A KUBE-NODEPORTS .*-p tcp .*--dport (\\d+)", Pattern.MULTILINE);

    /** {@code tcp . 30096 : goto external-...}. */
    private static final Pattern NFTABLES = Pattern.compile("\\btcp \\. (\\d+) : goto");

    private final Commands commands;

    /** Asks by {@code commands}, which run on this machine. */
    public NodePorts(Commands commands) {
        this.commands = requireNonNull(commands, "commands is null");
    }

    /**
     * The ports that kube-proxy has rules for, in its iptables or nftables mode, in ascending
     * order. Empty as well when this is no Kubernetes node, or when the packet filter cannot be
     * read without more privilege.
     */
    public CompletableFuture<List<Integer>> taken() {
        CompletableFuture<Stream<Integer>> iptables =
                ports(
                        List.of("iptables", "-w", "2", "-t", "nat", "-S", "KUBE-NODEPORTS"),
                        IPTABLES);
        CompletableFuture<Stream<Integer>> nftables =
                ports(
                        List.of("nft", "list", "map", "ip", "kube-proxy", "service-nodeports"),
                        NFTABLES);
        return iptables.thenCombine(
                nftables, (one, two) -> Stream.concat(one, two).distinct().sorted().toList());
    }

    private CompletableFuture<Stream<Integer>> ports(List<String> arguments, Pattern rule) {
        return commands.run(arguments, TIME_LIMIT).thenApply(result -> ports(result, rule));
    }

    private static Stream<Integer> ports(CommandResult result, Pattern rule) {
        if (!(result instanceof Exited exited) || exited.code() != 0) {
            return Stream.empty();
        }
        Matcher matcher = rule.matcher(exited.output());
        return matcher.results().map(match -> Integer.valueOf(match.group(1)));
    }
}
