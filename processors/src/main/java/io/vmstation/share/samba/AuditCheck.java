package io.vmstation.share.samba;

import static java.util.Objects.requireNonNull;

import io.vmstation.share.samba.Finding.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Checks whether Samba tells who uses its shares. Immutable. */
final class AuditCheck {
    static final String MODULE = "full_audit";

    private final SmbConf conf;
    private final Optional<LogLevel> level;
    private final Optional<Set<String>> operations;
    private final Path log;

    /**
     * @param level of the audit; nothing when it cannot be told
     * @param operations names that the installed Samba knows; nothing when they cannot be told
     * @param log where the audit is looked for
     */
    AuditCheck(SmbConf conf, Optional<LogLevel> level, Optional<Set<String>> operations, Path log) {
        this.conf = requireNonNull(conf, "conf is null");
        this.level = requireNonNull(level, "level is null");
        this.operations = operations.map(Set::copyOf);
        this.log = log.toAbsolutePath().normalize();
    }

    /**
     * All there is to say.
     *
     * @param wanted shares that matter; none: all
     */
    List<Finding> findings(Collection<String> wanted) {
        List<Finding> findings = new ArrayList<>();
        List<String> audited = audited(wanted);
        missing(wanted).forEach(findings::add);
        if (audited.isEmpty()) {
            findings.add(nothingAudited());
            return findings;
        }
        ofLog().ifPresent(findings::add);
        audited.forEach(share -> findings.addAll(ofShare(share)));
        conf.shares().stream()
                .filter(share -> isWanted(share, wanted) && !audited.contains(share))
                .forEach(
                        share ->
                                findings.add(
                                        new Finding(
                                                Severity.HINT,
                                                "share %s has no vfs objects = full_audit, so its use is not seen"
                                                        .formatted(share))));
        return findings;
    }

    /** Why nobody who uses a share is seen, in one clause; nothing when somebody may be. */
    Optional<String> whyUnseen(Collection<String> wanted) {
        List<String> audited = audited(wanted);
        if (audited.isEmpty()) {
            return Optional.of(nothingAudited().text());
        }
        Optional<Finding> all = ofLog();
        if (all.isPresent()) {
            return all.map(Finding::text);
        }
        List<Finding> each =
                audited.stream()
                        .flatMap(
                                share ->
                                        ofShare(share).stream()
                                                .filter(f -> f.severity() != Severity.HINT)
                                                .limit(1))
                        .toList();
        return each.size() < audited.size() ? Optional.empty() : Optional.of(each.get(0).text());
    }

    private List<String> audited(Collection<String> wanted) {
        return conf.shares().stream()
                .filter(share -> isWanted(share, wanted))
                .filter(share -> new ShareAudit(conf, share, operations).isAudited())
                .toList();
    }

    private static boolean isWanted(String share, Collection<String> wanted) {
        return wanted.isEmpty() || wanted.stream().anyMatch(share::equalsIgnoreCase);
    }

    private List<Finding> missing(Collection<String> wanted) {
        return wanted.stream()
                .filter(name -> conf.shares().stream().noneMatch(name::equalsIgnoreCase))
                .map(
                        name ->
                                new Finding(
                                        Severity.UNSEEN,
                                        "there is no share %s: correct wake-on-share-access.share"
                                                .formatted(name)))
                .toList();
    }

    private static Finding nothingAudited() {
        return new Finding(Severity.UNSEEN, "no share in smb.conf has vfs objects = full_audit");
    }

    private Optional<Finding> ofLog() {
        if (level.isEmpty()) {
            return Optional.empty();
        }
        String file = level.get().file().or(() -> conf.global("log file")).orElse("");
        String logging = conf.global("logging").orElse("file");
        String problem = "";
        if (level.get().level() < 1) {
            problem =
                    "log level in smb.conf keeps the audit out of the log: add full_audit:1@" + log;
        } else if (!logging.isEmpty() && !logging.toLowerCase(Locale.ROOT).contains("file")) {
            problem = "logging = " + logging + " in smb.conf writes no file: add file to it";
        } else if (file.contains("%")) {
            problem =
                    "log file = %s in smb.conf makes a log for each client: give the audit its own by full_audit:1@%s in log level"
                            .formatted(file, log);
        } else if (!Path.of(file).normalize().equals(log)) {
            problem =
                    "Samba writes the audit to %s, it is looked for in %s: set wake-on-share-access.audit-log, or full_audit:1@%s in log level"
                            .formatted(file.isEmpty() ? "another log" : file, log, log);
        }
        return problem.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(Severity.UNSEEN, problem));
    }

    private List<Finding> ofShare(String share) {
        return new ShareAudit(conf, share, operations).findings();
    }
}
