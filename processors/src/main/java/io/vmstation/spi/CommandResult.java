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
     * @param output the beginning of what it printed, at most 64 KiB; bytes that are no UTF-8 are
     *     taken as ISO 8859-1
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
     * It could not be run, or it is not known how it ended.
     *
     * @param reason one clause
     * @param begun whether it had begun on a machine to which the connection then ended: a program
     *     that sends its machine to sleep ends like this
     */
    record Failed(String reason, boolean begun) implements CommandResult {

        /** It could not be run. */
        public Failed(String reason) {
            this(reason, false);
        }
    }
}
