package io.vmstation.spi;

/** What came of asking once by one method. */
public sealed interface MethodOutcome {

    /**
     * Something went out.
     *
     * @param packets how many frames or datagrams
     * @param detail by which interfaces and to which addresses
     */
    record Sent(int packets, String detail) implements MethodOutcome {}

    /**
     * Nothing went out, because there was nothing to do for this method: what it would bring about
     * is so already. It may have something to do a while later.
     *
     * @param reason one clause: {@code the chassis is on already}
     */
    record Unneeded(String reason) implements MethodOutcome {}

    /**
     * The method cannot work here: a tool is missing, a permission, an interface.
     *
     * @param reason one clause that says what is missing and how to get it
     */
    record Unavailable(String reason) implements MethodOutcome {}

    /** It should have worked and did not. */
    record Failed(String reason) implements MethodOutcome {}
}
