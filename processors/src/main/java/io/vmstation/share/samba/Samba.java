package io.vmstation.share.samba;

import static java.util.Objects.requireNonNull;

import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.Commands;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Samba that is installed on this machine. Thread-safe; its methods wait for its programs. */
public final class Samba {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Pattern MODULES = Pattern.compile("(?m)^\\s*MODULESDIR: (.+)$");

    private static final Pattern READ_FILE =
            Pattern.compile("(?m)^Load smb config files from (.+)$");

    /** The operations in our lines: what there is to notice, and no line for each block read. */
    static final String OPERATIONS = "connect openat mkdirat renameat unlinkat";

    private final Commands commands;

    /**
     * @param commands runs {@code testparm} and {@code smbd}
     */
    public Samba(Commands commands) {
        this.commands = requireNonNull(commands, "commands is null");
    }

    /** What is known of Samba's configuration. */
    public sealed interface Inspection {
        /**
         * It was read.
         *
         * @param findings all that is wrong
         * @param operationsKnown whether the names of operations could be checked
         */
        record Checked(List<Finding> findings, boolean operationsKnown) implements Inspection {}

        /**
         * It could not be read.
         *
         * @param reason one clause
         */
        record Unreadable(String reason) implements Inspection {}
    }

    /** The lines for smb.conf that make Samba tell who uses a share. */
    public static String lines(Path log) {
        return """
        [global]
            log level = 1 full_audit:1@%s

        [your share]
            vfs objects = full_audit
            full_audit:prefix = AUDIT|%%u|%%I|%%S
            full_audit:success = %s
            full_audit:failure = none
            full_audit:syslog = no
        """
                .formatted(log, OPERATIONS);
    }

    /**
     * Checks the configuration.
     *
     * @param smbConf its file; nothing: the one that Samba uses
     * @param shares that matter; none: all
     * @param log where the audit is looked for
     */
    public Inspection inspect(Optional<Path> smbConf, Collection<String> shares, Path log) {
        List<String> line = new ArrayList<>(List.of("testparm", "-s"));
        smbConf.map(Path::toString).ifPresent(line::add);
        CommandResult result = run(line);
        if (result instanceof Exited printed && printed.code() == 0) {
            Optional<Set<String>> operations = operations();
            return new Inspection.Checked(
                    check(printed, operations, log).findings(shares), operations.isPresent());
        }
        return new Inspection.Unreadable(reason(result));
    }

    /** Why Samba writes no audit to that log, in one clause; nothing also when nobody knows. */
    public Optional<String> whyNotAudited(Collection<String> shares, Path log) {
        return run(List.of("testparm", "-s")) instanceof Exited printed && printed.code() == 0
                ? check(printed, operations(), log).whyUnseen(shares)
                : Optional.empty();
    }

    private static AuditCheck check(Exited printed, Optional<Set<String>> operations, Path log) {
        Matcher file = READ_FILE.matcher(printed.errors());
        Optional<LogLevel> level =
                file.find()
                        ? LogLevel.in(Path.of(file.group(1).strip()), AuditCheck.MODULE)
                        : Optional.empty();
        return new AuditCheck(SmbConf.parse(printed.output()), level, operations, log);
    }

    private Optional<Set<String>> operations() {
        if (run(List.of("smbd", "-b")) instanceof Exited printed) {
            Matcher modules = MODULES.matcher(printed.output());
            if (modules.find()) {
                return AuditOperations.of(
                        Path.of(modules.group(1).strip(), "vfs", "full_audit.so"));
            }
        }
        return Optional.empty();
    }

    private CommandResult run(List<String> line) {
        return commands.run(line, PATIENCE).join();
    }

    private static String reason(CommandResult result) {
        if (result instanceof Exited exited) {
            return "testparm refuses the configuration: "
                    + exited.errors()
                            .lines()
                            .filter(text -> !text.isBlank())
                            .reduce((first, last) -> last)
                            .orElse("exit code " + exited.code());
        }
        if (result instanceof CommandResult.NotInstalled) {
            return "testparm is not installed here (Debian: samba-common-bin)";
        }
        return "testparm could not be run: " + result;
    }
}
