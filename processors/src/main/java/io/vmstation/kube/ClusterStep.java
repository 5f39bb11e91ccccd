package io.vmstation.kube;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.spi.ExchangeVariables;
import io.vmstation.spi.RequestFailure;
import io.vmstation.spi.SleepAttempt;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A step of a sleep attempt that has to do with the cluster. Lets a node pass that is not in a
 * cluster. Thread-safe; holds no thread of the route while it waits.
 */
abstract class ClusterStep extends AsyncProcessorSupport {
    private static final Logger log = LoggerFactory.getLogger(ClusterStep.class);

    private final Cluster cluster;
    private final CordonKeeper keeper;
    private final String step;

    /**
     * @param step past-tense name of it
     */
    ClusterStep(Cluster cluster, CordonKeeper keeper, String step) {
        this.cluster = requireNonNull(cluster, "cluster is null");
        this.keeper = requireNonNull(keeper, "keeper is null");
        this.step = step;
    }

    /**
     * Does the step, or plans it when the attempt is only a dry run.
     *
     * @param clusterNode what the node is called in the cluster
     */
    abstract CompletableFuture<?> take(SleepAttempt attempt, String clusterNode);

    @Override
    public final boolean process(Exchange exchange, AsyncCallback callback) {
        SleepAttempt attempt = exchange.getVariable(ExchangeVariables.SLEEP, SleepAttempt.class);
        if (attempt == null) {
            exchange.setException(
                    new RequestFailure("the step beginSleep must come before this one", 60));
            callback.done(true);
            return true;
        }
        Node node = attempt.node();
        String clusterNode = node.kubernetesNode().orElse(null);
        if (!cluster.enabled() || clusterNode == null) {
            pass(attempt, clusterNode == null ? "it is in no cluster" : "kubernetes.enabled=false");
            callback.done(true);
            return true;
        }
        var unused =
                begin(exchange, attempt, clusterNode)
                        .whenCompleteAsync(
                                (value, error) -> {
                                    fail(exchange, error);
                                    callback.done(false);
                                },
                                cluster.continuations());
        return false;
    }

    private CompletableFuture<?> begin(
            Exchange exchange, SleepAttempt attempt, String clusterNode) {
        try {
            attempt.goOn();
            if (attempt.dryRun()) {
                return take(attempt, clusterNode);
            }
            Node node = attempt.node();
            CompletableFuture<?> free = keeper.departs(node);
            exchange.getExchangeExtension()
                    .addOnCompletion(
                            new SynchronizationAdapter() {
                                @Override
                                public void onDone(Exchange done) {
                                    keeper.attemptEnded(node);
                                }
                            });
            return free.thenCompose(nothing -> take(attempt, clusterNode));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void pass(SleepAttempt attempt, String reason) {
        if (attempt.dryRun()) {
            attempt.plan(step, "nothing, " + reason);
        } else {
            log.debug(
                    "Nothing to do in the cluster: node={}, step={}, reason={}",
                    attempt.node().name(),
                    step,
                    reason);
        }
    }

    private static void fail(Exchange exchange, @Nullable Throwable error) {
        if (error != null) {
            exchange.setException(ClusterFailure.unwrapped(error));
        }
    }

    final Cluster cluster() {
        return cluster;
    }

    final CordonKeeper keeper() {
        return keeper;
    }

    final String step() {
        return step;
    }
}
