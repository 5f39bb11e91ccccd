package io.vmstation.ipmi.source;

import io.vmstation.ipmi.reading.BmcReading;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One way to talk to BMCs. Callers see to it that a BMC is asked one thing at a time ({@link
 * BmcTurns}). Thread-safe; never blocks the caller.
 */
public interface BmcSource extends AutoCloseable {

    /** {@code native}, {@code freeipmi} or {@code ipmitool}. */
    String name();

    /**
     * Why it cannot talk to that BMC from here: one clause with what is missing and how to get it.
     * Looks at what is installed; sends nothing.
     */
    Optional<String> unfit(BmcConnection connection);

    /**
     * Reads.
     *
     * @return completes normally, within about the time limit of the order: whatever goes wrong is
     *     a finding. Cancelling it ends the attempt.
     */
    CompletableFuture<BmcReading> read(BmcConnection connection, ReadOrder order);

    /**
     * Gives the chassis an order.
     *
     * @param timeLimit positive
     * @return completes normally, within about the time limit
     */
    CompletableFuture<PowerResult> power(
            BmcConnection connection, PowerAction action, Duration timeLimit);

    /**
     * Ends what it keeps for a BMC that is not configured any more. Returns at once.
     *
     * @param key as {@link BmcConnection#key} of it
     */
    default void release(String key) {}

    /** Ends sessions and threads. */
    @Override
    default void close() {}
}
