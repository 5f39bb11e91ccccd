package io.vmstation.host;

import java.util.List;
import java.util.Map;

/** What runs beside the routes: the ledger, the engine, the connections. */
public interface Parts {

    /**
     * Opens what the routes need, before the first of them: the ledger, the engine.
     *
     * @throws StartFailure when it cannot run here
     */
    void open() throws StartFailure;

    /** Begins what goes on by itself, after {@link #open}: watching nodes, files, clocks. */
    void start();

    /** Hears the address of each listening route by its id, once all routes have started. */
    void listening(Map<String, String> listeners);

    /** What is wrong with files that are only read while it runs, a sentence each; reads them. */
    default List<String> check() {
        return List.of();
    }

    /** Ends what waits in the routes, so that they can stop; before the routes stop. */
    void drain();

    /** Ends all the rest, after the routes have stopped. Also called when {@link #open} failed. */
    void close();
}
