package io.vmstation.lan;

import io.vmstation.node.MacAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The interfaces that Linux shows as files. The JDK shows only those that have an IP address, but a
 * magic frame needs none.
 *
 * @param folder {@code /sys/class/net}; need not exist
 */
record SysClassNet(Path folder) {
    private static final int UP = 0x1;
    private static final int LOOPBACK = 0x8;
    private static final int POINT_TO_POINT = 0x10;

    /** Their names. */
    List<String> names() {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            // Not Linux, or hidden from us: the JDK's view has to do.
            return List.of();
        }
    }

    /** One of them, without its addresses. */
    Optional<LocalInterface> read(String name) {
        if (!names().contains(name)) {
            return Optional.empty();
        }
        try {
            int flags = Integer.decode(text(name, "flags"));
            return Optional.of(
                    new LocalInterface(
                            name,
                            Integer.parseInt(text(name, "ifindex")),
                            macAddress(text(name, "address")),
                            List.of(),
                            new LocalInterface.Flags(
                                    (flags & UP) != 0 && runs(text(name, "operstate")),
                                    (flags & LOOPBACK) != 0,
                                    (flags & POINT_TO_POINT) != 0)));
        } catch (IOException | IllegalArgumentException e) {
            // It went away while it was read, or is no interface, as bonding_masters.
            return Optional.empty();
        }
    }

    private String text(String name, String file) throws IOException {
        return Files.readString(folder.resolve(name).resolve(file)).strip();
    }

    private static boolean runs(String operationalState) {
        // Drivers that do not keep it up to date say so.
        return operationalState.equals("up") || operationalState.equals("unknown");
    }

    private static MacAddress macAddress(String text) {
        boolean ethernet = text.length() == LocalInterface.NO_MAC.text().length();
        return ethernet ? new MacAddress(text) : LocalInterface.NO_MAC;
    }
}
