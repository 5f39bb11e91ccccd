package io.vmstation.ipmi.source.lan;

/**
 * How full a system event log is: Get SEL Info, IPMI 2.0 section 31.2.
 *
 * @param entries how many
 * @param freeBytes how much room is left, 65535 for that or more
 * @param added when the last one was, in the clock of the log
 * @param erased when they last were, in the clock of the log
 */
record SelInfo(int entries, int freeBytes, long added, long erased) {
    static final SelInfo NONE = new SelInfo(0, 0, -1, -1);

    static SelInfo of(Conversation bmc) throws LanFailure {
        Answer answer = bmc.ask(new Request("Get SEL Info", 0x0a, 0x40)).orFail();
        return new SelInfo(answer.two(1), answer.two(3), answer.four(5), answer.four(9));
    }
}
