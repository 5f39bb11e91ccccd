package io.vmstation.ipmi.standard;

import java.util.List;

/**
 * Units of sensors: IPMI 2.0 tables 43-1 (bytes 21 to 23) and 43-15, abbreviated as FreeIPMI does.
 */
public final class SensorUnits {
    private static final String UNSPECIFIED = "unspecified";

    private static final List<String> WORDS =
            List.of(
                    "unspecified",
                    "C",
                    "F",
                    "K",
                    "V",
                    "A",
                    "W",
                    "J",
                    "C",
                    "VA",
                    "nits",
                    "lm",
                    "lux",
                    "cd",
                    "KPA",
                    "PSI",
                    "N",
                    "CFM",
                    "RPM",
                    "Hz",
                    "us",
                    "ms",
                    "s",
                    "min",
                    "hr",
                    "day",
                    "wk",
                    "mil",
                    "in",
                    "ft",
                    "cu in",
                    "cu feet",
                    "mm",
                    "cm",
                    "m",
                    "cu cm",
                    "cu m",
                    "L",
                    "fl oz",
                    "rad",
                    "sr",
                    "rev",
                    "c",
                    "g",
                    "oz",
                    "lb",
                    "ft lB",
                    "oz in",
                    "G",
                    "Gi",
                    "H",
                    "mH",
                    "F",
                    "uF",
                    "ohms",
                    "S",
                    "mol",
                    "Bq",
                    "PPM",
                    "Reserved",
                    "dB",
                    "DbA",
                    "DbC",
                    "Gy",
                    "Sv",
                    "color temp deg K",
                    "b",
                    "Kb",
                    "Mb",
                    "Gb",
                    "B",
                    "KB",
                    "MB",
                    "GB",
                    "word",
                    "dword",
                    "qword",
                    "line",
                    "hit",
                    "miss",
                    "retry",
                    "reset",
                    "overrun / overflow",
                    "underrun",
                    "collision",
                    "pkts",
                    "msgs",
                    "chars",
                    "err",
                    "correctable err",
                    "uncorrectable err",
                    "fatal err",
                    "g");

    private static final List<String> RATES =
            List.of("", " per uS", " per ms", " per s", " per minute", " per hour", " per day");

    /**
     * The unit that a sensor record names.
     *
     * @param flags byte 21 of a full sensor record: percentage, modifier, rate
     * @param base byte 22
     * @param modifier byte 23
     */
    public static String word(int flags, int base, int modifier) {
        boolean percentage = (flags & 1) != 0;
        int how = flags >> 1 & 3;
        int rate = flags >> 3 & 7;
        if (base >= WORDS.size()
                || how == 3
                || rate >= RATES.size()
                || (how != 0 && (rate != 0 || modifier >= WORDS.size()))) {
            return UNSPECIFIED;
        }
        if (percentage && base == 0 && how == 0 && rate == 0) {
            return "%";
        }
        return (percentage ? "% " : "")
                + WORDS.get(base)
                + switch (how) {
                    case 1 -> " / " + WORDS.get(modifier);
                    case 2 -> " * " + WORDS.get(modifier);
                    default -> RATES.get(rate);
                };
    }

    private SensorUnits() {}
}
