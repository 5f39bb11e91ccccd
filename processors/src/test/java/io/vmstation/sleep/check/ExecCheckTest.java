package io.vmstation.sleep.check;

import static io.vmstation.sleep.check.Looks.look;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.exec.LocalCommands;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.Evidence.Busy;
import io.vmstation.spi.Evidence.Idle;
import io.vmstation.spi.Evidence.Unknown;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExecCheckTest {
    private final LocalCommands here = new LocalCommands();

    @AfterEach
    void close() {
        here.close();
    }

    private Evidence shell(String script) {
        return look(
                new ExecCheck(here),
                new NodeAnswers(),
                Map.of("command", List.of("sh", "-c", script), "where", "here"));
    }

    @Test
    void theExitCodeIsTheAnswerAndTheFirstLineTheReason() {
        assertThat(shell("echo all quiet; echo more")).isEqualTo(new Idle("all quiet"));
        assertThat(shell("echo rendering; exit 1")).isEqualTo(new Busy("rendering"));
        assertThat(shell("exit 0")).isEqualTo(new Idle("sh says idle"));
        assertThat(shell("exit 1")).isEqualTo(new Busy("sh says busy"));
        assertThat(shell("echo no database >&2; exit 2"))
                .isEqualTo(new Unknown("sh ended with exit code 2: no database"));
        assertThat(shell("kill -9 $$")).isInstanceOf(Unknown.class);
    }

    @Test
    void tellsTheProgramWhichNodeIsMeant() {
        assertThat(shell("echo $VMSTATION_NODE at $VMSTATION_ADDRESS"))
                .isEqualTo(new Idle("storagenodet3500 at 192.0.2.1"));
    }

    @Test
    void runsOnTheNodeUnlessToldOtherwise() {
        NodeAnswers node = new NodeAnswers().fails("/usr/local/bin/in-use --all", 1, "");

        assertThat(
                        look(
                                new ExecCheck(here),
                                node,
                                Map.of("command", List.of("/usr/local/bin/in-use", "--all"))))
                .isEqualTo(new Busy("/usr/local/bin/in-use says busy"));
    }

    @Test
    void saysWhatIsWrongWithItsOptions() {
        assertThat(
                        look(
                                new ExecCheck(here),
                                new NodeAnswers(),
                                Map.of("command", List.of("true"), "where", "there")))
                .isEqualTo(new Unknown("where is there: write node or here"));
        assertThat(look(new ExecCheck(here), new NodeAnswers(), Map.of("command", List.of())))
                .isEqualTo(new Unknown("command is empty: write the program to ask"));
    }
}
