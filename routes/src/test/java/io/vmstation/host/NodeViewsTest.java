package io.vmstation.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.api.History;
import io.vmstation.api.NodeViews;
import io.vmstation.node.Choice;
import io.vmstation.node.DrainSettings;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.Options;
import io.vmstation.node.Readiness;
import io.vmstation.node.Service;
import io.vmstation.node.SleepSettings;
import io.vmstation.node.TestNode;
import io.vmstation.spi.Answer;
import io.vmstation.spi.Event;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.NodeActivity;
import io.vmstation.spi.NodeStates;
import io.vmstation.spi.Reachability;
import io.vmstation.spi.Timetable;
import io.vmstation.spi.Verdict;
import io.vmstation.spi.Verdicts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is told of a node of which everything is known, and that it keeps to the contract. */
class NodeViewsTest implements NodeStates, Reachability, Verdicts, Timetable {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final History history = new History();
    private final Node tower =
            TestNode.named("tower")
                    .services(new Service("ssh", 22, new Readiness.SshBanner()))
                    .sleep(
                            new SleepSettings(
                                    new Choice("suspend", Options.NONE),
                                    List.of(new Choice("sessions", Options.NONE)),
                                    Duration.ofHours(2),
                                    Duration.ofMinutes(10),
                                    Duration.ofSeconds(15),
                                    Duration.ofMinutes(2),
                                    Duration.ofMinutes(30),
                                    new DrainSettings(Duration.ofMinutes(5), false, List.of())))
                    .build();
    private final NodeViews views =
            new NodeViews(
                    () -> new Nodes(List.of(tower)),
                    new NodeViews.Sources(this, this, this, this, new Used()),
                    history,
                    false);
    private State state = State.AWAKE;
    private Answer answer = new Answer.Silent("no answer");
    private int assessed;

    @Override
    public State last(Node node) {
        return state;
    }

    @Override
    public Optional<Instant> since(Node node) {
        return Optional.of(NOON);
    }

    @Override
    public void saw(Node node, State seen) {
        state = seen;
    }

    @Override
    public CompletableFuture<Answer> machine(Node node, Duration patience) {
        return CompletableFuture.completedFuture(answer);
    }

    @Override
    public CompletableFuture<Answer> service(
            Node node, Service service, Duration patience, Runnable signOfLife) {
        return machine(node, patience);
    }

    private static Verdict verdict() {
        return new Verdict(
                "tower",
                NOON,
                List.of(
                        new Verdict.Finding("sessions", new Evidence.Busy("pts/0 alice")),
                        new Verdict.Finding("nfs", new Evidence.Unknown("no answer")),
                        new Verdict.Finding("relay", new Evidence.Idle("nobody"))),
                Optional.of(NOON),
                List.of(
                        new Verdict.Hold("hours", "never at noon", Optional.of(NOON)),
                        new Verdict.Hold("waking", "it is waking", Optional.empty())),
                Optional.of(NOON.plusSeconds(7200)));
    }

    @Override
    public CompletableFuture<Verdict> assess(Node node) {
        assessed++;
        return CompletableFuture.completedFuture(verdict());
    }

    @Override
    public CompletableFuture<Verdict> assessAnew(Node node) {
        assessed++;
        return CompletableFuture.completedFuture(verdict());
    }

    @Override
    public Optional<Verdict> last(String node) {
        return Optional.of(verdict());
    }

    @Override
    public Optional<String> refusal(Node node, String cause, Instant at) {
        return Optional.empty();
    }

    @Override
    public Optional<Instant> neverSleepUntil(Node node, Instant at) {
        return Optional.empty();
    }

    @Override
    public Optional<Instant> nextWake(Node node, Instant after) {
        return Optional.of(NOON.plusSeconds(86_400));
    }

    private static final class Used implements NodeActivity {
        @Override
        public void used(String node, String what) {}

        @Override
        public Optional<Use> last(String node) {
            return Optional.of(new Use(NOON, Duration.ZERO, "the wake for 192.0.2.7"));
        }
    }

    private void happens(int second, String kind, String id, String key, String value) {
        history.accept(
                new Event(
                        NOON.plusSeconds(second),
                        kind,
                        "tower",
                        "connect",
                        "192.0.2.7",
                        id,
                        Map.of(key, value)));
    }

    private JsonNode view() throws Exception {
        ApiContract contract =
                new ApiContract(
                        Bundle.ofApplication().files().getOrDefault("api/openapi.yaml", ""));
        JsonNode view = views.one("tower").body();
        assertThat(contract.brokenBody("Node", view)).as(view.toPrettyString()).isEmpty();
        return view;
    }

    @Test
    void tellsEverythingThatIsKnownAsTheContractSays() throws Exception {
        happens(0, "wake.requested", "1", "service", "ssh");
        happens(2, "node.reachable", "1", "milliseconds", "2000");
        happens(3, "wake.completed", "1", "milliseconds", "3000");
        happens(10, "sleep.requested", "2", "x", "y");
        happens(11, "node.cordoned", "2", "detail", "no more work for it");
        JsonNode view = view();

        assertThat(view.path("sleep").asText()).isEqualTo("dry-run");
        assertThat(view.path("wokenBy").path("service").asText()).isEqualTo("ssh");
        assertThat(view.path("since").asText()).isEqualTo("2026-11-22T12:00:00Z");
        assertThat(view.path("nextSleep").asText()).isEqualTo("2026-11-22T14:00:00Z");
        assertThat(view.path("nextWake").asText()).isEqualTo("2026-11-23T12:00:00Z");
        assertThat(view.path("verdict").path("maySleep").asBoolean(true)).isFalse();
        assertThat(view.path("verdict").path("findings"))
                .extracting(finding -> finding.path("evidence").asText())
                .containsExactly("busy", "unknown", "idle");
        assertThat(view.path("wakes").path(0).path("milliseconds").asLong()).isEqualTo(3000);
        assertThat(view.path("sleepUnderWay").path("stages").path(0).path("detail").asText())
                .isEqualTo("no more work for it");
    }

    @Test
    void doesNotSayThatSomebodyWokeItWhoDidNot() throws Exception {
        happens(0, "wake.requested", "1", "service", "ssh");
        happens(3, "wake.completed", "1", "milliseconds", "3000");
        happens(10, "sleep.requested", "2", "x", "y");
        happens(11, "node.asleep", "2", "x", "y");
        assertThat(view().has("wokenBy")).isFalse();

        state = State.ASLEEP;
        assertThat(view().has("verdict")).isFalse();
        assertThat(view().has("nextSleep")).isFalse();
    }

    @Test
    void looksOnceWhenAskedToAndJudgesOnlyWhatIsAwake() {
        views.look(tower).join();
        assertThat(state).isEqualTo(State.ASLEEP);
        assertThat(assessed).isZero();

        answer = new Answer.AddressAnswers("refused");
        views.look(tower).join();
        assertThat(state).isEqualTo(State.AWAKE);
        assertThat(assessed).isEqualTo(1);
    }
}
