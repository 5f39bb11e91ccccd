package io.vmstation.spi;

/**
 * A request that could not be served, for a reason that a user can read. Thrown by the steps of a
 * route; the route configuration turns it into the variables {@link ExchangeVariables#FAILURE} and
 * {@link ExchangeVariables#RETRY_AFTER}.
 */
public class RequestFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int retryAfterSeconds;

    /**
     * @param message one sentence without secrets
     * @param retryAfterSeconds when it makes sense to ask again, at least 1
     */
    public RequestFailure(String message, int retryAfterSeconds) {
        super(message, null, false, false);
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** When it makes sense to ask again, in whole seconds. */
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
