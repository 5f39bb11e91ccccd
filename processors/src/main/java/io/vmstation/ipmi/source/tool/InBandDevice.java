package io.vmstation.ipmi.source.tool;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The BMC of this machine as its kernel shows it.
 *
 * @param devices where devices are, {@code /dev}
 */
public record InBandDevice(Path devices) {

    /** Of the machine that we run on. */
    public static InBandDevice ofThisMachine() {
        return new InBandDevice(Path.of("/dev"));
    }

    /** Why it cannot be used: one clause with what to do. */
    public Optional<String> missing() {
        Optional<Path> device =
                Stream.of("ipmi0", "ipmi/0", "ipmidev/0")
                        .map(devices::resolve)
                        .filter(Files::exists)
                        .findFirst();
        if (device.isEmpty()) {
            return Optional.of(
                    "there is no "
                            + devices.resolve("ipmi0")
                            + ": modprobe -a ipmi_si ipmi_devintf, if this machine has a BMC");
        }
        Path found = device.get();
        return Files.isReadable(found) && Files.isWritable(found)
                ? Optional.empty()
                : Optional.of(
                        "we may not open " + found + ": run as root, or let a udev rule allow it");
    }
}
