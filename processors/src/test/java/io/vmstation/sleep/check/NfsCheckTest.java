package io.vmstation.sleep.check;

import static io.vmstation.sleep.check.Looks.look;
import static io.vmstation.sleep.check.NodeAnswers.recorded;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.spi.Evidence.Busy;
import io.vmstation.spi.Evidence.Idle;
import io.vmstation.spi.Evidence.Unknown;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Written after client_info_show and states_show of Linux 6.1, not recorded. */
class NfsCheckTest {
    private static final Idle NOTHING = new Idle("no file is open");
    private static final String OWN = "0 0 192.168.4.61:22 192.168.4.63:40000\n";

    private static NodeAnswers node(String clients) {
        return new NodeAnswers()
                .prints("printenv SSH_CONNECTION", "192.168.4.63 40000 192.168.4.61 22\n")
                .prints("ss", OWN + "0 0 192.168.4.61:2049 192.168.4.20:790\n")
                .prints("grep -ra", clients);
    }

    @Test
    void namesTheFileThatIsOpenAndWhoHasIt() {
        assertThat(look(new NfsCheck(), node(recorded("nfs/reading.txt"))))
                .isEqualTo(new Busy("open: films/film.mkv by Linux NFSv4.2 laptop (192.168.4.20)"));
        assertThat(look(new NfsCheck(), node(recorded("nfs/over-ipv6.txt")).prints("ss", OWN)))
                .isInstanceOf(Busy.class);
    }

    @Test
    void doesNotCountAMountWithoutAnOpenFile() {
        assertThat(look(new NfsCheck(), node(recorded("nfs/mounted.txt")))).isEqualTo(NOTHING);
    }

    @Test
    void doesNotCountAClientThatIsGone() {
        assertThat(look(new NfsCheck(), node(recorded("nfs/gone.txt")))).isEqualTo(NOTHING);
    }

    @Test
    void countsAConnectedClientOfVersion3() {
        assertThat(look(new NfsCheck(), node("").fails("grep -ra", 1, "")))
                .isEqualTo(new Busy("open: 192.168.4.20 by NFS 3"));
    }

    @Test
    void isIdleWithoutAClient() {
        assertThat(look(new NfsCheck(), node("").fails("grep -ra", 1, "").prints("ss", OWN)))
                .isEqualTo(NOTHING);
    }

    @Test
    void ignoresTheClientsThatTheUserNamed() {
        Map<String, Object> set = Map.of("ignore", List.of("192.168.4.20"));

        assertThat(look(new NfsCheck(), node(recorded("nfs/reading.txt")), set)).isEqualTo(NOTHING);
        assertThat(look(new NfsCheck(), node("").fails("grep -ra", 1, ""), set)).isEqualTo(NOTHING);
    }

    /** Recorded where no NFS server runs. */
    @Test
    void saysWhatToDoWithoutAServer() {
        NodeAnswers node =
                node("").fails(
                                "grep -ra",
                                2,
                                "grep: /proc/fs/nfsd/clients: No such file or directory\n");

        assertThat(look(new NfsCheck(), node))
                .isInstanceOfSatisfying(
                        Unknown.class,
                        it ->
                                assertThat(it.reason())
                                        .contains("/proc/fs/nfsd/clients: No such file")
                                        .contains("must run on Linux 5.3 or newer"));
    }

    @Test
    void isUnknownWhenTheServerSaysSomethingNew() {
        String clients = recorded("nfs/reading.txt").replace("confirmed", "hibernating");

        assertThat(look(new NfsCheck(), node(clients))).isInstanceOf(Unknown.class);
    }

    @Test
    void countsOpenFilesOfAKernelThatDoesNotTellTheStatus() {
        String clients = recorded("nfs/reading.txt").replaceAll("(?m)^.*status: confirmed\n", "");

        assertThat(look(new NfsCheck(), node(clients))).isInstanceOf(Busy.class);
    }
}
