package io.vmstation.host.cli;

import io.vmstation.exec.LocalCommands;
import io.vmstation.share.samba.Finding;
import io.vmstation.share.samba.Finding.Severity;
import io.vmstation.share.samba.Samba;
import io.vmstation.share.samba.Samba.Inspection;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * Whether Samba can tell who uses the share of the shipped route {@code wake-on-share-access}.
 *
 * @param properties the settings in force
 */
record AuditOfSamba(Properties properties) {
    private static final String ROUTE = "wake-on-share-access.";

    /** Where the route looks for the audit. */
    Path log() {
        return Path.of(text("audit-log"));
    }

    /**
     * Runs Samba's own programs to see.
     *
     * @param smbConf nothing: the one that Samba uses
     */
    Inspection inspect(Optional<Path> smbConf) {
        try (LocalCommands commands = new LocalCommands()) {
            return new Samba(commands).inspect(smbConf, shares(), log());
        }
    }

    /** What to say to somebody who uses the route; nothing when the audit does not matter. */
    List<String> warnings() {
        String signal = text("signal");
        boolean matters =
                text("enabled").equals("true")
                        && (signal.equals("audit") || signal.equals("auto"))
                        && !text("audit-log").isEmpty();
        if (!matters || !(inspect(Optional.empty()) instanceof Inspection.Checked checked)) {
            return List.of();
        }
        // With auto another signal does when there is no audit; being locked out is bad anyway.
        return checked.findings().stream()
                .filter(
                        finding ->
                                signal.equals("audit") || finding.severity() == Severity.LOCKS_OUT)
                .map(Finding::toString)
                .toList();
    }

    private List<String> shares() {
        return Arrays.stream(text("share").split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private String text(String key) {
        return properties.getProperty(ROUTE + key, "");
    }
}
