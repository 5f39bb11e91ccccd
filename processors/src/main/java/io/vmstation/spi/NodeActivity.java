package io.vmstation.spi;

import java.time.Duration;
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
     * @param at when, for people; decisions go by {@code ago}
     * @param ago how long before the moment of asking, by a clock that nobody sets
     * @param what one clause, {@code the wake for 192.0.2.7}
     */
    record Use(Instant at, Duration ago, String what) {}
}
