package io.vmstation.it;

/**
 * What a command left behind.
 *
 * @param exit its exit code
 * @param output standard output
 * @param errors standard error
 */
public record Finished(int exit, String output, String errors) {

    /**
     * The output of a command that must have worked.
     *
     * @throws AssertionError when it did not
     */
    public String orFail() {
        if (exit != 0) {
            throw new AssertionError("exit code " + exit + ": " + errors + output);
        }
        return output;
    }
}
