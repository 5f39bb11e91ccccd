package io.vmstation.host.cli;

/** Nobody gave a usable answer; the message is one clause for the user. */
final class Unanswered extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unanswered(String message) {
        super(message);
    }
}
