package io.vmstation.api;

import static java.util.Objects.requireNonNull;

import io.vmstation.spi.ClusterRun;
import io.vmstation.spi.PowerReport;
import io.vmstation.spi.SleepReport;
import io.vmstation.spi.WakePlan;
import java.time.Duration;
import java.util.Optional;

/**
 * How far a called route has come.
 *
 * @param node whom it was about
 * @param service what of it was asked for; empty: the machine alone
 * @param ended whether it has ended; else it goes on by itself
 * @param took how long it took until then
 * @param story identifies the wake or the attempt to sleep in the ledger
 * @param target where the service was found ready
 * @param failure why it did not work out, one sentence
 * @param retryAfterSeconds when it makes sense to ask again
 * @param plan what a wake would do
 * @param report how an attempt to sleep ended
 * @param power what came of asking for the power, or of an order to switch it
 * @param run how a run over a cluster ended
 */
public record Called(
        String node,
        String service,
        boolean ended,
        Duration took,
        Optional<String> story,
        Optional<String> target,
        Optional<String> failure,
        int retryAfterSeconds,
        Optional<WakePlan> plan,
        Optional<SleepReport> report,
        Optional<PowerReport> power,
        Optional<ClusterRun> run) {
    public Called {
        requireNonNull(node, "node is null");
        requireNonNull(service, "service is null");
        requireNonNull(took, "took is null");
        requireNonNull(story, "story is null");
        requireNonNull(target, "target is null");
        requireNonNull(failure, "failure is null");
        requireNonNull(plan, "plan is null");
        requireNonNull(report, "report is null");
        requireNonNull(power, "power is null");
        requireNonNull(run, "run is null");
    }
}
