package io.vmstation.spi;

import java.util.List;
import java.util.Optional;

/**
 * How an attempt to put a node to sleep ended: found in the exchange variable {@link
 * ExchangeVariables#REPORT} after the route.
 *
 * @param id of the attempt, in the ledger
 * @param node its name
 * @param outcome how it ended
 * @param steps what was done, or in a dry run would be done, in order
 * @param verdict what the checks said; absent when it did not get that far
 */
public record SleepReport(
        String id, String node, Outcome outcome, List<Step> steps, Optional<Verdict> verdict) {
    public SleepReport {
        steps = List.copyOf(steps);
    }

    /** One step. */
    public record Step(String step, String detail) {}

    /** How it ended. */
    public sealed interface Outcome {

        /** It is asleep. */
        record Asleep() implements Outcome {}

        /** Nothing was touched: this is what would be done. */
        record Planned(String reason) implements Outcome {}

        /** It is in use, or must stay awake for another reason; nothing was touched. */
        record Refused(String reason) implements Outcome {}

        /** A step failed; what was done before is taken back. */
        record Failed(String reason) implements Outcome {}

        /** Somebody needed it meanwhile; what was done before is taken back. */
        record Aborted(String reason) implements Outcome {}
    }
}
