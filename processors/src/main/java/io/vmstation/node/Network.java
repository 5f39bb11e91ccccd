package io.vmstation.node;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A block of IP addresses in CIDR notation (RFC 4632, RFC 4291); a single address is a block of
 * one.
 *
 * @param base its first address
 * @param prefixLength leading bits that all its addresses share
 */
public record Network(InetAddress base, int prefixLength) {
    private static final Pattern LITERAL =
            Pattern.compile("(\\d{1,3}\\.){3}\\d{1,3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    public Network {
        requireNonNull(base, "base is null");
        if (prefixLength < 0 || prefixLength > base.getAddress().length * 8) {
            throw new IllegalArgumentException("prefix length out of range: " + prefixLength);
        }
    }

    /**
     * Reads {@code 192.168.4.0/24}, {@code 192.168.4.63}, {@code fd00::/8} or {@code ::1}. Never
     * asks the DNS.
     *
     * @throws IllegalArgumentException with one sentence that says what is wrong
     */
    public static Network parse(String written) {
        String text = written.strip();
        int slash = text.indexOf('/');
        InetAddress address = parseAddress(slash < 0 ? text : text.substring(0, slash));
        int bits = address.getAddress().length * 8;
        if (slash < 0) {
            return new Network(address, bits);
        }
        String length = text.substring(slash + 1);
        if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > bits) {
            throw new IllegalArgumentException("has no prefix length from 0 to " + bits);
        }
        return new Network(address, Integer.parseInt(length));
    }

    /**
     * Reads a literal IPv4 or IPv6 address, never a name.
     *
     * @throws IllegalArgumentException with one sentence that says what is wrong
     */
    public static InetAddress parseAddress(String written) {
        String text = written.strip();
        boolean octetsInRange =
                text.contains(":")
                        || Arrays.stream(text.split("\\."))
                                .allMatch(o -> o.matches("\\d{1,3}") && Integer.parseInt(o) < 256);
        if (!LITERAL.matcher(text).matches() || !octetsInRange) {
            throw new IllegalArgumentException("is not an IP address such as 192.168.4.61");
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("is not an IP address such as 192.168.4.61", e);
        }
    }

    /** Whether {@code address} lies in this block. Families never match each other. */
    public boolean contains(InetAddress address) {
        byte[] mine = base.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < prefixLength; bit++) {
            int mask = 0x80 >> (bit % 8);
            if (((mine[bit / 8] ^ other[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        String address = base.getHostAddress();
        return prefixLength == base.getAddress().length * 8
                ? address
                : address + "/" + prefixLength;
    }
}
