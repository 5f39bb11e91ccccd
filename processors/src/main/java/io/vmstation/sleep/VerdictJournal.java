package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import io.vmstation.spi.Event;
import io.vmstation.spi.Events;
import io.vmstation.spi.Verdict;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells ledger and log when a verdict has changed in kind: between in use, idle but held, and free
 * to sleep, or in what which check found; at most once a minute a node. What has changed back by
 * then is not told. Rounds in which nothing could be asked are left to others. Thread-safe.
 */
public final class VerdictJournal {
    private static final Logger log = LoggerFactory.getLogger(VerdictJournal.class);
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final Events events;
    private final SleepClock clock;
    private final ConcurrentMap<String, Told> told = new ConcurrentHashMap<>();

    /** How a node stands. */
    private enum Standing {
        BUSY("busy", "Node is in use"),
        HELD("held", "Node is idle and stays awake"),
        MAY_SLEEP("may-sleep", "Node may sleep");

        private final String word;
        private final String sentence;

        Standing(String word, String sentence) {
            this.word = word;
            this.sentence = sentence;
        }

        static Standing of(Verdict verdict) {
            if (verdict.maySleep()) {
                return MAY_SLEEP;
            }
            return verdict.idleNow() ? HELD : BUSY;
        }
    }

    private record Told(Standing standing, Set<String> kinds, long at) {
        boolean sameAs(Told other) {
            return standing == other.standing && kinds.equals(other.kinds);
        }
    }

    /**
     * @param events the ledger
     * @param clock tells minutes
     */
    public VerdictJournal(Events events, SleepClock clock) {
        this.events = requireNonNull(events, "events is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** Takes a verdict in. */
    void judged(Verdict verdict) {
        if (verdict.findings().isEmpty()) {
            return;
        }
        Told now = new Told(Standing.of(verdict), kinds(verdict), clock.nanos());
        Told before = told.get(verdict.node());
        if (before == null || (!now.sameAs(before) && now.at() - before.at() >= QUIET.toNanos())) {
            told.put(verdict.node(), now);
            tell(verdict, now.standing(), before);
        }
    }

    /** The node is not configured any more. */
    void forget(String node) {
        told.remove(node);
    }

    private void tell(Verdict verdict, Standing standing, @Nullable Told before) {
        log.info(
                "{}: node={}, before={}, checks=[{}], holds=[{}]",
                standing.sentence,
                verdict.node(),
                before == null ? "unknown" : before.standing().word,
                Spoken.findings(verdict.findings()),
                Spoken.holds(verdict.holds()));
        Event event =
                new Event(
                        verdict.at(),
                        "verdict.changed",
                        verdict.node(),
                        "",
                        "",
                        "",
                        details(verdict, standing));
        try {
            // The ledger itself reports what it could not write.
            var unused = events.record(event);
        } catch (RuntimeException e) {
            log.warn("A verdict could not be recorded: node={}", verdict.node(), e);
        }
    }

    private static Map<String, String> details(Verdict verdict, Standing standing) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("verdict", standing.word);
        details.put("checks", Spoken.findings(verdict.findings()));
        if (!verdict.holds().isEmpty()) {
            details.put("holds", Spoken.holds(verdict.holds()));
        }
        verdict.idleSince().ifPresent(since -> details.put("idleSince", since.toString()));
        verdict.earliestSleep().ifPresent(at -> details.put("earliestSleep", at.toString()));
        return details;
    }

    private static Set<String> kinds(Verdict verdict) {
        return verdict.findings().stream()
                .map(finding -> finding.check() + "=" + Spoken.kind(finding.evidence()))
                .collect(Collectors.toSet());
    }
}
