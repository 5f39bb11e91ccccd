package io.vmstation.host.cli;

import io.vmstation.api.Answer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Who does what a command asks for: the host that runs, or this process alone. */
interface Station extends AutoCloseable {

    /** Wakes a node, or says what that would do; completes when it has ended. */
    CompletableFuture<Answer> wake(String node, Optional<String> service, boolean dryRun);

    /** Puts a node to sleep, or says what that would do; completes when it has ended. */
    CompletableFuture<Answer> sleep(String node, boolean dryRun);

    /**
     * Tells the power of a node, switches it, or says what that would do; completes when it has
     * ended.
     *
     * @param action {@code status}, {@code on}, {@code soft-off}, {@code cycle} or {@code hard-off}
     */
    CompletableFuture<Answer> power(String node, String action, boolean force, boolean dryRun);

    /** What is known of a node. */
    Answer node(String name);

    /** What is known of all nodes. */
    Answer nodes();

    /**
     * What nodes drew and saved.
     *
     * @param node its name; absent: all
     * @param days how many days the time goes back, today included
     */
    Answer energy(Optional<String> node, int days);

    /** What is known of all clusters that are kept as files say. */
    Answer clusters();

    /** What is known of one of them, and of its objects. */
    Answer cluster(String name);

    /**
     * Makes a cluster hold what the files say, or says what that would do.
     *
     * @param wait whether it completes when the run has ended; a dry run always waits
     */
    CompletableFuture<Answer> reconcile(String cluster, boolean dryRun, boolean wait);

    /** Makes sure that something is known: of one node, or of all. */
    void look(Optional<String> node);

    /** What the user should know beside the answer, a sentence each. */
    List<String> notes();

    /** Ends it; what is under way breaks off. May be called again. */
    @Override
    void close();
}
