package io.vmstation.share.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.share.signal.ShareEvent;
import io.vmstation.share.signal.Signal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines are Samba 4.17.12's own. */
class AuditEntryTest {
    private static AuditEntry parse(String line) {
        return AuditEntry.parse(line).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "  AUDIT|nobody|127.0.0.1|media|connect|ok|media",
                "2026-11-22T06:57:37.540939+00:00 vm smbd[24345]:   AUDIT|nobody|127.0.0.1|media|connect|ok|media",
                "[2026/11/22 06:57:37.540939,  1] AUDIT|nobody|127.0.0.1|media|connect|ok|media",
                "Nov 22 06:57:37 vm smbd_audit: AUDIT|nobody|127.0.0.1|media|connect|ok|media"
            })
    void readsEveryFormThatSambaWrites(String line) {
        assertThat(parse(line))
                .isEqualTo(
                        new AuditEntry("nobody", "127.0.0.1", "media", "connect", true, "media"));
    }

    @Test
    void readsWhoDidWhatWithWhichFile() {
        AuditEntry entry =
                parse(
                        "  AUDIT|SITE\\anna|fd00::7|Filme und Serien|openat|ok|r|/srv/media/a | b.mkv");
        assertThat(entry.user()).isEqualTo("SITE\\anna");
        assertThat(entry.client()).isEqualTo("fd00::7");
        assertThat(entry.share()).isEqualTo("Filme und Serien");
        assertThat(entry.arguments()).isEqualTo("r|/srv/media/a | b.mkv");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[2026/11/22 11:03:10.041969,  1] ../../source3/modules/vfs_full_audit.c:643(do_log)",
                "  init_bitmap: Could not find opname opendir",
                "  nobody|127.0.0.1|media|connect|ok|media",
                "  AUDIT|nobody|127.0.0.1",
                "  NOAUDIT|nobody|127.0.0.1|media|connect|ok|media",
                "AUDIT|||||"
            })
    void takesNothingElseForIt(String line) {
        assertThat(AuditEntry.parse(line)).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AUDIT|nobody|127.0.0.1|media|disconnect|ok|media",
                "AUDIT|nobody|127.0.0.1|media|close|ok|/srv/media/a",
                "AUDIT|nobody|127.0.0.1|media|connect|fail (NT_STATUS_ACCESS_DENIED)|media",
                "AUDIT|nobody|127.0.0.1|media|openat|fail (No such file or directory)|r|desktop.ini"
            })
    void whoLeavesOrIsTurnedAwayDoesNotUseTheShare(String line) {
        assertThat(parse(line).isUse()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"connect", "openat", "readdir", "pread_send", "renameat", "unlinkat"})
    void everythingElseIsUse(String operation) {
        assertThat(parse("AUDIT|nobody|127.0.0.1|media|" + operation + "|ok|x").isUse()).isTrue();
    }

    private static ShareEvent by(String user, String share) {
        return new ShareEvent(Signal.AUDIT, "10.0.0.5", user, share, "connect", "");
    }

    @Test
    void ignoresUsersWithOrWithoutTheirDomainInWhateverCase() {
        AuditRules rules = new AuditRules(List.of(), List.of("Backup", "site\\scanner"));
        assertThat(rules.test(by("backup", "media"))).isTrue();
        assertThat(rules.test(by("SITE\\backup", "media"))).isTrue();
        assertThat(rules.test(by("SITE\\scanner", "media"))).isTrue();
        assertThat(rules.test(by("OTHER\\scanner", "media"))).isFalse();
        assertThat(rules.test(by("anna", "media"))).isFalse();
    }

    @Test
    void countsTheNamedSharesOnly() {
        AuditRules rules = new AuditRules(List.of("Media"), List.of());
        assertThat(rules.test(by("anna", "media"))).isFalse();
        assertThat(rules.test(by("anna", "music"))).isTrue();
    }

    @Test
    void lookingWhichSharesThereAreIsNotUse() {
        AuditRules rules = new AuditRules(List.of(), List.of());
        assertThat(rules.test(by("anna", "IPC$"))).isTrue();
        assertThat(rules.test(by("anna", "media"))).isFalse();
    }
}
