package io.vmstation.node;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The SecureOn password that some network cards want behind a magic packet. It travels in clear
 * text (AMD magic packet white paper; etherwake(8), option {@code -p}), yet it is a secret: {@link
 * #toString} hides it.
 *
 * @param password four or six octets
 */
public record SecureOn(List<Byte> password) {
    private static final Pattern HEXADECIMAL =
            Pattern.compile("[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){3}([:-][0-9a-fA-F]{2}){0,2}");
    private static final Pattern DECIMAL = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    public SecureOn {
        password = List.copyOf(password);
        if (password.size() != 4 && password.size() != 6) {
            throw new IllegalArgumentException("has neither four nor six octets");
        }
    }

    /**
     * Reads {@code aa:bb:cc:dd:ee:ff}, {@code aa-bb-cc-dd} or dotted decimal {@code 1.2.3.4}.
     *
     * @throws IllegalArgumentException with one sentence that does not show the password
     */
    public static SecureOn parse(String written) {
        String text = written.strip();
        boolean decimal = DECIMAL.matcher(text).matches();
        List<Byte> octets = new ArrayList<>();
        if (decimal || HEXADECIMAL.matcher(text).matches()) {
            for (String octet : text.split("[.:-]", -1)) {
                int value = Integer.parseInt(octet, decimal ? 10 : 16);
                if (value > 255) {
                    throw malformed();
                }
                octets.add((byte) value);
            }
        }
        if (octets.size() != 4 && octets.size() != 6) {
            throw malformed();
        }
        return new SecureOn(octets);
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException(
                "is not a SecureOn password: four or six octets, written as aa:bb:cc:dd:ee:ff or"
                        + " 1.2.3.4, are expected");
    }

    /** Its octets in the order of the wire; a new array at each call. */
    public byte[] octets() {
        byte[] octets = new byte[password.size()];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = password.get(i);
        }
        return octets;
    }

    @Override
    public String toString() {
        return "SecureOn[hidden]";
    }
}
