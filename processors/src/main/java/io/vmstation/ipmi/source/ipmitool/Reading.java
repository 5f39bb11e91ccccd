package io.vmstation.ipmi.source.ipmitool;

import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Finding.BmcInfo;
import io.vmstation.ipmi.source.tool.Answer;
import io.vmstation.ipmi.source.tool.Answer.Printed;
import io.vmstation.ipmi.source.tool.Deadline;
import io.vmstation.ipmi.source.tool.Poll.Heard;
import io.vmstation.ipmi.source.tool.RawReply;
import io.vmstation.ipmi.source.tool.Session;
import io.vmstation.ipmi.source.tool.WholeText;
import io.vmstation.ipmi.standard.Makers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The questions of one poll.
 *
 * @param sensors reads them
 * @param events reads them
 * @param makers calls them as FreeIPMI does
 */
record Reading(Session session, SensorReading sensors, EventReading events, Makers makers) {

    /** Asks for one collector. */
    CompletableFuture<Heard> of(Collector collector, Deadline deadline) {
        return switch (collector) {
            case CHASSIS -> ask(deadline, Reports::chassis, "-v", "chassis", "status");
            case DCMI -> ask(deadline, Reports::dcmi, "-v", "dcmi", "power", "reading");
            case SEL -> ask(deadline, Reports::sel, "-v", "sel", "info");
            case BMC -> info(deadline);
            // Get Watchdog Timer: IPMI 2.0 section 27.7.
            case BMC_WATCHDOG ->
                    ask(deadline, raw(RawReply::asWatchdog), "-v", "raw", "0x06", "0x25");
            // Supermicro's own, as ipmi_exporter asks it.
            case SM_LAN_MODE ->
                    ask(
                            deadline,
                            raw(RawReply::asLanMode),
                            "-v",
                            "raw",
                            "0x30",
                            "0x70",
                            "0x0c",
                            "0x00");
            case IPMI -> sensors.read(deadline);
            case SEL_EVENTS -> events.read(deadline);
        };
    }

    private CompletableFuture<Heard> ask(
            Deadline deadline, Function<WholeText, Finding> reader, String... question) {
        return session.ask(line(question), deadline).thenApply(answer -> heard(answer, reader));
    }

    private CompletableFuture<Heard> info(Deadline deadline) {
        return ask(deadline, text -> Reports.info(text, makers), "-v", "mc", "info")
                .thenCompose(
                        heard ->
                                heard.finding() instanceof BmcInfo info
                                        ? withFirmware(info, deadline)
                                        : CompletableFuture.completedFuture(heard));
    }

    /** Few BMCs tell it, and those that do not need not tell why. */
    private CompletableFuture<Heard> withFirmware(BmcInfo info, Deadline deadline) {
        return session.ask(line("-v", "mc", "getsysinfo", "system_fw_version"), deadline)
                .thenApply(
                        answer ->
                                new Heard(
                                        answer instanceof Printed printed
                                                ? Reports.withFirmware(info, printed.text())
                                                : info,
                                        false));
    }

    private static Function<WholeText, Finding> raw(Function<RawReply, Finding> reader) {
        return text -> Reports.raw(text, reader);
    }

    static Heard heard(Answer answer, Function<WholeText, Finding> reader) {
        return new Heard(
                answer.read(text -> WholeText.read("ipmitool", text, reader)),
                answer.endsSession());
    }

    static List<String> line(String... words) {
        List<String> line = new ArrayList<>(List.of("ipmitool"));
        line.addAll(List.of(words));
        return line;
    }
}
