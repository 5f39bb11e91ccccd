package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.RequestFailure;
import io.vmstation.spi.SleepReport.Outcome;
import io.vmstation.spi.Verdict;
import io.vmstation.spi.Verdict.Hold;
import io.vmstation.spi.Verdicts;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;

/**
 * Asks every check of the node whether it is in use, and ends the attempt unless it may sleep. Who
 * asks for a sleep by himself need not wait for the clock: what is only a matter of time is waived
 * for every cause but {@code idle}. What is evidence of use never is. Thread-safe; holds no thread
 * while the checks look.
 */
public final class JudgeSleep extends SleepStep {
    private static final String STEP = "node.judged";
    private static final int RETRY_AFTER_SECONDS = 60;
    private static final Set<String> MATTER_OF_TIME =
            Set.of("window", "grace", "hours", "wake-soon", "back-off");

    private final Verdicts verdicts;
    private final boolean again;

    private JudgeSleep(Verdicts verdicts, boolean again) {
        this.verdicts = requireNonNull(verdicts, "verdicts is null");
        this.again = again;
    }

    /** Before anything is touched. */
    public static JudgeSleep first(Verdicts verdicts) {
        return new JudgeSleep(verdicts, false);
    }

    /** Right before the node is sent to sleep: preparing it may have taken long. */
    public static JudgeSleep again(Verdicts verdicts) {
        return new JudgeSleep(verdicts, true);
    }

    @Override
    CompletableFuture<?> begin(Transaction transaction, Exchange exchange) {
        if (again && transaction.attempt().dryRun()) {
            transaction.attempt().plan(STEP, "every check would be asked once more");
            return CompletableFuture.completedFuture(null);
        }
        Node node = transaction.request().node();
        // A round that is under way may have begun while the node slept. Idleness was just found.
        boolean anew = again || transaction.request().isWish();
        return transaction
                .whileOpen(anew ? verdicts.assessAnew(node) : verdicts.assess(node))
                .thenAccept(verdict -> judge(transaction, verdict));
    }

    private void judge(Transaction transaction, Verdict verdict) {
        transaction.draft().judged(verdict);
        boolean wish = transaction.request().isWish();
        String reasons =
                Stream.concat(evidence(verdict), holds(verdict, wish, false))
                        .collect(Collectors.joining("; "));
        if (reasons.isEmpty()) {
            String waived = holds(verdict, wish, true).collect(Collectors.joining("; "));
            transaction.draft().note(STEP, allowed(verdict, waived));
        } else if (transaction.attempt().dryRun()) {
            transaction.draft().wouldStayAwake(reasons);
            transaction.attempt().plan(STEP, "it would stay awake (" + reasons + "); otherwise");
        } else {
            transaction.callOff(
                    again ? new Outcome.Aborted(reasons) : new Outcome.Refused(reasons));
            throw new RequestFailure(
                    "Node " + transaction.request().node().name() + " stays awake: " + reasons,
                    RETRY_AFTER_SECONDS);
        }
    }

    private static String allowed(Verdict verdict, String waived) {
        String checks =
                verdict.findings().stream()
                        .map(finding -> finding.check() + ": " + finding.evidence().reason())
                        .collect(Collectors.joining("; "));
        return "nobody uses it ("
                + checks
                + ")"
                + (waived.isEmpty() ? "" : ", waived as somebody asked: " + waived);
    }

    private static Stream<String> evidence(Verdict verdict) {
        List<Verdict.Finding> findings = verdict.findings();
        if (findings.isEmpty() && verdict.holds().isEmpty()) {
            return Stream.of("no check has looked at it");
        }
        return findings.stream()
                .filter(finding -> !(finding.evidence() instanceof Evidence.Idle))
                .map(
                        finding ->
                                finding.check()
                                        + (finding.evidence() instanceof Evidence.Unknown
                                                ? " could not tell: "
                                                : ": ")
                                        + finding.evidence().reason());
    }

    private static Stream<String> holds(Verdict verdict, boolean wish, boolean waived) {
        return verdict.holds().stream()
                .filter(hold -> waived == (wish && MATTER_OF_TIME.contains(hold.kind())))
                .map(Hold::reason);
    }
}
