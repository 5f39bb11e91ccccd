package io.vmstation.ipmi.export;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Network;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which BMC a scrape means: {@code host}, {@code host:port}, {@code fd00::1}, {@code [fd00::1]} or
 * {@code [fd00::1]:port}.
 *
 * @param host name of a node, literal IP address, or a name that the DNS may know
 * @param port UDP; absent: the usual one
 */
record Target(String host, Optional<Integer> port) {
    private static final int LONGEST = 300;
    private static final int LAST_PORT = 65_535;
    private static final Pattern BRACKETS = Pattern.compile("\\[([0-9A-Fa-f:.]+)](?::(\\d{1,5}))?");
    private static final Pattern BARE =
            Pattern.compile("([0-9A-Fa-f.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)()");
    private static final Pattern NAME =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]{0,252})(?::(\\d{1,5}))?");

    Target {
        requireNonNull(host, "host is null");
        requireNonNull(port, "port is null");
    }

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong
     */
    static Target parse(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "The target is longer than " + LONGEST + " characters.");
        }
        for (Pattern pattern : new Pattern[] {BRACKETS, BARE, NAME}) {
            Matcher matcher = pattern.matcher(text);
            if (matcher.matches()) {
                Target target = new Target(matcher.group(1), port(matcher.group(2)));
                if (pattern != NAME && target.address().isEmpty()) {
                    break;
                }
                return target;
            }
        }
        throw new IllegalArgumentException(
                "The target is not a BMC: write host, host:port, or [address]:port for IPv6.");
    }

    private static Optional<Integer> port(String digits) {
        if (digits == null || digits.isEmpty()) {
            return Optional.empty();
        }
        int port = Integer.parseInt(digits);
        if (port < 1 || port > LAST_PORT) {
            throw new IllegalArgumentException("The port of the target is not from 1 to 65535.");
        }
        return Optional.of(port);
    }

    /** Its address, if that is what the host is. */
    Optional<InetAddress> address() {
        try {
            return Optional.of(Network.parseAddress(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        String shown = host.contains(":") ? "[" + host + "]" : host;
        return port.map(number -> shown + ":" + number).orElse(shown);
    }
}
