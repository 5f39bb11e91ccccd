package io.vmstation.wake.arm;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.MacAddress;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.Commands;
import io.vmstation.spi.ExchangeVariables;
import io.vmstation.spi.RequestFailure;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.jspecify.annotations.Nullable;

/**
 * Arms the node named by the variable {@code node} over SSH, so that it can be woken once it
 * sleeps: the flag that matters is the sleeper's own. Fails with a {@link RequestFailure} unless
 * every network interface that the node is woken by listens for magic packets afterwards.
 * Thread-safe; holds no thread while it waits.
 */
public final class ArmNode extends AsyncProcessorSupport {
    private static final Duration TIME_LIMIT = Duration.ofSeconds(15);
    private static final int RETRY_AFTER_SECONDS = 60;
    private static final Pattern LINK =
            Pattern.compile(
                    "^\\d+: ([^:@ ]+)(?:@[^:]+)?: .*link/ether ([0-9a-f:]{17})", Pattern.MULTILINE);

    private final Supplier<Nodes> nodes;
    private final Function<Node, Commands> remote;

    /**
     * @param nodes the site as it is now
     * @param remote runs programs on a node
     */
    public ArmNode(Supplier<Nodes> nodes, Function<Node, Commands> remote) {
        this.nodes = requireNonNull(nodes, "nodes is null");
        this.remote = requireNonNull(remote, "remote is null");
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        String name = exchange.getVariable(ExchangeVariables.NODE, String.class);
        Node node = nodes.get().find(String.valueOf(name)).orElse(null);
        if (node == null) {
            exchange.setException(failure("There is no node \"" + name + "\""));
            callback.done(true);
            return true;
        }
        var unused =
                arm(node, false)
                        .whenComplete(
                                (outcomes, error) -> {
                                    end(exchange, node, outcomes, error);
                                    callback.done(false);
                                });
        return false;
    }

    /**
     * Arms the interfaces that carry the MAC addresses of {@code node}.
     *
     * @param dryRun only say what would be done
     * @return the outcome of each by name of the interface; fails with a {@link RequestFailure}
     *     when the node cannot be asked or has none of its MAC addresses
     */
    public CompletableFuture<Map<String, ArmOutcome>> arm(Node node, boolean dryRun) {
        Commands commands = remote.apply(node);
        return commands.run(List.of("ip", "-o", "link", "show"), TIME_LIMIT)
                .thenCompose(links -> armAll(node, commands, interfaces(node, links), dryRun));
    }

    private static CompletableFuture<Map<String, ArmOutcome>> armAll(
            Node node, Commands commands, List<String> names, boolean dryRun) {
        if (names.isEmpty()) {
            return CompletableFuture.failedFuture(
                    failure(
                            "Node "
                                    + node.name()
                                    + " has no network interface with a MAC address that is"
                                    + " configured for it: "
                                    + node.macAddresses()));
        }
        return new ArmLocalInterfaces(() -> names, commands).arm(dryRun);
    }

    private static List<String> interfaces(Node node, CommandResult links) {
        if (!(links instanceof CommandResult.Exited exited) || exited.code() != 0) {
            throw new CompletionException(
                    failure("Node " + node.name() + " could not be asked: " + links));
        }
        Map<String, String> nameByMac = new LinkedHashMap<>();
        Matcher matcher = LINK.matcher(exited.output());
        while (matcher.find()) {
            nameByMac.putIfAbsent(matcher.group(2), matcher.group(1));
        }
        return node.macAddresses().stream()
                .map(MacAddress::text)
                .filter(nameByMac::containsKey)
                .map(nameByMac::get)
                .toList();
    }

    private static void end(
            Exchange exchange,
            Node node,
            @Nullable Map<String, ArmOutcome> outcomes,
            @Nullable Throwable error) {
        if (error != null) {
            exchange.setException(
                    error instanceof CompletionException && error.getCause() != null
                            ? error.getCause()
                            : error);
        } else if (outcomes != null) {
            outcomes.forEach(
                    (name, outcome) -> {
                        if (outcome instanceof ArmOutcome.Failed
                                || outcome instanceof ArmOutcome.Unsupported) {
                            exchange.setException(
                                    failure(
                                            "Node "
                                                    + node.name()
                                                    + " could not be woken by interface "
                                                    + name
                                                    + ": "
                                                    + ArmLocalInterfaces.describe(outcome)));
                        }
                    });
        }
    }

    private static RequestFailure failure(String message) {
        return new RequestFailure(message, RETRY_AFTER_SECONDS);
    }
}
