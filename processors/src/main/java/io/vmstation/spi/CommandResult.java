package io.vmstation.spi;

import java.time.Duration;

/** How the run of a program ended. */
public sealed interface CommandResult {
    /** How many bytes of what a program prints are kept; what is as long may be cut off. */
    int MOST_OUTPUT = 64 * 1024;

    /**
     * It ran to its end.
     *
     * @param code its exit code, 0 by custom for success; 128 plus the number for a signal
     * @param output the beginning of what it printed, at most 64 KiB
     * @param errors the beginning of what it printed as errors, at most 64 KiB
     */
    record Exited(int code, String output, String errors) implements CommandResult {}

    /**
     * There is no such program here.
     *
     * @param program as it was asked for
     */
    record NotInstalled(String program) implements CommandResult {}

    /**
     * It had not ended by its time limit and was killed.
     *
     * @param after the time limit
     */
    record TimedOut(Duration after) implements CommandResult {}

    /**
     * It could not be run.
     *
     * @param reason one clause
     */
    record Failed(String reason) implements CommandResult {}
}
