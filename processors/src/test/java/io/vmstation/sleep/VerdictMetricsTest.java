package io.vmstation.sleep;

import static io.vmstation.sleep.IdleSite.BUSY;
import static io.vmstation.sleep.IdleSite.MINUTE;
import static io.vmstation.sleep.IdleSite.round;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.vmstation.metrics.CatalogueAssertions;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.TestNode;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.NodeStates.State;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VerdictMetricsTest {
    private final IdleSite site = new IdleSite();
    private final Judge judge = site.judge(site.check("samba"), site.check("relay"));
    private final Node node = site.node("storage", "samba", "relay");

    @AfterEach
    void close() {
        site.close();
    }

    /** Labels without the node, and the value. */
    private List<String> shown(String name) {
        return site.meters.find(name).gauges().stream()
                .map(gauge -> labels(gauge) + "=" + gauge.value())
                .sorted()
                .toList();
    }

    private static String labels(Gauge gauge) {
        assertThat(gauge.getId().getTag("node")).isEqualTo("storage");
        return gauge.getId().getTags().stream()
                .filter(tag -> !tag.getKey().equals("node"))
                .map(tag -> tag.getValue())
                .collect(Collectors.joining(" "));
    }

    @Test
    void showsWhatEachCheckFound() {
        site.evidence.put("samba", BUSY);
        site.evidence.put("relay", new Evidence.Unknown("no answer"));
        round(judge, node);
        assertThat(shown("vmstation.sleep.check"))
                .containsExactly(
                        "relay busy=0.0",
                        "relay idle=0.0",
                        "relay unknown=1.0",
                        "samba busy=1.0",
                        "samba idle=0.0",
                        "samba unknown=0.0");
        assertThat(shown("vmstation.node.idle")).containsExactly("=0.0");
    }

    @Test
    void showsWhatKeepsAwakeWhenACheckIsAskedTwice() {
        site.evidence.put("samba", new Evidence.Unknown("no answer"));
        round(judge, site.node("storage", "samba", "samba"));
        assertThat(shown("vmstation.sleep.check")).contains("samba unknown=1.0", "samba idle=0.0");
    }

    @Test
    void showsForHowLongANodeIsIdleAndWhatHoldsIt() {
        site.used.used("storage", "a client that has left");
        site.rounds(judge, node, Duration.ofMinutes(5));
        assertThat(shown("vmstation.node.idle")).containsExactly("=300.0");
        assertThat(shown("vmstation.sleep.hold")).containsExactly("grace=1.0", "window=1.0");

        site.time.pass(MINUTE);
        site.rounds(judge, node, Duration.ofMinutes(5));
        assertThat(shown("vmstation.sleep.hold")).containsExactly("window=1.0");
    }

    @Test
    void showsNothingOfChecksThatWereNotAsked() {
        round(judge, node);
        site.states.put("storage", State.ASLEEP);
        site.silentOnce();
        round(judge, node);

        assertThat(shown("vmstation.sleep.check")).isEmpty();
        assertThat(shown("vmstation.node.idle")).isEmpty();
        assertThat(shown("vmstation.sleep.hold")).containsExactly("not-awake=1.0");
    }

    @Test
    void showsNothingOfANodeThatHasNotBeenJudgedForAWhile() {
        round(judge, node);
        site.time.pass(Duration.ofMinutes(3));
        judge.hideStale();
        assertThat(shown("vmstation.sleep.check")).isNotEmpty();

        site.time.pass(Duration.ofSeconds(1));
        judge.hideStale();
        assertThat(site.meters.getMeters()).isEmpty();
        assertThat(judge.last("storage")).isPresent();

        round(judge, node);
        assertThat(shown("vmstation.sleep.check")).hasSize(6);
    }

    @Test
    void showsNothingOfANodeThatIsNotConfiguredAnyMore() {
        round(judge, node);
        judge.retain(new Nodes(List.of(site.node("gamer", "samba"))));
        assertThat(site.meters.getMeters()).isEmpty();
    }

    @Test
    void showsNothingOfANodeThatIsNotToSleepAnyMore() {
        round(judge, node);
        judge.retain(new Nodes(List.of(TestNode.named("storage").build())));
        assertThat(site.meters.getMeters()).isEmpty();
        assertThat(judge.last("storage")).isEmpty();
    }

    @Test
    void registersOnlyMetersOfTheCatalogue() {
        round(judge, node);
        CatalogueAssertions.assertCatalogued(
                site.meters,
                "vmstation_sleep_check",
                "vmstation_node_idle_seconds",
                "vmstation_sleep_hold");
    }
}
