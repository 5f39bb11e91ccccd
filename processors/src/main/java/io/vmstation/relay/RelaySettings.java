package io.vmstation.relay;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How connections are held and relayed: the {@code relay.*} keys.
 *
 * @param maxHeld clients held at once by all listeners together, at least 1
 * @param maxHeldPerSource clients held at once for one source address, at least 1
 * @param holdBuffer bytes kept of what a held client says, 1 to 1 MB; more than that stays in the
 *     client's own buffers
 * @param minHold a client that leaves within this time without a byte wakes nothing; zero: every
 *     connection wakes
 * @param idleTimeout a relayed connection without a byte either way for so long is closed; zero:
 *     never
 * @param drain how long relayed connections may take to finish when the host stops
 * @param connectTimeout how long the service may take to accept a connection, at least 1 ms
 * @param waitingPage whether a browser is shown a page that reloads itself while the node wakes
 * @param waitingPageAfter how long a browser is held before it is shown that page
 */
public record RelaySettings(
        int maxHeld,
        int maxHeldPerSource,
        int holdBuffer,
        Duration minHold,
        Duration idleTimeout,
        Duration drain,
        Duration connectTimeout,
        boolean waitingPage,
        Duration waitingPageAfter) {
    private static final int MEGABYTE = 1024 * 1024;

    public RelaySettings {
        require(maxHeld >= 1, "maxHeld is not positive");
        require(maxHeldPerSource >= 1, "maxHeldPerSource is not positive");
        require(holdBuffer >= 1 && holdBuffer <= MEGABYTE, "holdBuffer is not 1 byte to 1 MB");
        requireNotNegative(minHold, "minHold");
        requireNotNegative(idleTimeout, "idleTimeout");
        requireNotNegative(drain, "drain");
        requireNotNegative(connectTimeout, "connectTimeout");
        requireNotNegative(waitingPageAfter, "waitingPageAfter");
        require(
                connectTimeout.toMillis() >= 1 && connectTimeout.toMillis() <= Integer.MAX_VALUE,
                "connectTimeout is not 1 ms to 24 days");
    }

    private static void requireNotNegative(Duration duration, String name) {
        requireNonNull(duration, name + " is null");
        require(!duration.isNegative(), name + " is negative");
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
