package io.vmstation.kube.health;

import io.vmstation.kube.health.Seen.Condition;
import io.vmstation.kube.reconcile.ObjectHealth.Status;
import java.util.Optional;
import java.util.Set;

/**
 * The rules for the kinds that keep no pods running themselves: of kstatus where it has one, else
 * of what the documentation of the API says of their status.
 */
final class OtherRules {
    private OtherRules() {}

    static Judgement job(Seen seen) {
        Optional<Condition> failed = seen.condition("Failed").filter(Condition::isTrue);
        if (failed.isPresent()) {
            return Judgement.failed("Job failed: " + failed.get().words());
        }
        if (seen.hasTrue("Complete")) {
            return Judgement.current("Job completed");
        }
        if (seen.hasTrue("Suspended")) {
            return Judgement.current("Job is suspended");
        }
        return seen.text("/status/startTime").isEmpty()
                ? Judgement.inProgress("Job not started")
                : Judgement.current("Job runs");
    }

    static Judgement claim(Seen seen) {
        return switch (seen.text("/status/phase")) {
            case "Bound" -> Judgement.current("Bound");
            case "Lost" -> Judgement.failed("Its volume is lost");
            default -> Judgement.inProgress("Not bound to a volume yet");
        };
    }

    static Judgement volume(Seen seen) {
        return switch (seen.text("/status/phase")) {
            case "Failed" -> Judgement.failed("Reclaiming failed: " + seen.text("/status/message"));
            case "Pending" -> Judgement.inProgress("Pending");
            case "" -> Judgement.current("Healthy");
            default -> Judgement.current(seen.text("/status/phase"));
        };
    }

    static Judgement service(Seen seen) {
        boolean waits =
                seen.text("/spec/type").equals("LoadBalancer")
                        && !seen.has("/status/loadBalancer/ingress/0");
        return waits
                ? Judgement.inProgress("Waits for the address of a load balancer")
                : Judgement.healthy(0);
    }

    static Judgement namespace(Seen seen) {
        return seen.text("/status/phase").equals("Terminating")
                ? new Judgement(Status.TERMINATING, "Being deleted", 0)
                : Judgement.healthy(0);
    }

    static Judgement resourceDefinition(Seen seen) {
        Optional<Condition> names = seen.condition("NamesAccepted").filter(Condition::isFalse);
        if (names.isPresent()) {
            return Judgement.failed("Its names are not accepted: " + names.get().words());
        }
        Optional<Condition> established = seen.condition("Established");
        if (established
                .filter(Condition::isFalse)
                .filter(it -> !it.reason().equals("Installing"))
                .isPresent()) {
            return Judgement.failed("Not established: " + established.get().words());
        }
        return established.filter(Condition::isTrue).isPresent()
                ? Judgement.current("Established")
                : Judgement.inProgress("Not established yet");
    }

    static Judgement disruptionBudget(Seen seen) {
        int wanted = seen.number("/status/desiredHealthy", 0);
        int healthy = seen.number("/status/currentHealthy", -1);
        if (healthy < 0) {
            return Judgement.inProgress("Not yet seen by its controller");
        }
        return wanted > healthy
                ? Judgement.inProgress("Budget not met: %d/%d".formatted(healthy, wanted))
                : Judgement.healthy(0);
    }

    static Judgement autoscaler(Seen seen) {
        Optional<Condition> able = seen.condition("AbleToScale").filter(Condition::isFalse);
        if (able.isPresent()) {
            return Judgement.failed("Cannot scale: " + able.get().words());
        }
        // At zero replicas it is off, and says so by the same condition.
        return seen.condition("ScalingActive")
                .filter(Condition::isFalse)
                .filter(it -> !it.reason().equals("ScalingDisabled"))
                .map(it -> Judgement.inProgress("Cannot tell how far to scale: " + it.words()))
                .orElseGet(() -> Judgement.healthy(0));
    }

    static Judgement apiService(Seen seen) {
        return seen.condition("Available")
                .map(
                        it ->
                                it.isTrue()
                                        ? Judgement.healthy(0)
                                        : Judgement.inProgress("Not available: " + it.words()))
                .orElseGet(() -> Judgement.inProgress("Nobody has tried it yet"));
    }

    /** What every kind may say by the conditions that kstatus recommends. */
    static Optional<Judgement> generic(Seen seen) {
        if (seen.has("/metadata/deletionTimestamp")) {
            return Optional.of(new Judgement(Status.TERMINATING, "Being deleted", 0));
        }
        if (seen.has("/status/observedGeneration")
                && seen.has("/metadata/generation")
                && seen.json().at("/status/observedGeneration").asLong()
                        != seen.json().at("/metadata/generation").asLong()) {
            return Optional.of(
                    Judgement.inProgress("Its controller has not seen the newest version yet"));
        }
        Optional<Condition> reconciling = seen.condition("Reconciling").filter(Condition::isTrue);
        if (reconciling.isPresent()) {
            return reconciling.map(it -> Judgement.inProgress(it.words()));
        }
        return seen.condition("Stalled")
                .filter(Condition::isTrue)
                .map(it -> Judgement.failed(it.words()));
    }

    /** What a kind says that nobody knows. */
    static Judgement unknownKind(Seen seen) {
        Optional<Condition> ready = seen.condition("Ready");
        if (ready.isEmpty() || ready.get().isTrue()) {
            return Judgement.healthy(0);
        }
        return Judgement.inProgress("Not ready: " + ready.get().words());
    }

    /** Those that are as they should be as soon as they are there. */
    static final Set<String> ALWAYS =
            Set.of("/ConfigMap", "/Secret", "batch/CronJob", "networking.k8s.io/Ingress");
}
