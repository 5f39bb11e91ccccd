package io.vmstation.sleep.check;

import static io.vmstation.sleep.check.Looks.look;
import static io.vmstation.sleep.check.NodeAnswers.recorded;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.Evidence.Busy;
import io.vmstation.spi.Evidence.Idle;
import io.vmstation.spi.Evidence.Unknown;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Recorded with Samba 4.17.12: one user, one share, what smbclient opened. */
class SambaCheckTest {
    private static final Idle NOTHING = new Idle("no file is open");
    private static final Busy FILM = new Busy("open: films/film.mkv by anna from 192.168.4.61");

    private static NodeAnswers node(String recording) {
        return new NodeAnswers()
                .printsRecorded("smbstatus --json", "samba/" + recording)
                .prints("stat", "regular file /tmp/smb/share/films/film.mkv\n");
    }

    @Test
    void isIdleWhenNobodyIsConnected() {
        assertThat(look(new SambaCheck(), node("nobody.json"))).isEqualTo(NOTHING);
    }

    @Test
    void doesNotCountASessionThatHasNothingOpen() {
        assertThat(look(new SambaCheck(), node("idle-session.json"))).isEqualTo(NOTHING);
    }

    /** Of a server that has not run since the boot, which empties /run. */
    @Test
    void isIdleWhenNoClientEverCame() {
        NodeAnswers node =
                new NodeAnswers()
                        .prints(
                                "smbstatus --json",
                                """
                                {"timestamp": "2026-11-22T12:31:30.904263+0000", \
                                "version": "4.17.12-Debian", "smb_conf": "/etc/samba/smb.conf", \
                                "sessions": {}, "tcons": {}}
                                """);

        assertThat(look(new SambaCheck(), node)).isEqualTo(NOTHING);
    }

    @Test
    void namesTheFileThatIsOpenAndWhoHasIt() {
        assertThat(look(new SambaCheck(), node("open-file.json"))).isEqualTo(FILM);
    }

    @Test
    void doesNotCountAFolderThatAFileManagerWatches() {
        NodeAnswers node =
                new NodeAnswers()
                        .printsRecorded("smbstatus --json", "samba/open-folder.json")
                        .prints(
                                "stat -L -c %F %n -- /tmp/smb/share/films",
                                "directory /tmp/smb/share/films\n");

        assertThat(look(new SambaCheck(), node)).isEqualTo(NOTHING);
    }

    @Test
    void countsWhatItCannotTellFromAFile() {
        NodeAnswers node =
                new NodeAnswers()
                        .printsRecorded("smbstatus --json", "samba/open-folder.json")
                        .fails("stat", 1, "stat: cannot statx 'films': Permission denied\n");

        assertThat(look(new SambaCheck(), node)).isInstanceOf(Busy.class);
    }

    @Test
    void ignoresUsersSharesAndFilesThatTheUserNamed() {
        assertThat(ignoring("ignoreUsers", "anna")).isEqualTo(NOTHING);
        assertThat(ignoring("ignoreShares", "media")).isEqualTo(NOTHING);
        assertThat(ignoring("ignoreShares", "/tmp/smb/share")).isEqualTo(NOTHING);
        assertThat(ignoring("ignoreFiles", "*.MKV")).isEqualTo(NOTHING);
        assertThat(ignoring("ignoreUsers", "berta")).isEqualTo(FILM);
        assertThat(ignoring("ignoreShares", "music")).isEqualTo(FILM);
        assertThat(ignoring("ignoreFiles", "film")).isEqualTo(FILM);
    }

    @Test
    void doesNotCountWhatFileManagersKeepOpen() {
        String thumbs = recorded("samba/open-file.json").replace("film.mkv", "Thumbs.db");

        assertThat(look(new SambaCheck(), node("nobody.json").prints("smbstatus --json", thumbs)))
                .isEqualTo(NOTHING);
    }

    @Test
    void saysWhatToDoWithoutRoot() {
        NodeAnswers node =
                new NodeAnswers()
                        .to(
                                "smbstatus",
                                new Exited(
                                        1,
                                        recorded("samba/nobody.json"),
                                        recorded("samba/not-root.txt")));

        assertThat(look(new SambaCheck(), node))
                .isEqualTo(
                        new Unknown(
                                "smbstatus ended with exit code 1: smbstatus only works as root!; it"
                                        + " needs Samba 4.16 or newer, and root: log in as root, or"
                                        + " set sudo: true and allow it in sudoers"));
    }

    /** The message of a Samba that does not know the option. */
    @Test
    void saysWhatToDoWithAnOldSamba() {
        NodeAnswers node = new NodeAnswers().fails("smbstatus", 1, recorded("samba/too-old.txt"));

        assertThat(look(new SambaCheck(), node))
                .isInstanceOfSatisfying(
                        Unknown.class,
                        it ->
                                assertThat(it.reason())
                                        .contains("Invalid option --json: unknown option")
                                        .contains("Samba 4.16 or newer"));
    }

    @Test
    void asksBySudoWhenToldTo() {
        NodeAnswers node =
                new NodeAnswers()
                        .printsRecorded("sudo -n smbstatus --json", "samba/open-folder.json")
                        .prints("sudo -n stat", "directory /tmp/smb/share/films\n");

        assertThat(look(new SambaCheck(), node, Map.of("sudo", true))).isEqualTo(NOTHING);
    }

    @Test
    void saysThatSudoIsMissing() {
        assertThat(look(new SambaCheck(), new NodeAnswers(), Map.of("sudo", true)))
                .isEqualTo(
                        new Unknown(
                                "sudo is not installed: install the package sudo, or log in as"
                                        + " root"));
    }

    private static Evidence ignoring(String option, String value) {
        return look(new SambaCheck(), node("open-file.json"), Map.of(option, List.of(value)));
    }
}
