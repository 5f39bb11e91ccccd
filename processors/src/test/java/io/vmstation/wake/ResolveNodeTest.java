package io.vmstation.wake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmstation.node.Hours;
import io.vmstation.node.Network;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.Schedule;
import io.vmstation.node.SourceRules;
import io.vmstation.node.TestNode;
import io.vmstation.schedule.NodeTimetable;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ResolveNodeTest {
    private static final Instant AT_NIGHT = Instant.parse("2026-05-01T23:30:00Z");
    private static final Instant BY_DAY = Instant.parse("2026-05-01T12:00:00Z");
    private static final Schedule QUIET_NIGHTS =
            new Schedule(
                    ZoneOffset.UTC,
                    List.of(),
                    List.of(Hours.parse("22:00-06:00")),
                    List.of("schedule", "api"),
                    List.of());

    private final Site site = new Site();
    private final Node plain = site.node("storage");

    private static ResolveNode resolve(Instant now, Node... nodes) {
        return new ResolveNode(
                () -> new Nodes(List.of(nodes)), new NodeTimetable(), InstantSource.fixed(now));
    }

    private ResolveNode resolve(SourceRules rules) {
        return resolve(BY_DAY, TestNode.like(plain).sources(rules).build());
    }

    private static Node quiet(Node node) {
        return TestNode.like(node).schedule(QUIET_NIGHTS).build();
    }

    private static CompletableFuture<InetSocketAddress> ask(Wakes wakes, WakeRequest request) {
        return wakes.join(request)
                .thenCompose(
                        attempt -> {
                            attempt.send();
                            return attempt.serviceReady();
                        });
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.4.50, 192.168.4.0/24",
        "::ffff:192.168.4.50, 192.168.4.0/24",
        "0:0:0:0:0:ffff:c0a8:432, 192.168.4.0/24",
        "fd00::50, fd00::/8",
        "fe80::50%eth0, fe80::/10",
        "fe80::50%2, fe80::/10"
    })
    void aSourceIsKnownHoweverItsAddressIsWritten(String source, String network) {
        ResolveNode ignoring = resolve(new SourceRules(List.of(), List.of(Network.parse(network))));

        assertThat(ignoring.resolve("storage", "web", "connect", source).refusal()).isPresent();
    }

    @Test
    void quietHoursRefuseEveryCauseThatIsNotListed() {
        ResolveNode atNight = resolve(AT_NIGHT, quiet(plain));

        assertThat(atNight.resolve("storage", "web", "connect", "192.0.2.50").refusal())
                .contains(
                        "it has quiet hours, 22:00-06:00 (Z), in which only schedule and api wake it");
        assertThat(atNight.resolve("storage", "web", "", "").refusal()).isPresent();
        assertThat(atNight.resolve("storage", "web", "api", "192.0.2.50").refusal()).isEmpty();
        assertThat(atNight.resolve("storage", "", "schedule", "schedule").refusal()).isEmpty();
    }

    @Test
    void outsideOfQuietHoursEveryCauseMayWake() {
        ResolveNode byDay = resolve(BY_DAY, quiet(plain));

        assertThat(byDay.resolve("storage", "web", "connect", "192.0.2.50").refusal()).isEmpty();
    }

    @Test
    void anIgnoredSourceStaysIgnoredWithAListedCause() {
        SourceRules rules = new SourceRules(List.of(), List.of(Network.parse("192.0.2.0/24")));
        Node node = TestNode.like(quiet(plain)).sources(rules).build();

        assertThat(resolve(AT_NIGHT, node).resolve("storage", "web", "api", "192.0.2.50").refusal())
                .contains("the source 192.0.2.50 is ignored by rule 192.0.2.0/24");
    }

    @Test
    void inQuietHoursANodeThatIsAwakeServesAndOneThatSleepsIsLeftAsleep() throws Exception {
        WakeRequest client =
                resolve(AT_NIGHT, quiet(plain)).resolve("storage", "web", "connect", "192.0.2.50");
        try (Wakes wakes = site.wakes(site.waking("udp"))) {
            CompletableFuture<InetSocketAddress> asleep = ask(wakes, client);
            assertThatThrownBy(() -> asleep.get(30, TimeUnit.SECONDS))
                    .hasRootCauseMessage(
                            "Node storage is asleep, and it has quiet hours, 22:00-06:00 (Z), in"
                                    + " which only schedule and api wake it");
            assertThat(site.asked).isEmpty();

            site.answers.put("storage", Site.READY);
            assertThat(ask(wakes, client).get(30, TimeUnit.SECONDS)).isNotNull();
            assertThat(site.asked).isEmpty();
        }
    }

    @Test
    void whatAnAllowedWakeNeedsIsWokenInItsOwnQuietHours() throws Exception {
        Node application = site.node("application", "storage");
        site.replace(quiet(plain));
        WakeRequest client =
                resolve(AT_NIGHT, application, quiet(plain))
                        .resolve("application", "web", "connect", "192.0.2.50");
        try (Wakes wakes = site.wakes(site.waking("udp"))) {
            assertThat(ask(wakes, client).get(30, TimeUnit.SECONDS)).isNotNull();
            assertThat(site.asked).containsExactly("udp storage", "udp application");
        }
    }
}
