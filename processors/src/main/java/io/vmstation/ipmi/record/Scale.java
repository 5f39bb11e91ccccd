package io.vmstation.ipmi.record;

/**
 * How to understand the values of an analog sensor: IPMI 2.0 section 36.3 and bytes 21 to 30 of
 * table 43-1.
 *
 * @param flags format, rate, modifier, percentage
 * @param base unit
 * @param modifier unit
 * @param linearization 0 linear to 11 the cube root turned over; others are not understood
 * @param m factor
 * @param b offset
 * @param bExponent of the offset, to ten
 * @param rExponent of the result, to ten
 */
public record Scale(
        int flags,
        int base,
        int modifier,
        int linearization,
        int m,
        int b,
        int bExponent,
        int rExponent) {

    /** From here on a double has no places behind the point to cut. */
    private static final double WITHOUT_PLACES = 1e13;

    /** Out of a full record, which is long enough. */
    static Scale of(byte[] record) {
        return new Scale(
                record[20] & 0xff,
                record[21] & 0xff,
                record[22] & 0xff,
                record[23] & 0x7f,
                ten(record[24], record[25]),
                ten(record[26], record[27]),
                record[29] << 28 >> 28,
                record[29] >> 4);
    }

    /** Ten bits with a sign, the two high ones at the top of the second byte. */
    private static int ten(byte low, byte high) {
        return ((low & 0xff) | ((high & 0xc0) << 2)) << 22 >> 22;
    }

    /**
     * What a raw value means.
     *
     * @return in the unit; not a number for a format or linearization that is not understood, or
     *     what has no result, such as the logarithm of zero
     */
    public double value(int raw) {
        int format = flags >> 6;
        if (format == 3) {
            return Double.NaN;
        }
        int x =
                switch (format) {
                    case 1 -> raw > 127 ? raw - 255 : raw;
                    case 2 -> (byte) raw;
                    default -> raw;
                };
        double y = (m * (double) x + b * Math.pow(10, bExponent)) * Math.pow(10, rExponent);
        return asShown(
                switch (linearization) {
                    case 0 -> y;
                    case 1 -> Math.log(y);
                    case 2 -> Math.log10(y);
                    case 3 -> Math.log(y) / Math.log(2);
                    case 4 -> Math.exp(y);
                    case 5 -> Math.pow(10, y);
                    case 6 -> Math.pow(2, y);
                    case 7 -> y == 0 ? 0 : 1 / y;
                    case 8 -> y * y;
                    case 9 -> y * y * y;
                    case 10 -> Math.sqrt(y);
                    case 11 -> y == 0 ? 0 : 1 / (y * y * y);
                    default -> Double.NaN;
                });
    }

    /** Two places behind the point, in the way of FreeIPMI: more than half a hundredth goes up. */
    public static double asShown(double value) {
        if (!(Math.abs(value) < WITHOUT_PLACES)) {
            return Double.isFinite(value) ? value : Double.NaN;
        }
        long whole = (long) value;
        double rest = (value - whole) * 100;
        long hundredths = (long) rest;
        if (rest - hundredths > 0.5) {
            hundredths++;
        }
        return (whole * 100 + hundredths) / 100.0;
    }
}
