package io.vmstation.spi;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether a node may sleep, with all reasons.
 *
 * @param node its name
 * @param at when it was judged
 * @param findings what each check found, in the order of the configuration
 * @param idleSince since when every round has found it idle; absent while it is in use
 * @param holds what else keeps it awake; empty: nothing
 * @param earliestSleep when it may sleep if nobody uses it until then; absent when that cannot be
 *     said
 */
public record Verdict(
        String node,
        Instant at,
        List<Finding> findings,
        Optional<Instant> idleSince,
        List<Hold> holds,
        Optional<Instant> earliestSleep) {
    public Verdict {
        findings = List.copyOf(findings);
        holds = List.copyOf(holds);
    }

    /**
     * What one check found.
     *
     * @param check its name
     */
    public record Finding(String check, Evidence evidence) {}

    /**
     * A reason to stay awake that is no evidence of use.
     *
     * @param kind one word or two with dashes. It was not asked, because of {@code no-settings},
     *     {@code not-awake}, {@code waking}, {@code stopping} (the host) or {@code not-judged} (a
     *     defect); it was, and stays awake because of the {@code window}, the {@code grace} after a
     *     use, {@code hours} in which it never sleeps, {@code wake-soon} by schedule, the {@code
     *     back-off} after a failed attempt, because another node that is not asleep depends on it
     *     ({@code needed}), or because VMStation runs on it ({@code own-machine})
     * @param reason one clause
     * @param until when it ends by itself, if that is known
     */
    public record Hold(String kind, String reason, Optional<Instant> until) {}

    /** Whether every check said idle in this round. */
    public boolean idleNow() {
        return findings.stream().allMatch(f -> f.evidence() instanceof Evidence.Idle);
    }

    /** Whether it may sleep now. */
    public boolean maySleep() {
        return !findings.isEmpty() && idleNow() && holds.isEmpty();
    }
}
