package io.vmstation.exec;

import io.vmstation.spi.Commands;

/**
 * Runs many programs on one node over one connection, at the same time. Its first command logs in,
 * and it never logs in twice: once the connection is lost, every command fails with the reason. A
 * program that is cancelled, or runs when the round is closed, ends at its time limit at the
 * latest. Thread-safe; holds no thread while it waits.
 */
public interface CommandRound extends Commands, AutoCloseable {

    /** Fails what still runs or waits, and hangs up. */
    @Override
    void close();
}
