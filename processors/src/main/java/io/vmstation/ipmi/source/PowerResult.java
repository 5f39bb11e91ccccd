package io.vmstation.ipmi.source;

/** What a BMC made of an order to its chassis. */
public sealed interface PowerResult {

    /** It took the order. Whether the machine follows shows later. */
    record Accepted() implements PowerResult {}

    /**
     * It did not, or nobody knows.
     *
     * @param reason one clause, without secrets, that names what to check
     */
    record Refused(String reason) implements PowerResult {}
}
