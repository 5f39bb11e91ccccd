package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import io.vmstation.exec.Onward;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.spi.NodeStates;
import io.vmstation.spi.NodeStates.State;
import io.vmstation.spi.Verdict;
import io.vmstation.spi.Verdict.Hold;
import io.vmstation.spi.Verdicts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges, all in parallel, the nodes that have sleep settings and were last seen awake, or by
 * nobody yet; then sets the body to the list of the names of those that may sleep. A node that is
 * slow to judge does not hold up the others: when it may sleep, the next exchange hears of it.
 *
 * <p>A node that is just being put to sleep is judged, so that its idleness is known without a gap,
 * but not named. As long as nothing is really put to sleep, a node is named once for each time that
 * it was idle for so long, and again when a back-off has passed. Thread-safe; holds no thread while
 * nodes are judged.
 */
public final class FindIdleNodes extends AsyncProcessorSupport {
    private static final Logger log = LoggerFactory.getLogger(FindIdleNodes.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Holds in which a node that nobody uses stays as idle as it was. */
    private static final Set<String> STILL_IDLE = Set.of("hours", "wake-soon", "needed");

    private final Supplier<Nodes> nodes;
    private final Verdicts verdicts;
    private final NodeStates states;
    private final Predicate<Node> goingToSleep;
    private final boolean enabled;
    private final Executor onward;
    private final Duration patience;
    private final Set<String> underWay = new HashSet<>();
    private final Set<String> found = new LinkedHashSet<>();
    private final Set<String> planned = new HashSet<>();

    /**
     * @param nodes the site as it is now
     * @param states what was last seen of the nodes
     * @param goingToSleep whether an attempt to put the node to sleep is under way
     * @param enabled whether nodes are really put to sleep
     * @param onward a few threads that run the next steps of the route
     */
    public FindIdleNodes(
            Supplier<Nodes> nodes,
            Verdicts verdicts,
            NodeStates states,
            Predicate<Node> goingToSleep,
            boolean enabled,
            Executor onward) {
        this(nodes, verdicts, states, goingToSleep, enabled, onward, PATIENCE);
    }

    /**
     * @param patience how long an exchange waits for slow nodes
     */
    FindIdleNodes(
            Supplier<Nodes> nodes,
            Verdicts verdicts,
            NodeStates states,
            Predicate<Node> goingToSleep,
            boolean enabled,
            Executor onward,
            Duration patience) {
        this.nodes = requireNonNull(nodes, "nodes is null");
        this.verdicts = requireNonNull(verdicts, "verdicts is null");
        this.states = requireNonNull(states, "states is null");
        this.goingToSleep = requireNonNull(goingToSleep, "goingToSleep is null");
        this.enabled = enabled;
        this.onward = new Onward(onward);
        this.patience = patience;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        List<CompletableFuture<?>> judged = new ArrayList<>();
        try {
            for (Node node : awake()) {
                judged.add(assess(node));
            }
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        var unused =
                CompletableFuture.allOf(judged.toArray(CompletableFuture<?>[]::new))
                        .completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS)
                        .whenComplete(
                                (all, error) ->
                                        onward.execute(
                                                () -> {
                                                    exchange.getMessage().setBody(takeFound());
                                                    callback.done(false);
                                                }));
        return false;
    }

    /** Those to judge, none of which is being judged for an earlier exchange. */
    private synchronized List<Node> awake() {
        List<Node> awake =
                nodes.get().all().stream()
                        .filter(node -> node.sleep().isPresent())
                        .filter(this::seemsAwake)
                        .toList();
        Set<String> names = new HashSet<>(awake.stream().map(Node::name).toList());
        found.retainAll(names);
        planned.retainAll(names);
        return awake.stream().filter(node -> underWay.add(node.name())).toList();
    }

    private boolean seemsAwake(Node node) {
        State last = states.last(node);
        return last == State.AWAKE || last == State.UNKNOWN;
    }

    private CompletableFuture<?> assess(Node node) {
        CompletableFuture<Verdict> verdict;
        try {
            verdict = verdicts.assess(node);
        } catch (RuntimeException e) {
            verdict = CompletableFuture.failedFuture(e);
        }
        return verdict.handle(
                (known, error) -> {
                    if (error != null) {
                        log.error("A node could not be judged: node={}", node.name(), error);
                    }
                    note(node, known);
                    return known;
                });
    }

    private synchronized void note(Node node, @Nullable Verdict verdict) {
        String name = node.name();
        underWay.remove(name);
        if (verdict == null || !verdict.maySleep() || goingToSleep.test(node)) {
            found.remove(name);
            if (verdict != null && !isStillIdle(verdict)) {
                planned.remove(name);
            }
        } else if (enabled || planned.add(name)) {
            found.add(name);
        }
    }

    private static boolean isStillIdle(Verdict verdict) {
        return !verdict.findings().isEmpty()
                && verdict.idleNow()
                && verdict.holds().stream().map(Hold::kind).allMatch(STILL_IDLE::contains);
    }

    private synchronized List<String> takeFound() {
        List<String> names = List.copyOf(found);
        found.clear();
        return names;
    }
}
