package io.vmstation.config;

import io.vmstation.node.Network;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host as an inventory names it, with or without a port: {@code nas}, {@code nas:2222}, {@code
 * [fd00::1]:22}.
 */
record HostPattern(String name, Optional<String> port) {
    private static final Pattern BRACKETS =
            Pattern.compile("\\[([0-9a-fA-F:.]*:[^\\]]*)](?::(\\d+))?");
    private static final Pattern WITH_PORT = Pattern.compile("(.*[^:]):(\\d+)");

    static HostPattern parse(String written) {
        Matcher brackets = BRACKETS.matcher(written);
        if (brackets.matches() && isAddress(brackets.group(1))) {
            return new HostPattern(brackets.group(1), Optional.ofNullable(brackets.group(2)));
        }
        Matcher withPort = WITH_PORT.matcher(written);
        boolean hasPort = withPort.matches() && outsideBrackets(withPort.group(1)).indexOf(':') < 0;
        return hasPort
                ? new HostPattern(withPort.group(1), Optional.of(withPort.group(2)))
                : new HostPattern(written, Optional.empty());
    }

    private static boolean isAddress(String text) {
        try {
            Network.parseAddress(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String outsideBrackets(String text) {
        return text.replaceAll("\\[[^\\]]*]", "");
    }
}
