package io.vmstation.kube;

import io.vmstation.kube.ClusterNode.Cordon;
import io.vmstation.spi.SleepAttempt;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Keeps new pods away from the node that is to sleep, and writes onto it that it was us. A node
 * that somebody else has cordoned stays theirs: it is not marked, and will not be uncordoned. Taken
 * back by {@link CordonKeeper}. Thread-safe.
 */
public final class CordonNode extends ClusterStep {
    private static final String STEP = "node.cordoned";

    /** A step in that cluster, taken back by that keeper. */
    public CordonNode(Cluster cluster, CordonKeeper keeper) {
        super(cluster, keeper, STEP);
    }

    @Override
    CompletableFuture<@Nullable Void> take(SleepAttempt attempt, String clusterNode) {
        String failed = "Cordoning node " + clusterNode + " failed";
        return cluster()
                .ask(failed, client -> ClusterNode.cordon(ClusterNode.read(client, clusterNode)))
                .thenCompose(
                        cordon -> {
                            String detail = detail(cordon, clusterNode);
                            if (attempt.dryRun()) {
                                attempt.plan(step(), detail);
                                return CompletableFuture.completedFuture(null);
                            }
                            if (cordon == Cordon.FOREIGN) {
                                attempt.done(step(), detail);
                                return CompletableFuture.completedFuture(null);
                            }
                            return cordon(attempt, clusterNode, failed, detail);
                        });
    }

    private CompletableFuture<@Nullable Void> cordon(
            SleepAttempt attempt, String clusterNode, String failed, String detail) {
        return attempt.begin(step(), detail, () -> keeper().takeBack(attempt.node(), attempt.id()))
                .thenCompose(
                        announced ->
                                cluster()
                                        .ask(
                                                failed,
                                                client -> {
                                                    attempt.goOn();
                                                    return ClusterNode.keepPodsAway(
                                                            client, clusterNode);
                                                }))
                .thenAccept(cordon -> attempt.done(step(), done(cordon, clusterNode)));
    }

    private static String detail(Cordon cordon, String clusterNode) {
        return switch (cordon) {
            case NONE -> "cordon node " + clusterNode;
            case OURS -> "nothing, node " + clusterNode + " is cordoned by us already";
            case FOREIGN ->
                    "nothing, node "
                            + clusterNode
                            + " is cordoned by somebody else and stays so after the wake";
        };
    }

    private static String done(Cordon cordon, String clusterNode) {
        return cordon == Cordon.FOREIGN
                ? "node " + clusterNode + " was cordoned by somebody else meanwhile and stays so"
                : "node " + clusterNode + " is cordoned";
    }
}
