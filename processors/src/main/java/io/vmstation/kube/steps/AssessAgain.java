package io.vmstation.kube.steps;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.reconcile.ClusterHealth;
import io.vmstation.kube.reconcile.DesiredState;
import io.vmstation.kube.reconcile.KubeApiException;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.spi.ExchangeVariables;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges how the objects do of the cluster that the variable {@code cluster} names, as the latest
 * run wanted them. Thread-safe; blocks only threads of reconciling.
 */
public final class AssessAgain extends AsyncProcessorSupport {
    private static final Logger log = LoggerFactory.getLogger(AssessAgain.class);

    private final Supplier<List<ReconciledCluster>> clusters;
    private final ClusterHealth health;
    private final ClusterBook book;
    private final RunRecords records;
    private final Executor threads;

    /**
     * @param clusters as configured now
     * @param health judges
     * @param book knows what was wanted
     * @param records keep what was found
     */
    public AssessAgain(
            Supplier<List<ReconciledCluster>> clusters,
            ClusterHealth health,
            ClusterBook book,
            RunRecords records,
            Executor threads) {
        this.clusters = requireNonNull(clusters, "clusters is null");
        this.health = requireNonNull(health, "health is null");
        this.book = requireNonNull(book, "book is null");
        this.records = requireNonNull(records, "records is null");
        this.threads = requireNonNull(threads, "threads is null");
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        String name = exchange.getVariable(ExchangeVariables.CLUSTER, String.class);
        Optional<ReconciledCluster> cluster =
                clusters.get().stream().filter(one -> one.name().equals(name)).findFirst();
        Optional<DesiredState> desired = cluster.flatMap(one -> book.page(one.name()).desired());
        if (desired.isEmpty()) {
            callback.done(true);
            return true;
        }
        try {
            threads.execute(
                    () -> {
                        assess(exchange, cluster.get(), desired.get());
                        callback.done(false);
                    });
            return false;
        } catch (RejectedExecutionException e) {
            // The next round is not far.
            callback.done(true);
            return true;
        }
    }

    private void assess(Exchange exchange, ReconciledCluster cluster, DesiredState desired) {
        try {
            records.judged(cluster, health.assess(cluster, desired));
        } catch (KubeApiException e) {
            log.debug("Nobody can tell how objects do: cluster={}", cluster.name(), e);
            records.unknown(cluster.name());
        } catch (Throwable e) {
            exchange.setException(e);
        }
    }
}
