package io.vmstation.share.samba;

import io.vmstation.share.samba.Finding.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What one share says about its audit; see vfs_full_audit(8).
 *
 * @param operations names that the installed Samba knows; nothing when they cannot be told
 */
record ShareAudit(SmbConf conf, String share, Optional<Set<String>> operations) {
    private static final Pattern PREFIX = Pattern.compile("AUDIT\\|%[uU]\\|%I\\|%S");
    private static final Set<String> NO = Set.of("no", "false", "off", "0");
    private static final Set<String> WHOLE = Set.of("all", "none");

    /** Whether it is audited at all. */
    boolean isAudited() {
        return words("vfs objects").contains(AuditCheck.MODULE);
    }

    /** All that is wrong with it. */
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (String list : List.of("success", "failure")) {
            unknown(list).ifPresent(findings::add);
        }
        String syslog = conf.value(share, "full_audit:syslog").orElse("yes");
        if (!NO.contains(syslog.toLowerCase(Locale.ROOT))) {
            findings.add(unseen("is audited to syslog, not to a file: set full_audit:syslog = no"));
        }
        String prefix = conf.value(share, "full_audit:prefix").orElse("%u|%I");
        if (!PREFIX.matcher(prefix).matches()) {
            findings.add(
                    unseen(
                            "has full_audit:prefix = "
                                    + prefix
                                    + ": it must be AUDIT|%u|%I|%S to be understood"));
        }
        List<String> success = words("full_audit:success");
        if (success.isEmpty() || success.equals(List.of("none"))) {
            findings.add(unseen("has no full_audit:success, so nothing is written"));
        } else if (!success.contains("connect") && !success.contains("all")) {
            findings.add(
                    new Finding(
                            Severity.HINT,
                            "share %s has no connect in full_audit:success, so clients that only connect are not seen"
                                    .formatted(share)));
        }
        return findings;
    }

    private Optional<Finding> unknown(String list) {
        List<String> wrong =
                words("full_audit:" + list).stream()
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

    private Finding unseen(String problem) {
        return new Finding(Severity.UNSEEN, "share " + share + " " + problem);
    }

    private List<String> words(String key) {
        return conf.value(share, key).stream()
                .flatMap(value -> Arrays.stream(value.split("[\\s,]+", -1)))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
