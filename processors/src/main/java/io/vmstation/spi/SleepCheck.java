package io.vmstation.spi;

import io.vmstation.node.Node;
import io.vmstation.node.Options;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * One way to tell whether a node is in use. Reads, never changes anything. Thread-safe.
 *
 * <p>A check that compares with its own earlier reading, of a counter say, keeps that reading by
 * node and options, and answers {@link Evidence.Unknown} until it has two.
 */
public interface SleepCheck {

    /** Its name in nodes.yaml, lower case with dashes. */
    String name();

    /** What it looks at, for the reference: one sentence with a full stop. */
    String description();

    /** What a user can set of it. */
    default List<OptionDescription> options() {
        return List.of();
    }

    /** What the configuration of a node must hold so that it can look: by default a login. */
    default Set<Requirement> needs() {
        return Set.of(Requirement.SSH);
    }

    /**
     * Looks once. The future completes normally, also when the answer is unknown, and about within
     * the time limit; it holds no Camel or Netty thread meanwhile. The engine takes a failure, or
     * no answer in time, for {@link Evidence.Unknown}.
     */
    CompletableFuture<Evidence> look(Question question);

    /**
     * What is asked.
     *
     * @param node which node
     * @param options as declared by {@link SleepCheck#options}
     * @param commands runs programs on the node, all checks of a round over one connection
     * @param timeLimit how long the look may take
     */
    record Question(Node node, Options options, Commands commands, Duration timeLimit) {}
}
