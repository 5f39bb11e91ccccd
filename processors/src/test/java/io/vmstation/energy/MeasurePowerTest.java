package io.vmstation.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vmstation.node.Nodes;
import io.vmstation.node.TestNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeasurePowerTest {
    private static final String TASMOTA =
            """
            {"StatusSNS": {"Time": "2026-11-22T14:00:00",
              "ENERGY": {"Total": 12.3, "Power": 86, "ApparentPower": 95}}}
            """;

    private final List<String> heard = new ArrayList<>();
    private final MeasurePower measurePower =
            new MeasurePower(
                    () -> new Nodes(List.of(TestNode.named("tower").build())),
                    (node, instrument, watts) -> heard.add(node + " " + instrument + " " + watts));

    private void measure(String node, Object body, String wattsAt) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Exchange exchange = new DefaultExchange(context);
            exchange.setVariable("node", node);
            if (!wattsAt.isEmpty()) {
                exchange.setVariable("wattsAt", wattsAt);
            }
            exchange.getMessage().setBody(body);
            measurePower.process(exchange);
        }
    }

    @Test
    void takesNumbersAndTextsAndStreams() throws Exception {
        measure("tower", 86, "");
        measure("tower", 86.5, "");
        measure("tower", " 87\n", "");
        measure("tower", new ByteArrayInputStream("88".getBytes(StandardCharsets.UTF_8)), "");

        assertThat(heard)
                .containsExactly(
                        "tower PLUG 86.0", "tower PLUG 86.5", "tower PLUG 87.0", "tower PLUG 88.0");
    }

    @Test
    void findsTheNumberInAJsonDocument() throws Exception {
        measure("tower", TASMOTA, "/StatusSNS/ENERGY/Power");
        measure("tower", "{\"meters\": [{\"power\": \"41.27\"}]}", "/meters/0/power");

        assertThat(heard).containsExactly("tower PLUG 86.0", "tower PLUG 41.27");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "on", "-3", "NaN", "65535", "1e9", "Infinity", "12 W"})
    void refusesWhatIsNoNumberOfWatts(String body) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> measure("tower", body, ""))
                .withMessageContaining("not a number of watts");
        assertThat(heard).isEmpty();
    }

    @Test
    void saysWhatIsWrongWithADocumentOrAName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> measure("tower", TASMOTA, "/ENERGY/Power"))
                .withMessageContaining("not a number of watts: nothing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> measure("tower", "{", "/power"))
                .withMessageContaining("does not stand in JSON");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> measure("tower", "1".repeat(100_000), ""))
                .withMessageContaining("64 KB");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> measure("attic", "5", ""))
                .withMessageContaining("there is no node \"attic\"");
        assertThat(heard).isEmpty();
    }
}
