package io.vmstation.node;

import static java.util.Objects.requireNonNull;

import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A 48-bit IEEE 802 MAC address.
 *
 * @param text twelve hexadecimal digits in six groups, lower case, separated by colons
 */
public record MacAddress(String text) {
    /** Octets in an address. */
    public static final int LENGTH = 6;

    private static final Pattern COLONS_OR_DASHES =
            Pattern.compile("([0-9a-f]{2})([:-][0-9a-f]{2}){5}");
    private static final Pattern DOTS = Pattern.compile("[0-9a-f]{4}(\\.[0-9a-f]{4}){2}");
    private static final Pattern PLAIN = Pattern.compile("[0-9a-f]{12}");

    /** Accepts only the canonical form; use {@link #parse} for what people write. */
    public MacAddress {
        requireNonNull(text, "text is null");
        if (!text.matches("([0-9a-f]{2}:){5}[0-9a-f]{2}")) {
            throw new IllegalArgumentException("not a canonical MAC address: " + text);
        }
    }

    /**
     * Reads {@code b8:ac:6f:7e:6c:9d}, {@code B8-AC-6F-7E-6C-9D}, {@code b8ac.6f7e.6c9d} or {@code
     * b8ac6f7e6c9d}.
     *
     * @throws IllegalArgumentException with one sentence that says what is wrong
     */
    public static MacAddress parse(String written) {
        String lower = written.strip().toLowerCase(Locale.ROOT);
        if (!COLONS_OR_DASHES.matcher(lower).matches()
                && !DOTS.matcher(lower).matches()
                && !PLAIN.matcher(lower).matches()) {
            throw new IllegalArgumentException(
                    "is not a MAC address: six pairs of hexadecimal digits such as"
                            + " b8:ac:6f:7e:6c:9d are expected");
        }
        byte[] octets = HexFormat.of().parseHex(lower.replaceAll("[:.-]", ""));
        if ((octets[0] & 1) != 0) {
            throw new IllegalArgumentException(
                    "is a group (multicast or broadcast) address, which no network interface has");
        }
        boolean zero = true;
        for (byte octet : octets) {
            zero &= octet == 0;
        }
        if (zero) {
            throw new IllegalArgumentException("is all zeros, which no network interface has");
        }
        return new MacAddress(HexFormat.ofDelimiter(":").formatHex(octets));
    }

    /** The six octets, most significant first; a new array at each call. */
    public byte[] octets() {
        return HexFormat.ofDelimiter(":").parseHex(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
