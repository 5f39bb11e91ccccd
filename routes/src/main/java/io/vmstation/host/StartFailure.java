package io.vmstation.host;

/** The host could not start, for a reason outside its files; the message is for the user. */
public final class StartFailure extends Exception {
    private static final long serialVersionUID = 1;

    /** One sentence that names the remedy. */
    public StartFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
