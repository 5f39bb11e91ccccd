package io.vmstation.host;

import io.vmstation.spi.Evidence;
import io.vmstation.spi.ExchangeVariables;
import io.vmstation.spi.RequestFailure;
import io.vmstation.spi.SleepReport;
import io.vmstation.spi.SleepReport.Outcome;
import io.vmstation.spi.SleepReport.Step;
import io.vmstation.spi.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * A sleep that touches nothing: the node {@code demo} always falls asleep, any other is in use. It
 * reports a refusal as the real one does, and fails then.
 */
public final class ReportSleep implements Processor {
    private static final Instant THEN = Instant.parse("2026-11-21T14:02:00Z");

    @Override
    public void process(Exchange exchange) {
        String node = exchange.getVariable(ExchangeVariables.NODE, String.class);
        boolean dryRun =
                Boolean.TRUE.equals(exchange.getVariable(ExchangeVariables.DRY_RUN, Boolean.class));
        boolean busy = !node.equals("demo");
        exchange.setVariable(ExchangeVariables.REPORT, report(node, dryRun, busy));
        if (busy && !dryRun) {
            throw new RequestFailure("Node " + node + " is in use", 60);
        }
    }

    private static SleepReport report(String node, boolean dryRun, boolean busy) {
        Outcome outcome =
                dryRun
                        ? new Outcome.Planned("a dry run was asked for")
                        : busy
                                ? new Outcome.Refused("Node " + node + " is in use: sessions")
                                : new Outcome.Asleep();
        return new SleepReport(
                "sleep-1",
                node,
                outcome,
                List.of(new Step("node.suspended", "runs systemctl suspend")),
                Optional.of(verdict(node, busy)));
    }

    private static Verdict verdict(String node, boolean busy) {
        return new Verdict(
                node,
                THEN,
                List.of(
                        new Verdict.Finding("relay", new Evidence.Idle("nobody is relayed")),
                        new Verdict.Finding(
                                "sessions",
                                busy
                                        ? new Evidence.Busy("pts/0 alice from 192.0.2.7")
                                        : new Evidence.Idle("nobody is logged in")),
                        new Verdict.Finding("nfs", new Evidence.Unknown("it did not answer"))),
                busy ? Optional.empty() : Optional.of(THEN),
                List.of(new Verdict.Hold("window", "it is idle for 3 min only", Optional.of(THEN))),
                Optional.of(THEN));
    }
}
