package io.vmstation.relay;

import java.time.Duration;

/** Settings that differ in little from those that fit most tests. */
final class SettingsBuilder {
    int maxHeld = 3000;
    int maxHeldPerSource = 3000;
    int holdBuffer = 16 * 1024;
    Duration minHold = Duration.ZERO;
    Duration idleTimeout = Duration.ZERO;
    Duration drain = Duration.ZERO;
    boolean waitingPage = false;
    Duration waitingPageAfter = Duration.ZERO;

    RelaySettings build() {
        return new RelaySettings(
                maxHeld,
                maxHeldPerSource,
                holdBuffer,
                minHold,
                idleTimeout,
                drain,
                Duration.ofSeconds(5),
                waitingPage,
                waitingPageAfter);
    }
}
