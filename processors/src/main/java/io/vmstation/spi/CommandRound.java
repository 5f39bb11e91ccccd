package io.vmstation.spi;

/**
 * Runs programs on one node over one connection, for one round of questions. Making one costs
 * nothing and never blocks: the connection is opened with the first program, and when it cannot be,
 * every program ends in {@link CommandResult.Failed} with the reason. Thread-safe.
 */
public interface CommandRound extends Commands, AutoCloseable {

    /**
     * Ends the connection, and with it what still runs. Never blocks, never fails, may be called
     * again; what is run afterwards fails.
     */
    @Override
    void close();
}
