package io.vmstation.ipmi.source.lan;

import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.source.ReadOrder;
import java.util.List;

/** The watchdog: Get Watchdog Timer, IPMI 2.0 section 27.7, in the words of bmc-watchdog. */
final class WatchdogTimer implements Part {
    private static final String RESERVED = "reserved";
    private static final List<String> USES =
            List.of(RESERVED, "BIOS FRB2", "BIOS POST", "OS LOAD", "SMS/OS", "OEM");
    private static final List<String> ACTIONS =
            List.of("None", "Hard Reset", "Power Down", "Power Cycle");
    private static final List<String> INTERRUPTS =
            List.of("None", "SMI", "NMI / Diagnostic Interrupt", "Messaging Interrupt");

    /** It counts tenths of seconds; bmc-watchdog shows whole ones. */
    private static final int IN_A_SECOND = 10;

    @Override
    public Finding read(Conversation bmc, Memory memory, ReadOrder order) throws LanFailure {
        Answer answer = bmc.ask(new Request("Get Watchdog Timer", 0x06, 0x25)).orFail();
        int use = answer.at(0);
        int actions = answer.at(1);
        return new Finding.Watchdog(
                (use & 0x40) != 0,
                word(USES, use & 7),
                (use & 0x80) == 0,
                word(ACTIONS, actions & 7),
                word(INTERRUPTS, actions >> 4 & 7),
                answer.at(2),
                seconds(answer.two(4)),
                seconds(answer.two(6)));
    }

    private static long seconds(int tenths) {
        return tenths / IN_A_SECOND;
    }

    private static String word(List<String> words, int code) {
        return code < words.size() ? words.get(code) : RESERVED;
    }
}
