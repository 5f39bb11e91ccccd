package io.vmstation.ipmi.export;

import io.vmstation.ipmi.reading.Finding.Watchdog;
import java.util.List;

/** The series of a watchdog timer: each word that FreeIPMI's bmc-watchdog has is 1 or 0. */
final class WatchdogSeries {
    private static final List<String> USES =
            List.of("BIOS FRB2", "BIOS POST", "OS LOAD", "SMS/OS", "OEM");
    private static final List<String> ACTIONS =
            List.of("None", "Hard Reset", "Power Down", "Power Cycle");
    private static final List<String> INTERRUPTS =
            List.of("None", "SMI", "NMI / Diagnostic Interrupt", "Messaging Interrupt");

    private WatchdogSeries() {}

    static void add(Watchdog watchdog, Samples samples) {
        samples.add(IpmiSeries.WATCHDOG_TIMER, IpmiMetrics.bit(watchdog.running()));
        samples.add(IpmiSeries.WATCHDOG_LOGGING, IpmiMetrics.bit(watchdog.logging()));
        addSet(IpmiSeries.WATCHDOG_TIMER_USE, USES, watchdog.use(), samples);
        addSet(IpmiSeries.WATCHDOG_TIMEOUT_ACTION, ACTIONS, watchdog.timeoutAction(), samples);
        addSet(
                IpmiSeries.WATCHDOG_PRETIMEOUT_INTERRUPT,
                INTERRUPTS,
                watchdog.pretimeoutInterrupt(),
                samples);
        samples.add(IpmiSeries.WATCHDOG_PRETIMEOUT_INTERVAL, watchdog.pretimeoutSeconds());
        samples.add(IpmiSeries.WATCHDOG_INITIAL_COUNTDOWN, watchdog.initialSeconds());
        samples.add(IpmiSeries.WATCHDOG_CURRENT_COUNTDOWN, watchdog.currentSeconds());
    }

    private static void addSet(
            IpmiSeries series, List<String> words, String current, Samples samples) {
        words.forEach(word -> samples.add(series, IpmiMetrics.bit(word.equals(current)), word));
    }
}
