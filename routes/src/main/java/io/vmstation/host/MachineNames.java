package io.vmstation.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this machine is called. */
final class MachineNames {
    private static final Logger log = LoggerFactory.getLogger(MachineNames.class);

    /** Not asked from Java, which would ask the DNS. */
    private static final Path NAME = Path.of("/proc/sys/kernel/hostname");

    private MachineNames() {}

    /** Its name, without its domain too, and as mDNS knows it; empty when it has none. */
    static List<String> ofThis() {
        try {
            String name = Files.readString(NAME).strip();
            int dot = name.indexOf('.');
            String bare = dot < 0 ? name : name.substring(0, dot);
            return bare.isEmpty() ? List.of() : List.of(name, bare, bare + ".local");
        } catch (IOException e) {
            log.debug("This machine's name is not known: reason={}", e.toString());
            return List.of();
        }
    }
}
