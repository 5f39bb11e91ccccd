package io.vmstation.energy;

import io.vmstation.spi.EnergyAmounts.Condition;
import java.util.ArrayList;
import java.util.List;

/**
 * The time that is not accounted for yet, in pieces of one condition each, so that a change between
 * two readings counts from the moment in which it was seen. Not thread-safe.
 */
final class OpenTime {
    /** More changes than that between two readings are no condition that anybody could name. */
    private static final int MOST_PIECES = 1_000;

    private final List<Piece> pieces = new ArrayList<>();
    private long from;
    private Condition condition;

    /**
     * Some time in one condition.
     *
     * @param from when it began, in nanoseconds
     * @param to when it ended, not before that
     */
    record Piece(Condition condition, long from, long to) {
        private static final double NANOS = 1e9;

        double seconds() {
            return (to - from) / NANOS;
        }

        /** The mean of a line through two readings over this piece, in watts. */
        double mean(Reading one, Reading other) {
            double middle = (to + from) / 2.0 - one.nanos();
            double length = other.nanos() - one.nanos();
            return one.watts() + (other.watts() - one.watts()) * middle / length;
        }
    }

    /** Begins now. */
    OpenTime(long now, Condition condition) {
        this.from = now;
        this.condition = condition;
    }

    /** Goes on in this condition. */
    void seen(long now, Condition next) {
        Condition named = pieces.size() < MOST_PIECES ? next : Condition.UNKNOWN;
        if (named != condition) {
            end(now);
            condition = named;
        }
    }

    /** All pieces up to now, of which none stays. */
    List<Piece> take(long now) {
        end(now);
        List<Piece> taken = List.copyOf(pieces);
        pieces.clear();
        return taken;
    }

    private void end(long now) {
        if (now > from) {
            pieces.add(new Piece(condition, from, now));
            from = now;
        }
    }
}
