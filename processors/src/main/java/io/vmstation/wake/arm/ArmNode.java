package io.vmstation.wake.arm;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.MacAddress;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.Commands;
import io.vmstation.spi.ExchangeVariables;
import io.vmstation.spi.RequestFailure;
import io.vmstation.spi.SleepAttempt;
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
import java.util.stream.Collectors;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Arms the node named by the variable {@code node} over SSH, so that it can be woken once it
 * sleeps: the flag that matters is the sleeper's own. Fails with a {@link RequestFailure} unless
 * every network interface that the node is woken by listens for magic packets afterwards. When the
 * variable {@code sleep} holds a {@link SleepAttempt} it is a step of that: what it sets is
 * announced before, and in a dry run it only reads. Thread-safe; holds no thread while it waits.
 */
public final class ArmNode extends AsyncProcessorSupport {
    private static final Logger log = LoggerFactory.getLogger(ArmNode.class);
    private static final String STEP = "node.armed";
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
        @Nullable SleepAttempt attempt =
                exchange.getVariable(ExchangeVariables.SLEEP, SleepAttempt.class);
        CompletableFuture<?> armed =
                attempt == null
                        ? arm(node, false).thenAccept(outcomes -> check(node, outcomes))
                        : arm(attempt);
        var unused =
                armed.whenComplete(
                        (done, error) -> {
                            if (error != null) {
                                exchange.setException(unwrapped(error));
                            }
                            callback.done(false);
                        });
        return false;
    }

    /** Looks first: most nodes are armed already, and then nothing is touched. */
    private CompletableFuture<Void> arm(SleepAttempt attempt) {
        Node node = attempt.node();
        Commands commands = attempt.commands();
        CompletableFuture<Map<String, ArmOutcome>> found = arm(node, commands, true);
        if (attempt.dryRun()) {
            return found.handle(ArmNode::plan).thenAccept(plan -> attempt.plan(STEP, plan));
        }
        return found.thenCompose(
                before -> {
                    attempt.goOn();
                    check(node, before);
                    if (before.values().stream().noneMatch(ArmOutcome.WouldArm.class::isInstance)) {
                        attempt.done(STEP, describe(before));
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    return attempt.begin(STEP, describe(before))
                            .thenCompose(announced -> arm(node, commands, false))
                            .thenAccept(
                                    after -> {
                                        attempt.goOn();
                                        check(node, after);
                                        attempt.done(STEP, describe(after));
                                    });
                });
    }

    private static String plan(
            @Nullable Map<String, ArmOutcome> outcomes, @Nullable Throwable error) {
        if (outcomes == null) {
            log.debug("Interfaces could not be looked at", error);
            return "it would stay awake: " + (error == null ? "" : unwrapped(error).getMessage());
        }
        boolean stays = outcomes.values().stream().anyMatch(ArmNode::isUseless);
        return (stays ? "it would stay awake: " : "") + describe(outcomes);
    }

    private static String describe(Map<String, ArmOutcome> outcomes) {
        return outcomes.entrySet().stream()
                .map(one -> one.getKey() + " " + ArmLocalInterfaces.describe(one.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static boolean isUseless(ArmOutcome outcome) {
        return outcome instanceof ArmOutcome.Failed || outcome instanceof ArmOutcome.Unsupported;
    }

    /**
     * Arms the interfaces that carry the MAC addresses of {@code node}.
     *
     * @param dryRun only say what would be done
     * @return the outcome of each by name of the interface; fails with a {@link RequestFailure}
     *     when the node cannot be asked or has none of its MAC addresses
     */
    public CompletableFuture<Map<String, ArmOutcome>> arm(Node node, boolean dryRun) {
        return arm(node, remote.apply(node), dryRun);
    }

    private static CompletableFuture<Map<String, ArmOutcome>> arm(
            Node node, Commands commands, boolean dryRun) {
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
        return new ArmLocalInterfaces(() -> names, new ByRoot(node, commands)).arm(dryRun);
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

    private static void check(Node node, Map<String, ArmOutcome> outcomes) {
        outcomes.forEach(
                (name, outcome) -> {
                    if (isUseless(outcome)) {
                        throw failure(
                                "Node "
                                        + node.name()
                                        + " could not be woken by interface "
                                        + name
                                        + ": "
                                        + ArmLocalInterfaces.describe(outcome));
                    }
                });
    }

    private static Throwable unwrapped(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null
                ? error.getCause()
                : error;
    }

    private static RequestFailure failure(String message) {
        return new RequestFailure(message, RETRY_AFTER_SECONDS);
    }
}
