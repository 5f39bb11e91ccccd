package io.vmstation.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import org.jspecify.annotations.Nullable;

/**
 * Finds the moment at which the clocks of a zone show a time. In the hour that is left out in
 * spring no clock shows any: the moment right after it is meant.
 */
final class WallClock {
    private WallClock() {}

    /** The first moment at which they show it, of two in the hour that is repeated in autumn. */
    static Instant first(LocalDateTime shown, ZoneId zone) {
        @Nullable ZoneOffsetTransition change = zone.getRules().getTransition(shown);
        return change != null && change.isGap()
                ? change.getInstant()
                : shown.atZone(zone).withEarlierOffsetAtOverlap().toInstant();
    }

    /** The last moment at which they show it, of two in the hour that is repeated in autumn. */
    static Instant last(LocalDateTime shown, ZoneId zone) {
        @Nullable ZoneOffsetTransition change = zone.getRules().getTransition(shown);
        return change != null && change.isGap()
                ? change.getInstant()
                : shown.atZone(zone).withLaterOffsetAtOverlap().toInstant();
    }
}
