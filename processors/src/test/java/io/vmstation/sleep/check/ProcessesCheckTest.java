package io.vmstation.sleep.check;

import static io.vmstation.sleep.check.Looks.look;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.spi.Evidence.Busy;
import io.vmstation.spi.Evidence.Idle;
import io.vmstation.spi.Evidence.Unknown;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Recorded with procps 4.0.2. */
class ProcessesCheckTest {
    private static final Idle NONE = new Idle("none of the programs runs");

    private static NodeAnswers node(String recording) {
        return new NodeAnswers().printsRecorded("ps -ww -p 1 -C ", "processes/" + recording);
    }

    @Test
    void namesABackupThatRuns() {
        assertThat(look(new ProcessesCheck(), node("backup.txt")))
                .isEqualTo(new Busy("running: borg"));
    }

    @Test
    void doesNotCountAServiceThatAlwaysRuns() {
        assertThat(look(new ProcessesCheck(), node("daemon.txt"))).isEqualTo(NONE);
        assertThat(look(new ProcessesCheck(), node("daemon.txt"), Map.of("except", "")))
                .isEqualTo(new Busy("running: rsync"));
    }

    @Test
    void looksAtTheArgumentsWhenToldTo() {
        assertThat(
                        look(
                                new ProcessesCheck(),
                                node("backup.txt"),
                                Map.of("arguments", "create .*/srv")))
                .isEqualTo(new Busy("running: borg"));
        assertThat(look(new ProcessesCheck(), node("backup.txt"), Map.of("arguments", "prune")))
                .isEqualTo(NONE);
    }

    @Test
    void asksForTheWholeNamesOnly() {
        NodeAnswers node = node("daemon.txt");

        look(
                new ProcessesCheck(),
                node,
                Map.of("names", List.of("terraform", "a-very-long-program-name")));

        assertThat(node.lines)
                .containsExactly("ps -ww -p 1 -C terraform,a-very-long-pro -o pid=,comm=,args=");
    }

    /** With /proc mounted with hidepid, ps prints nothing and ends with 1. */
    @Test
    void isUnknownWhenProcessesAreHidden() {
        assertThat(look(new ProcessesCheck(), new NodeAnswers().fails("ps", 1, "")))
                .isEqualTo(
                        new Unknown(
                                "ps ended with exit code 1; it needs ps of the package procps, and"
                                        + " to see process 1"));
        assertThat(
                        look(
                                new ProcessesCheck(),
                                new NodeAnswers().prints("ps", "  838 rsync  rsync --daemon\n")))
                .isInstanceOfSatisfying(
                        Unknown.class, it -> assertThat(it.reason()).contains("hidepid"));
    }

    @Test
    void saysWhatIsWrongWithItsOptions() {
        assertThat(look(new ProcessesCheck(), node("daemon.txt"), Map.of("except", "(")).reason())
                .startsWith("\"(\" is no regular expression");
        assertThat(
                        look(
                                        new ProcessesCheck(),
                                        node("daemon.txt"),
                                        Map.of("names", List.of("a b")))
                                .reason())
                .isEqualTo("\"a b\" is no name of a program");
    }
}
