package io.vmstation.spi;

import io.vmstation.node.Node;
import io.vmstation.node.Options;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** One way to send a node to sleep. Whether it then sleeps is proven by others. Thread-safe. */
public interface SleepMethod {

    /** Its name in nodes.yaml, lower case with dashes. */
    String name();

    /** What it does, for the reference: one sentence with a full stop. */
    String description();

    /** What a user can set of it. */
    default List<OptionDescription> options() {
        return List.of();
    }

    /** What the configuration of a node must hold so that it can work: by default a login. */
    default Set<Requirement> needs() {
        return Set.of(Requirement.SSH);
    }

    /** What {@link #send} would do, for a dry run: one clause. Touches nothing. */
    String plan(Order order);

    /** Sends the node to sleep. The future completes normally, about within the time limit. */
    CompletableFuture<Sent> send(Order order);

    /**
     * Who is to sleep.
     *
     * @param node which node
     * @param options as declared by {@link SleepMethod#options}
     * @param commands runs programs on the node
     * @param timeLimit how long sending may take
     */
    record Order(Node node, Options options, Commands commands, Duration timeLimit) {}

    /** What came of sending. */
    sealed interface Sent {

        /** One clause for people, without secrets. */
        String detail();

        /** It took the order, or the connection broke off while it went down. */
        record Accepted(String detail) implements Sent {}

        /** It said no, and why: an inhibitor, a missing permission. */
        record Refused(String detail) implements Sent {}
    }
}
