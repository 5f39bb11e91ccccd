package io.vmstation.host;

import java.util.Map;

/** What runs beside the routes: the ledger, the engine, the connections. */
public interface Parts {

    /**
     * Starts what the routes need, before the first of them.
     *
     * @throws StartFailure when it cannot run here
     */
    void start() throws StartFailure;

    /** Hears the address of each listening route by its id, once all routes have started. */
    void listening(Map<String, String> listeners);

    /** Ends what waits in the routes, so that they can stop; before the routes stop. */
    void drain();

    /** Ends all the rest, after the routes have stopped. Also called when {@link #start} failed. */
    void close();
}
