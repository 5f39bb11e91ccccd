package io.vmstation.ipmi.source.freeipmi;

import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Finding.BmcInfo;
import io.vmstation.ipmi.reading.Finding.Chassis;
import io.vmstation.ipmi.reading.Finding.DcmiPower;
import io.vmstation.ipmi.reading.Finding.Failed;
import io.vmstation.ipmi.reading.Finding.Sel;
import io.vmstation.ipmi.reading.Finding.Unsupported;
import io.vmstation.ipmi.source.tool.Excerpt;
import io.vmstation.ipmi.source.tool.Fields;
import io.vmstation.ipmi.source.tool.RawReply;
import io.vmstation.ipmi.source.tool.WholeText;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What FreeIPMI's programs print about anything but sensors and events. */
final class Reports {
    private static final Pattern RAW =
            Pattern.compile("rcvd: [0-9A-F]{2} ([0-9A-F]{2})((?: [0-9A-F]{2})*) ?");
    private static final Pattern VERSION = Pattern.compile("[0-9.]+");

    private Reports() {}

    /** {@code ipmi-chassis --get-chassis-status}. */
    static Finding chassis(WholeText text) {
        Fields fields = Fields.of(text);
        Optional<String> power =
                fields.text("system power").filter(is -> is.equals("on") || is.equals("off"));
        return power.isEmpty()
                ? fields.missing("ipmi-chassis", "system power")
                : new Chassis(
                        power.get().equals("on"),
                        fields.flag("drive fault"),
                        fields.flag("cooling/fan fault"));
    }

    /** {@code ipmi-dcmi --get-system-power-statistics}. */
    static Finding dcmi(WholeText text) {
        Fields fields = Fields.of(text);
        Optional<String> measurement = fields.text("power measurement");
        if (measurement.isEmpty()) {
            return fields.missing("ipmi-dcmi", "power measurement");
        }
        if (!measurement.get().equalsIgnoreCase("active")) {
            return new DcmiPower(OptionalDouble.empty());
        }
        OptionalLong watts = fields.number("current power");
        return watts.isEmpty()
                ? fields.missing("ipmi-dcmi", "current power")
                : new DcmiPower(OptionalDouble.of((double) watts.getAsLong()));
    }

    /** {@code bmc-info}. */
    static Finding info(WholeText text) {
        Fields fields = Fields.of(text);
        Optional<String> firmware = fields.text("firmware revision").map(Reports::version);
        return firmware.isEmpty()
                ? fields.missing("bmc-info", "firmware revision")
                : new BmcInfo(
                        firmware,
                        fields.text("manufacturer id"),
                        fields.text("system firmware version").map(Reports::version),
                        fields.text("bmc url"));
    }

    /** {@code ipmi-sel --info}. */
    static Finding sel(WholeText text) {
        Fields fields = Fields.of(text);
        OptionalLong entries = fields.number("number of log entries");
        OptionalLong free = fields.number("free space remaining");
        if (entries.isEmpty()) {
            return fields.missing("ipmi-sel", "number of log entries");
        }
        return free.isEmpty()
                ? fields.missing("ipmi-sel", "free space remaining")
                : new Sel(entries.getAsLong(), free.getAsLong());
    }

    /** {@code ipmi-raw}: the command, the completion code, the answer. */
    static Finding raw(WholeText text, Function<RawReply, Finding> reader) {
        String line = String.join(" ", text.lines());
        Matcher received = RAW.matcher(line);
        if (!received.matches()) {
            return new Failed("ipmi-raw printed no answer, but " + Excerpt.of(line));
        }
        return switch (received.group(1)) {
            case "00" -> reader.apply(RawReply.of(received.group(2)));
            case "C1", "C2" -> new Unsupported("the BMC does not know the command");
            case "C0" -> new Failed("the BMC is busy");
            case "D4" -> new Failed("the BMC wants more privilege for that: raise bmc.privilege");
            default -> new Failed("the BMC answered with completion code " + received.group(1));
        };
    }

    /** The number in front, which is all that ipmi_exporter tells; else all of it. */
    private static String version(String text) {
        Matcher number = VERSION.matcher(text);
        return number.lookingAt() ? number.group() : text;
    }
}
