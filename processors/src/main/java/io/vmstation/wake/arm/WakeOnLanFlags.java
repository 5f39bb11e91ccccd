package io.vmstation.wake.arm;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code ethtool INTERFACE} says about Wake-on-LAN. Each letter is a kind of event, {@code g}
 * the magic packet, {@code d} nothing (ethtool(8), option {@code wol}).
 *
 * @param supported letters that the card can do
 * @param enabled letters that are on, never {@code d}
 */
record WakeOnLanFlags(String supported, String enabled) {
    private static final char MAGIC_PACKET = 'g';
    private static final Pattern SUPPORTED =
            Pattern.compile("^\\s*Supports Wake-on: ([a-z]+)\\s*$", Pattern.MULTILINE);
    private static final Pattern ENABLED =
            Pattern.compile("^\\s*Wake-on: ([a-z]+)\\s*$", Pattern.MULTILINE);

    /** Reads ethtool's output; empty when it does not speak of Wake-on-LAN. */
    static Optional<WakeOnLanFlags> parse(String output) {
        Matcher supported = SUPPORTED.matcher(output);
        Matcher enabled = ENABLED.matcher(output);
        if (!supported.find() || !enabled.find()) {
            return Optional.empty();
        }
        return Optional.of(new WakeOnLanFlags(letters(supported), letters(enabled)));
    }

    boolean supportsMagicPacket() {
        return supported.indexOf(MAGIC_PACKET) >= 0;
    }

    boolean magicPacketEnabled() {
        return enabled.indexOf(MAGIC_PACKET) >= 0;
    }

    /** The letters to set: what is on already stays on. */
    String withMagicPacket() {
        return magicPacketEnabled() ? enabled : enabled + MAGIC_PACKET;
    }

    private static String letters(Matcher matcher) {
        return matcher.group(1).replace("d", "");
    }
}
