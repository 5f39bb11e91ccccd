package io.vmstation.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * When this host itself last saw a node being used: a wake that served somebody, a relayed
 * connection that ended, a machine that came up by itself. Thread-safe.
 */
public interface NodeActivity {

    /** Notes a use that has just happened. */
    void used(String node, String what);

    /** The last use, if one was seen since this process began. */
    Optional<Use> last(String node);

    /**
     * One use.
     *
     * @param at when
     * @param what one clause, {@code the wake for 192.0.2.7}
     */
    record Use(Instant at, String what) {}
}
