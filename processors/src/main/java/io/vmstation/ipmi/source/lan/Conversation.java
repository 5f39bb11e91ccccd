package io.vmstation.ipmi.source.lan;

/** A BMC that can be asked, until the time is up. */
interface Conversation {

    /**
     * Asks and waits for the answer.
     *
     * @return with whatever completion code it has
     */
    Answer ask(Request request) throws LanFailure;
}
