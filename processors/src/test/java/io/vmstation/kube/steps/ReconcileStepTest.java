package io.vmstation.kube.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.kube.follow.DueClusters;
import io.vmstation.kube.follow.Pace;
import io.vmstation.kube.reconcile.KubeApiException;
import io.vmstation.kube.reconcile.ReconcileReport.Result;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.node.ReconciledCluster.Access;
import io.vmstation.node.ReconciledCluster.Mode;
import io.vmstation.node.ReconciledCluster.Policy;
import io.vmstation.node.ReconciledCluster.Pruning;
import io.vmstation.node.ReconciledCluster.Sources;
import io.vmstation.spi.ExchangeVariables;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class ReconcileStepTest {
    static final ReconciledCluster MAIN =
            new ReconciledCluster(
                    "main",
                    Mode.ENFORCE,
                    new Access(Optional.empty(), Optional.empty()),
                    Optional.empty(),
                    new Sources(
                            "manifests", Optional.empty(), Optional.empty(), List.of(), "default"),
                    Duration.ofMinutes(10),
                    new Policy(false, false, List.of(), new Pruning(true, 20, 50, Set.of())));

    static ReconcileRun run() {
        return run(MAIN);
    }

    static ReconcileRun run(ReconciledCluster cluster) {
        DueClusters due =
                new DueClusters(List.of(cluster), Pace.usual(), System::nanoTime, new Random(1));
        return new ReconcileRun(
                cluster, new ReconcileRun.Request("api", "here", false), due.take().get(0).stop());
    }

    @Test
    void endsTheRouteWhenItBreaksInWhicheverWay() {
        ReconcileStep broken =
                new ReconcileStep(Runnable::run) {
                    @Override
                    void take(ReconcileRun run) {
                        throw new StackOverflowError("too deep");
                    }
                };
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setVariable(ExchangeVariables.RECONCILE, run());
        AtomicBoolean ended = new AtomicBoolean();

        var unused = broken.process(exchange, sync -> ended.set(true));

        assertThat(ended).isTrue();
        assertThat(exchange.getException()).hasRootCauseInstanceOf(StackOverflowError.class);
    }

    @Test
    void blamesNotTheClusterForWhatIsBrokenOffByStopping() {
        AtomicBoolean stopping = new AtomicBoolean();
        ReconcileRun run = run();
        run.endWhen(stopping::get);
        ReconcileStep interrupted =
                new ReconcileStep(Runnable::run) {
                    @Override
                    void take(ReconcileRun same) {
                        stopping.set(true);
                        throw new KubeApiException(
                                0, "the host is stopping", List.of(), Optional.empty());
                    }
                };
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setVariable(ExchangeVariables.RECONCILE, run);

        var unused = interrupted.process(exchange, sync -> {});

        assertThat(run.report().result()).isEqualTo(Result.SUPERSEDED);
        assertThat(run.report().problems()).isEmpty();
    }

    @Test
    void staysStoppedWhenTheReasonGoesAway() {
        ReconcileRun run = run();
        AtomicBoolean lost = new AtomicBoolean(true);
        run.endWhen(lost::get);
        assertThat(run.stop().getAsBoolean()).isTrue();
        lost.set(false);

        assertThat(run.endIfUnwanted()).isTrue();
        assertThat(run.report().result()).isEqualTo(Result.SUPERSEDED);
    }
}
