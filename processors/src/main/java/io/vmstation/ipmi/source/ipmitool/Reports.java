package io.vmstation.ipmi.source.ipmitool;

import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Finding.BmcInfo;
import io.vmstation.ipmi.reading.Finding.Chassis;
import io.vmstation.ipmi.reading.Finding.DcmiPower;
import io.vmstation.ipmi.reading.Finding.Failed;
import io.vmstation.ipmi.reading.Finding.Sel;
import io.vmstation.ipmi.source.tool.Excerpt;
import io.vmstation.ipmi.source.tool.Fields;
import io.vmstation.ipmi.source.tool.RawReply;
import io.vmstation.ipmi.source.tool.WholeText;
import io.vmstation.ipmi.standard.Makers;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/** What ipmitool prints about anything but sensors and events. */
final class Reports {
    private static final String PROGRAM = "ipmitool";

    private Reports() {}

    /** {@code chassis status}. */
    static Finding chassis(WholeText text) {
        Fields fields = Fields.of(text);
        Optional<String> power =
                fields.text("system power").filter(is -> is.equals("on") || is.equals("off"));
        return power.isEmpty()
                ? fields.missing(PROGRAM, "system power")
                : new Chassis(
                        power.get().equals("on"),
                        fields.flag("drive fault"),
                        fields.flag("cooling/fan fault"));
    }

    /** {@code dcmi power reading}. */
    static Finding dcmi(WholeText text) {
        Fields fields = Fields.of(text);
        Optional<String> state = fields.text("power reading state is");
        if (state.isEmpty()) {
            return fields.missing(PROGRAM, "power reading state is");
        }
        if (!state.get().equals("activated")) {
            return new DcmiPower(OptionalDouble.empty());
        }
        OptionalLong watts = fields.number("instantaneous power reading");
        return watts.isEmpty()
                ? fields.missing(PROGRAM, "instantaneous power reading")
                : new DcmiPower(OptionalDouble.of((double) watts.getAsLong()));
    }

    /**
     * {@code mc info}.
     *
     * @param makers calls them as FreeIPMI does; ipmitool has a list of its own
     */
    static Finding info(WholeText text, Makers makers) {
        Fields fields = Fields.of(text);
        Optional<String> firmware = fields.text("firmware revision");
        return firmware.isEmpty()
                ? fields.missing(PROGRAM, "firmware revision")
                : new BmcInfo(firmware, maker(fields, makers), Optional.empty(), Optional.empty());
    }

    private static Optional<String> maker(Fields fields, Makers makers) {
        OptionalLong number = fields.number("manufacturer id");
        if (number.isEmpty()) {
            return fields.text("manufacturer id");
        }
        String known = makers.word((int) number.getAsLong());
        return known.equals(String.valueOf(number.getAsLong()))
                ? fields.text("manufacturer name")
                        .filter(name -> !name.startsWith("Unknown"))
                        .map(name -> name + " (" + known + ")")
                        .or(() -> Optional.of(known))
                : Optional.of(known);
    }

    /** {@code mc getsysinfo system_fw_version}, of which other commands' findings know nothing. */
    static BmcInfo withFirmware(BmcInfo info, String printed) {
        return new BmcInfo(
                info.firmwareRevision(),
                info.manufacturerId(),
                Optional.of(printed.strip())
                        .filter(version -> !version.isEmpty() && printed.endsWith("\n"))
                        .map(Excerpt::of),
                info.url());
    }

    /** {@code sel info}. */
    static Finding sel(WholeText text) {
        Fields fields = Fields.of(text);
        OptionalLong entries = fields.number("entries");
        OptionalLong free = fields.number("free space");
        if (entries.isEmpty()) {
            return fields.missing(PROGRAM, "entries");
        }
        return free.isEmpty()
                ? fields.missing(PROGRAM, "free space")
                : new Sel(entries.getAsLong(), free.getAsLong());
    }

    /** {@code raw}. */
    static Finding raw(WholeText text, Function<RawReply, Finding> reader) {
        String line = String.join(" ", text.lines());
        try {
            return reader.apply(RawReply.of(line));
        } catch (NumberFormatException e) {
            return new Failed("ipmitool printed no answer, but " + Excerpt.of(line));
        }
    }
}
