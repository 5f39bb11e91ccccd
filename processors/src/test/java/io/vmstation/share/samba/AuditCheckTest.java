package io.vmstation.share.samba;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.share.samba.Finding.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditCheckTest {
    private static final String LEVEL = "1 full_audit:1@/var/log/samba/audit.log";
    private static final Path LOG = Path.of("/var/log/samba/audit.log");
    private static final Set<String> OPERATIONS =
            Set.of(
                    "connect",
                    "disconnect",
                    "openat",
                    "fdopendir",
                    "mkdirat",
                    "renameat",
                    "unlinkat");

    /** As testparm prints the shipped lines. */
    private static final String GOOD =
            """
            # Global parameters
            [global]
            \tlog file = /var/log/samba/log.%m
            \tlogging = file
            \tidmap config * : backend = tdb


            [media]
            \tpath = /srv/media
            \tvfs objects = catia full_audit
            \tfull_audit:syslog = no
            \tfull_audit:failure = none
            \tfull_audit:success = connect openat mkdirat renameat unlinkat
            \tfull_audit:prefix = AUDIT|%u|%I|%S
            """;

    private static List<Finding> findings(String printed, String... wanted) {
        return check(printed, LEVEL).findings(List.of(wanted));
    }

    private static Optional<String> whyUnseen(String printed, String... wanted) {
        return check(printed, LEVEL).whyUnseen(List.of(wanted));
    }

    private static AuditCheck check(String printed, String level) {
        return new AuditCheck(
                SmbConf.parse(printed),
                Optional.of(LogLevel.of("full_audit", level)),
                Optional.of(OPERATIONS),
                LOG);
    }

    @Test
    void findsNothingWrongWithTheShippedLines() {
        assertThat(findings(GOOD)).isEmpty();
        assertThat(whyUnseen(GOOD)).isEmpty();
    }

    @Test
    void namesAnOperationThatWouldLockEveryClientOut() {
        List<Finding> found = findings(GOOD.replace("connect openat", "connect opendir"));
        assertThat(found)
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.severity()).isEqualTo(Severity.LOCKS_OUT);
                            assertThat(finding.text())
                                    .contains("share media", "opendir", "it knows fdopendir");
                        });
    }

    @Test
    void looksAtFailuresAndNegatedNamesToo() {
        assertThat(findings(GOOD.replace("failure = none", "failure = all !open")))
                .extracting(Finding::severity)
                .containsExactly(Severity.LOCKS_OUT);
        assertThat(findings(GOOD.replace("failure = none", "failure = all !openat"))).isEmpty();
    }

    @Test
    void doesNotJudgeNamesWhenTheInstalledOnesAreUnknown() {
        String odd = GOOD.replace("connect openat", "connect opendir");
        assertThat(
                        new AuditCheck(SmbConf.parse(odd), Optional.empty(), Optional.empty(), LOG)
                                .findings(List.of()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "logging = file; logging = systemd; writes no file",
                "vfs objects = catia full_audit; vfs objects = catia; no share in smb.conf has",
                "full_audit:syslog = no; full_audit:syslog = yes; audited to syslog",
                "prefix = AUDIT|%u|%I|%S; prefix = %u|%I; must be AUDIT|%u|%I|%S",
                "success = connect openat mkdirat renameat unlinkat; success = none; nothing is written"
            })
    void saysWhyNobodyIsSeen(String right, String wrong, String expected) {
        String conf = GOOD.replace(right, wrong);
        assertThat(whyUnseen(conf)).hasValueSatisfying(why -> assertThat(why).contains(expected));
        assertThat(findings(conf)).anyMatch(finding -> finding.text().contains(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0; keeps the audit out",
                "3 full_audit:0; keeps the audit out",
                "1; makes a log for each client",
                "1 full_audit:1@/var/log/samba/other.log; it is looked for in /var/log/samba/audit.log"
            })
    void saysWhyNothingComesToTheLog(String level, String expected) {
        assertThat(check(GOOD, level).whyUnseen(List.of()))
                .hasValueSatisfying(why -> assertThat(why).contains(expected));
    }

    @Test
    void acceptsTheLogOfAllClassesWhenItIsTheOne() {
        assertThat(check(GOOD.replace("log.%m", "audit.log"), "0 full_audit:1").findings(List.of()))
                .isEmpty();
    }

    @Test
    void readsTheLogLevelFromTheFileItself(@TempDir Path folder) throws IOException {
        Path more = folder.resolve("more.conf");
        Files.writeString(more, "Debug Level = 0 auth:3 \\\n full_audit:2@/log\n");
        Path conf = folder.resolve("smb.conf");
        Files.writeString(conf, "[global]\n; log level = 9\n  log level = 1\ninclude = " + more);
        assertThat(LogLevel.in(conf, "full_audit")).contains(new LogLevel(2, Optional.of("/log")));
        assertThat(LogLevel.in(folder.resolve("missing"), "full_audit")).isEmpty();
    }

    @Test
    void takesWhatStandsInGlobalForAllShares() {
        String conf =
                """
                [global]
                \tvfs objects = full_audit
                \tfull_audit:syslog = no
                \tfull_audit:success = connect
                \tfull_audit:prefix = AUDIT|%u|%I|%S

                [media]
                \tpath = /srv/media
                """;
        assertThat(findings(conf)).isEmpty();
    }

    @Test
    void hintsAtSharesAndConnectsThatAreNotSeen() {
        String conf = GOOD.replace("connect openat", "openat") + "\n[music]\n\tpath = /srv/music\n";
        assertThat(findings(conf)).extracting(Finding::severity).containsOnly(Severity.HINT);
        assertThat(findings(conf).toString()).contains("music", "only connect");
        assertThat(whyUnseen(conf)).isEmpty();
        assertThat(whyUnseen(conf, "music")).isPresent();
    }

    @Test
    void noticesAShareThatIsNotThere() {
        assertThat(findings(GOOD, "Media")).isEmpty();
        assertThat(findings(GOOD, "films").toString()).contains("there is no share films");
    }
}
