package io.vmstation.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads numbers with a unit as people write them. */
final class Quantities {
    private static final Pattern WITH_UNIT = Pattern.compile("(\\d{1,12})\\s?([A-Za-z]+)");
    private static final Map<String, ChronoUnit> DURATIONS =
            Map.of(
                    "ms", ChronoUnit.MILLIS,
                    "s", ChronoUnit.SECONDS,
                    "m", ChronoUnit.MINUTES,
                    "h", ChronoUnit.HOURS,
                    "d", ChronoUnit.DAYS);
    private static final Map<String, Integer> SIZES = Map.of("B", 1, "KB", 1024, "MB", 1024 * 1024);
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private Quantities() {}

    /** Reads {@code 250ms}, {@code 30s}, {@code 3m}, {@code 2h}, {@code 30d} or ISO 8601. */
    static Duration duration(String text) {
        Duration duration = text.startsWith("P") ? isoDuration(text) : simpleDuration(text);
        if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("is not a duration from 0s to 36500d");
        }
        return duration;
    }

    /** Reads durations that are not shorter than {@code least}. */
    static Parser<Duration> durationFrom(String least) {
        Duration minimum = duration(least);
        return text -> {
            Duration duration = duration(text);
            if (duration.compareTo(minimum) < 0) {
                throw new IllegalArgumentException(
                        "is too short: at least " + least + " is expected");
            }
            return duration;
        };
    }

    /** Reads durations that are not shorter than {@code least}, or zero for never. */
    static Parser<Duration> interval(String least) {
        Duration minimum = duration(least);
        return text -> {
            Duration duration = duration(text);
            if (!duration.isZero() && duration.compareTo(minimum) < 0) {
                throw new IllegalArgumentException(
                        "is too short: at least " + least + " is expected, or 0s for never");
            }
            return duration;
        };
    }

    private static Duration isoDuration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw notADuration();
        }
    }

    private static Duration simpleDuration(String text) {
        Matcher matcher = WITH_UNIT.matcher(text);
        ChronoUnit unit = matcher.matches() ? DURATIONS.get(matcher.group(2)) : null;
        if (unit == null) {
            throw notADuration();
        }
        return Duration.of(Long.parseLong(matcher.group(1)), unit);
    }

    private static IllegalArgumentException notADuration() {
        return new IllegalArgumentException(
                "is not a duration: write a number and one of the units ms, s, m, h, d, such as"
                        + " 30s");
    }

    /** Reads {@code 512B}, {@code 16KB} or {@code 1MB}, in steps of 1024, as bytes. */
    static long bytes(String text) {
        Matcher matcher = WITH_UNIT.matcher(text);
        Integer unit =
                matcher.matches() ? SIZES.get(matcher.group(2).toUpperCase(Locale.ROOT)) : null;
        if (unit == null) {
            throw new IllegalArgumentException(
                    "is not a size: write a number and one of the units B, KB, MB, such as 16KB");
        }
        return Long.parseLong(matcher.group(1)) * unit;
    }

    /** Reads a whole number in a range. */
    static int integer(String text, int least, int most) {
        if (!text.matches("\\d{1,9}")
                || Integer.parseInt(text) < least
                || Integer.parseInt(text) > most) {
            throw new IllegalArgumentException(
                    "is not a whole number from " + least + " to " + most);
        }
        return Integer.parseInt(text);
    }

    /** Reads an amount of money or the like: digits, and after a point at most six more. */
    static BigDecimal decimal(String text) {
        if (!text.matches("\\d{1,9}(\\.\\d{1,6})?")) {
            throw new IllegalArgumentException(
                    "is not a number from 0 up: write digits, with a point before the fraction,"
                            + " such as 0.32");
        }
        return new BigDecimal(text);
    }

    /** Reads a TCP or UDP port. */
    static int port(String text) {
        if (!text.matches("\\d{1,5}")
                || Integer.parseInt(text) < 1
                || Integer.parseInt(text) > 65535) {
            throw new IllegalArgumentException("is not a port: a number from 1 to 65535");
        }
        return Integer.parseInt(text);
    }
}
