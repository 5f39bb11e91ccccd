package io.vmstation.ipmi.push;

import static io.vmstation.ipmi.push.TestReadings.warm;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.ipmi.LatestReadings;
import io.vmstation.node.Bmc;
import io.vmstation.node.BmcPolling;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.TestBmc;
import io.vmstation.node.TestNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CollectReadingsTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final LatestReadings readings = new LatestReadings();
    private Instant now = NOON.plusSeconds(10);
    private Nodes nodes =
            new Nodes(
                    List.of(polled("storage", "30s"), polled("slow", "10m"), polled("off", "0s")));

    private static Node polled(String name, String interval) {
        BmcPolling usual = TestBmc.POLLING;
        BmcPolling polling =
                new BmcPolling(
                        Duration.parse("PT" + interval),
                        usual.timeLimit(),
                        usual.source(),
                        usual.collectors(),
                        usual.excludedSensors(),
                        usual.selEvents());
        return TestNode.named(name).bmc(new Bmc(new Bmc.InBand(), polling)).build();
    }

    private CollectedReadings collect() {
        return new CollectReadings(readings, () -> nodes, () -> now).collect();
    }

    @Test
    void takesTheLatestReadingOfEachNodeThatIsPolled() {
        readings.note("storage", warm(NOON, 42));
        readings.note("stranger", warm(NOON, 42));
        readings.note("off", warm(NOON, 42));

        assertThat(collect().byNode()).containsOnlyKeys("storage");
        assertThat(collect().polled()).containsExactlyInAnyOrder("storage", "slow");
    }

    @Test
    void leavesOutWhatIsTooOldToBeTrue() {
        readings.note("storage", warm(NOON, 42));
        readings.note("slow", warm(NOON, 42));

        now = NOON.plusSeconds(299);
        assertThat(collect().byNode()).containsOnlyKeys("storage", "slow");
        now = NOON.plusSeconds(301);
        assertThat(collect().byNode()).containsOnlyKeys("slow");
        now = NOON.plusSeconds(1_801);
        assertThat(collect().byNode()).isEmpty();
    }

    @Test
    void followsTheConfiguration() {
        readings.note("storage", warm(NOON, 42));
        nodes = Nodes.NONE;

        assertThat(collect().byNode()).isEmpty();
        assertThat(collect().polled()).isEmpty();
    }
}
