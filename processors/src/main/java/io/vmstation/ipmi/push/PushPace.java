package io.vmstation.ipmi.push;

import java.time.Duration;

/**
 * How patient sending is.
 *
 * @param timeLimit of one request
 * @param firstRest for how long a receiver is left alone after its first failure
 * @param longestRest after many
 * @param lastWords how long sending may go on at the end
 */
record PushPace(Duration timeLimit, Duration firstRest, Duration longestRest, Duration lastWords) {
    /** What suits receivers at home and elsewhere. */
    static final PushPace USUAL =
            new PushPace(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(1),
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(5));
}
