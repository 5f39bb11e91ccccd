package io.vmstation.ipmi.push;

/**
 * A value of a series at a time.
 *
 * @param series whose value it is
 * @param millis since 1970
 * @param bits of the IEEE 754 double; as bits, because Java may change one NaN into another
 */
record Sample(Series series, long millis, long bits) {
    /** Not a value, but the end of the series: Prometheus, {@code model/value/value.go}. */
    private static final long STALE = 0x7ff0000000000002L;

    /** A value; if that is not a number, then the ordinary NaN. */
    static Sample of(Point point, long millis) {
        return new Sample(point.series(), millis, Double.doubleToLongBits(point.value()));
    }

    /** Says that the series has ended. */
    static Sample endOf(Series series, long millis) {
        return new Sample(series, millis, STALE);
    }

    /** Whether it says that the series has ended. */
    boolean isEnd() {
        return bits == STALE;
    }
}
