package io.vmstation.ipmi.source.tool;

import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Finding.Failed;
import io.vmstation.ipmi.reading.Finding.LanMode;
import io.vmstation.ipmi.reading.Finding.Watchdog;
import java.util.List;
import java.util.stream.Stream;

/**
 * The answer to a command of which a program printed the bytes.
 *
 * @param octets behind the completion code, 0 to 255
 */
public record RawReply(List<Integer> octets) {
    private static final List<String> USES =
            List.of("reserved", "BIOS FRB2", "BIOS POST", "OS LOAD", "SMS/OS", "OEM");
    private static final List<String> ACTIONS =
            List.of("None", "Hard Reset", "Power Down", "Power Cycle");
    private static final List<String> INTERRUPTS =
            List.of("None", "SMI", "NMI / Diagnostic Interrupt", "Messaging Interrupt");
    private static final int TICKS_A_SECOND = 10;

    public RawReply {
        octets = List.copyOf(octets);
    }

    /**
     * Reads hexadecimal bytes.
     *
     * @throws NumberFormatException if that is not what it is
     */
    public static RawReply of(String printed) {
        return new RawReply(
                Stream.of(printed.strip().split("\\s+", -1))
                        .filter(word -> !word.isEmpty())
                        .map(
                                word -> {
                                    if (word.length() != 2) {
                                        throw new NumberFormatException("no byte: " + word);
                                    }
                                    return Integer.parseInt(word, 16);
                                })
                        .toList());
    }

    /** As the answer to Get Watchdog Timer: IPMI 2.0 section 27.7. */
    public Finding asWatchdog() {
        if (octets.size() < 8) {
            return tooShort("watchdog timer", 8);
        }
        int use = octets.get(0);
        return new Watchdog(
                (use & 0x40) != 0,
                word(USES, use & 7),
                (use & 0x80) == 0,
                word(ACTIONS, octets.get(1) & 7),
                word(INTERRUPTS, octets.get(1) >> 4 & 7),
                octets.get(2),
                seconds(octets.get(4), octets.get(5)),
                seconds(octets.get(6), octets.get(7)));
    }

    /** As the answer to Supermicro's question for the port of its controller. */
    public Finding asLanMode() {
        if (octets.isEmpty()) {
            return tooShort("LAN mode", 1);
        }
        int mode = octets.get(octets.size() - 1);
        return octets.size() == 1 && mode <= 2
                ? new LanMode(mode)
                : new Failed("the BMC told an unknown LAN mode: " + octets);
    }

    /** Whole ones, which is what bmc-watchdog tells. */
    private static long seconds(int low, int high) {
        return (low | (high << 8)) / TICKS_A_SECOND;
    }

    private Failed tooShort(String what, int least) {
        return new Failed(
                "the BMC told %d bytes of its %s, not %d".formatted(octets.size(), what, least));
    }

    private static String word(List<String> words, int code) {
        return code < words.size() ? words.get(code) : "reserved";
    }
}
