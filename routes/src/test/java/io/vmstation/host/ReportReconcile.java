package io.vmstation.host;

import io.vmstation.spi.ClusterObject;
import io.vmstation.spi.ClusterRun;
import io.vmstation.spi.ExchangeVariables;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** A run over a cluster that asks none: one object differs, and a run that is meant mends it. */
public final class ReportReconcile implements Processor {
    @Override
    public void process(Exchange exchange) {
        boolean dryRun =
                Boolean.TRUE.equals(exchange.getVariable(ExchangeVariables.DRY_RUN, Boolean.class));
        exchange.setVariable(
                ExchangeVariables.RECONCILED,
                new ClusterRun(
                        exchange.getVariable(ExchangeVariables.CLUSTER, String.class),
                        exchange.getVariable(ExchangeVariables.CAUSE, String.class),
                        Instant.now(),
                        Duration.ofMillis(12),
                        dryRun ? "drifted" : "synced",
                        dryRun,
                        "3f2a9c01",
                        "",
                        List.of(),
                        List.of(object(dryRun))));
    }

    private static ClusterObject object(boolean dryRun) {
        return new ClusterObject(
                "Deployment",
                "apps",
                "monitoring",
                "grafana",
                dryRun ? "drifted" : "synced",
                "configured",
                List.of(
                        new ClusterObject.Difference(
                                "spec.replicas",
                                Optional.of("2"),
                                Optional.of("1"),
                                Optional.of("kubectl-edit"))),
                "",
                Optional.of(new ClusterObject.Health("current", "Healthy, 1 asleep", 1)),
                Optional.empty());
    }
}
