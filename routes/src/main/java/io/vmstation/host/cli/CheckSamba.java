package io.vmstation.host.cli;

import io.vmstation.host.HostPlan;
import io.vmstation.host.Overlay;
import io.vmstation.host.Plugins;
import io.vmstation.share.samba.Finding;
import io.vmstation.share.samba.Finding.Severity;
import io.vmstation.share.samba.Samba;
import io.vmstation.share.samba.Samba.Inspection;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the lines with which Samba tells who uses a share, and checks an smb.conf; no change. */
@Command(
        name = "samba",
        description = "Checks that Samba tells who uses a share, and locks nobody out for it",
        mixinStandardHelpOptions = true)
final class CheckSamba implements Callable<Integer> {
    private final HostPlan.Assembler assembler;
    @Mixin private HomeOption home = new HomeOption();

    @Option(
            names = "--smb-conf",
            paramLabel = "FILE",
            description = "The smb.conf to check. Default: the one that Samba uses")
    private @Nullable Path smbConf;

    @Spec private CommandSpec spec = CommandSpec.create();

    CheckSamba(HostPlan.Assembler assembler) {
        this.assembler = assembler;
    }

    @Override
    public Integer call() throws Exception {
        AuditOfSamba audit = new AuditOfSamba(properties());
        PrintWriter out = spec.commandLine().getOut();
        out.println("Lines for smb.conf (see docs/samba.md):");
        out.println();
        Samba.lines(audit.log()).lines().map("    "::concat).forEach(out::println);
        out.println();
        Inspection inspection = audit.inspect(Optional.ofNullable(smbConf));
        if (inspection instanceof Inspection.Checked checked) {
            return report(checked, out);
        }
        out.println("The smb.conf could not be checked: " + reason(inspection));
        return 1;
    }

    private Properties properties() throws Exception {
        Overlay overlay = home.overlay();
        try (Plugins plugins = Plugins.of(overlay.home())) {
            HostPlan plan = assembler.assemble(overlay, plugins);
            plan.parts().close();
            return plan.properties();
        }
    }

    private int report(Inspection.Checked checked, PrintWriter out) {
        String file = smbConf == null ? "The smb.conf of this machine" : smbConf.toString();
        if (checked.findings().isEmpty()) {
            out.println(file + " is right: Samba tells who uses its shares");
        } else {
            out.println(file + ":");
            checked.findings().forEach(finding -> out.println("  " + finding));
        }
        if (!checked.operationsKnown()) {
            out.println(
                    "The names in full_audit:success were not checked: vfs_full_audit is not"
                            + " installed here (Debian: samba-vfs-modules)");
        }
        return checked.findings().stream().map(Finding::severity).allMatch(Severity.HINT::equals)
                ? 0
                : 1;
    }

    private static String reason(Inspection inspection) {
        return inspection instanceof Inspection.Unreadable unreadable ? unreadable.reason() : "";
    }
}
