package io.vmstation.share.samba;

import static java.util.Objects.requireNonNull;

import io.vmstation.share.samba.Finding.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks whether Samba tells who uses its shares. Immutable. */
final class AuditCheck {
    static final String MODULE = "full_audit";
    private static final Pattern PREFIX = Pattern.compile("AUDIT\\|%[uU]\\|%I\\|%S");
    private static final Set<String> NO = Set.of("no", "false", "off", "0");
    private static final Set<String> WHOLE = Set.of("all", "none");

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
                .filter(share -> words(share, "vfs objects").contains(MODULE))
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
        List<Finding> findings = new ArrayList<>();
        for (String list : List.of("success", "failure")) {
            unknown(share, list).ifPresent(findings::add);
        }
        String syslog = conf.value(share, "full_audit:syslog").orElse("yes");
        if (!NO.contains(syslog.toLowerCase(Locale.ROOT))) {
            findings.add(
                    unseen(
                            share,
                            "is audited to syslog, not to a file: set full_audit:syslog = no"));
        }
        String prefix = conf.value(share, "full_audit:prefix").orElse("%u|%I");
        if (!PREFIX.matcher(prefix).matches()) {
            findings.add(
                    unseen(
                            share,
                            "has full_audit:prefix = "
                                    + prefix
                                    + ": it must be AUDIT|%u|%I|%S to be understood"));
        }
        List<String> success = words(share, "full_audit:success");
        if (success.isEmpty() || success.equals(List.of("none"))) {
            findings.add(unseen(share, "has no full_audit:success, so nothing is written"));
        } else if (!success.contains("connect") && !success.contains("all")) {
            findings.add(
                    new Finding(
                            Severity.HINT,
                            "share %s has no connect in full_audit:success, so clients that only connect are not seen"
                                    .formatted(share)));
        }
        return findings;
    }

    private Optional<Finding> unknown(String share, String list) {
        List<String> wrong =
                words(share, "full_audit:" + list).stream()
                        .map(word -> word.startsWith("!") ? word.substring(1) : word)
                        .filter(word -> !WHOLE.contains(word))
                        .filter(word -> operations.isPresent() && !operations.get().contains(word))
                        .toList();
        return wrong.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Finding(
                                Severity.LOCKS_OUT,
                                "share %s names in full_audit:%s what the installed Samba does not know, and it refuses every client for that: %s%s"
                                        .formatted(
                                                share,
                                                list,
                                                String.join(", ", wrong),
                                                similar(wrong.get(0)))));
    }

    /** Names often change by what stands before or behind them: opendir, fdopendir. */
    private String similar(String wrong) {
        return operations.stream()
                .flatMap(Set::stream)
                .filter(name -> name.contains(wrong) || wrong.contains(name))
                .max((one, other) -> Integer.compare(one.length(), other.length()))
                .map(name -> "; it knows " + name)
                .orElse("");
    }

    private static Finding unseen(String share, String problem) {
        return new Finding(Severity.UNSEEN, "share " + share + " " + problem);
    }

    private List<String> words(String share, String key) {
        return conf.value(share, key).stream()
                .flatMap(value -> Arrays.stream(value.split("[\\s,]+", -1)))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
