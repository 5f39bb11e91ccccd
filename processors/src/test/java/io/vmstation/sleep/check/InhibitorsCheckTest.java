package io.vmstation.sleep.check;

import static io.vmstation.sleep.check.Looks.look;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.spi.Evidence.Busy;
import io.vmstation.spi.Evidence.Idle;
import io.vmstation.spi.Evidence.Unknown;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Recorded with systemd 252 and locks taken by systemd-inhibit. */
class InhibitorsCheckTest {
    private static final Idle NOTHING = new Idle("nothing asks to stay awake");

    private static NodeAnswers node(String recording) {
        return new NodeAnswers().printsRecorded("busctl --json=short", "inhibitors/" + recording);
    }

    @Test
    void isIdleWithoutInhibitors() {
        assertThat(look(new InhibitorsCheck(), node("none.json"))).isEqualTo(NOTHING);
    }

    @Test
    void doesNotCountWhoOnlyWantsToBeToldNorWhoMindsKeys() {
        assertThat(look(new InhibitorsCheck(), node("delays.json"))).isEqualTo(NOTHING);
    }

    @Test
    void namesWhoBlocksAndWhy() {
        assertThat(look(new InhibitorsCheck(), node("backup.json")))
                .isEqualTo(
                        new Busy("asked to stay awake: borg backup (nightly \"backup\" of /srv)"));
    }

    @Test
    void ignoresWhatTheUserNamed() {
        assertThat(
                        look(
                                new InhibitorsCheck(),
                                node("backup.json"),
                                Map.of("ignore", List.of("borg*"))))
                .isEqualTo(NOTHING);
        assertThat(
                        look(
                                new InhibitorsCheck(),
                                node("backup.json"),
                                Map.of("what", List.of("idle"))))
                .isEqualTo(NOTHING);
    }

    /** Recorded in a container without D-Bus. */
    @Test
    void saysWhatToDoWithoutSystemd() {
        NodeAnswers node =
                new NodeAnswers()
                        .fails(
                                "busctl",
                                1,
                                "Failed to connect to bus: No such file or directory\n");

        assertThat(look(new InhibitorsCheck(), node))
                .isEqualTo(
                        new Unknown(
                                "busctl ended with exit code 1: Failed to connect to bus: No such"
                                        + " file or directory; on a node without systemd-logind take"
                                        + " inhibitors off its checks"));
    }
}
