package io.vmstation.spi;

import io.vmstation.node.Node;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Judges whether nodes may sleep. Thread-safe; holds no thread while checks look. */
public interface Verdicts {

    /**
     * Asks every check of the node once, in parallel, over one connection, and judges. One round of
     * a node at a time: who asks meanwhile gets the same answer. The future completes normally. A
     * node without sleep settings has a verdict with no finding and one hold.
     */
    CompletableFuture<Verdict> assess(Node node);

    /**
     * As {@link #assess}, but by a round that begins after this is called: an answer that says
     * nothing about who has come since is worth nothing right before a node is sent to sleep.
     */
    CompletableFuture<Verdict> assessAnew(Node node);

    /** The last verdict about the node of that name, if there was one. */
    Optional<Verdict> last(String node);
}
