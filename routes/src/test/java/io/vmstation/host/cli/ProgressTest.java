package io.vmstation.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {
    @Test
    void tellsApartWhatBeginsAndWhatIsDone() throws Exception {
        StringWriter out = new StringWriter();
        new Progress(new PrintWriter(out))
                .tell(
                        new ObjectMapper(new YAMLFactory())
                                .readTree(
                                        """
                                        source: alice
                                        stages:
                                          - {event: node.drained, at: "1", milliseconds: 100, progress: begun, detail: 3 pods}
                                          - {event: node.drained, at: "2", milliseconds: 2100, progress: done, detail: 3 pods}
                                          - {event: sleep.undone, at: "3", milliseconds: 3100, detail: node.drained}
                                        """));

        assertThat(out.toString().lines())
                .containsExactly(
                        "    0.0 s  asked by alice",
                        "    0.1 s  its pods are asked to move away: 3 pods",
                        "    2.1 s  its pods have moved away: 3 pods",
                        "    3.1 s  taken back: node.drained");
    }
}
