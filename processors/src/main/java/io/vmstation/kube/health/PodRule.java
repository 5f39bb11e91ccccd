package io.vmstation.kube.health;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.health.Seen.Condition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** The rule of kstatus for a pod that nobody keeps running. */
final class PodRule {
    /** So long kstatus waits until it takes a pod for one that fits nowhere. */
    private static final Duration SCHEDULING = Duration.ofSeconds(15);

    private final InstantSource clock;

    PodRule(InstantSource clock) {
        this.clock = requireNonNull(clock, "clock is null");
    }

    Judgement judge(Seen pod) {
        Optional<String> trouble = PodTrouble.of(pod);
        return switch (pod.text("/status/phase")) {
            case "Succeeded" -> Judgement.current("Completed");
            case "Failed" -> Judgement.failed("Failed: " + pod.text("/status/message"));
            case "Running" ->
                    pod.hasTrue("Ready")
                            ? Judgement.healthy(0)
                            : trouble.map(Judgement::failed)
                                    .orElseGet(() -> Judgement.inProgress("Runs, but not ready"));
            case "Pending" -> trouble.map(Judgement::failed).orElseGet(() -> pending(pod));
            default -> Judgement.inProgress("Not yet seen by a kubelet");
        };
    }

    private Judgement pending(Seen pod) {
        Optional<Condition> unfit =
                pod.condition("PodScheduled")
                        .filter(Condition::isFalse)
                        .filter(it -> it.reason().equals("Unschedulable"));
        boolean longAgo =
                created(pod).plus(SCHEDULING).isBefore(clock.instant()) && unfit.isPresent();
        return longAgo
                ? Judgement.failed("Fits on no node: " + unfit.get().words())
                : Judgement.inProgress("Pending");
    }

    private Instant created(Seen pod) {
        try {
            return Instant.parse(pod.text("/metadata/creationTimestamp"));
        } catch (DateTimeParseException e) {
            return clock.instant();
        }
    }
}
