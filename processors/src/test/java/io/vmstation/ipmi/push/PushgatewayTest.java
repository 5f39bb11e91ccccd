package io.vmstation.ipmi.push;

import static io.vmstation.ipmi.push.TestReadings.warm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vmstation.metrics.CatalogueAssertions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A Pushgateway that does as the test says; the real one is in {@link RealPushgatewayTest}. */
@Timeout(60)
class PushgatewayTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final int OF_A_READING = TestReadings.SAMPLES;
    private static final String STORAGE = "/push/metrics/job/vmstation/node/storage";
    private static final String HOMELAB = "/push/metrics/job/vmstation/node/homelab";

    private ScriptedReceiver receiver;
    private Sender sender;

    @BeforeEach
    void open() throws IOException {
        receiver = new ScriptedReceiver();
        sender = new Sender(Sender.pushgateway(receiver.at("/push/")));
    }

    @AfterEach
    void close() throws IOException {
        // Nobody needs to wait for a receiver that hangs.
        receiver.close();
        sender.close();
    }

    private double count(String outcome) {
        return sender.count("pushgateway", outcome);
    }

    @Test
    void replacesTheGroupOfEachNode() throws Exception {
        sender.read("storage", warm(NOON, 42.5)).read("homelab", warm(NOON, 40)).tick();

        assertThat(receiver.lines()).containsExactly("PUT " + HOMELAB, "PUT " + STORAGE);
        assertThat(receiver.requests.get(1).headers())
                .containsEntry("content-type", "text/plain; version=0.0.4; charset=utf-8");
        assertThat(receiver.requests.get(1).text())
                .contains("# TYPE ipmi_temperature_celsius gauge")
                .contains("ipmi_temperature_celsius{id=\"1\",name=\"CPU Temp\"} 42.5\n");
        assertThat(count("sent")).isEqualTo(2 * OF_A_READING);
        CatalogueAssertions.assertCatalogued(
                sender.meters,
                "vmstation_push_samples_total",
                "vmstation_push_last_success_timestamp_seconds");
    }

    @Test
    void bringsEverythingInEveryRoundSoThatARestartedGatewayHasItAgain() throws Exception {
        sender.read("storage", warm(NOON, 42.5)).tick().tick();
        assertThat(receiver.lines()).containsExactly("PUT " + STORAGE, "PUT " + STORAGE);
    }

    @Test
    void removesTheGroupOfANodeThatIsGoneOrAsleepOnce() throws Exception {
        sender.read("storage", warm(NOON, 42.5)).tick();
        sender.readings.forget("storage");
        sender.tick("storage").tick("storage").tick();

        assertThat(receiver.lines()).containsExactly("PUT " + STORAGE, "DELETE " + STORAGE);
    }

    @Test
    void removesWhatIsLeftOfAnEarlierRunWhenNoReadingComes() throws Exception {
        sender.tick("storage");
        assertThat(receiver.requests).as("it may only not have been read yet").isEmpty();
        sender.tick("storage").tick("storage");

        assertThat(receiver.lines()).containsExactly("DELETE " + STORAGE);
    }

    @Test
    void writesAgainWhatIsReadAgain() throws Exception {
        sender.read("storage", warm(NOON, 42.5)).tick();
        sender.readings.forget("storage");
        sender.tick("storage");
        sender.read("storage", warm(NOON.plusSeconds(60), 41)).tick("storage");
        sender.readings.forget("storage");
        sender.tick("storage");

        assertThat(receiver.lines())
                .containsExactly(
                        "PUT " + STORAGE,
                        "DELETE " + STORAGE,
                        "PUT " + STORAGE,
                        "DELETE " + STORAGE);
    }

    @Test
    void aRemovalThatFailedIsTriedAgain() throws Exception {
        sender.read("storage", warm(NOON, 42.5)).tick();
        sender.readings.forget("storage");
        receiver.then("503 No");
        sender.tick("storage");
        await().until(
                        () -> {
                            sender.tick("storage");
                            return receiver.requests.size() == 3;
                        });

        assertThat(receiver.lines())
                .containsExactly("PUT " + STORAGE, "DELETE " + STORAGE, "DELETE " + STORAGE);
    }

    @Test
    void whatCouldNotBeReachedMissesTheRoundAndGetsTheNextOne() throws Exception {
        receiver.otherwise(ScriptedReceiver.CLOSE);
        sender.read("storage", warm(NOON, 42.5)).read("homelab", warm(NOON, 40)).tick();

        assertThat(receiver.lines())
                .as("who does not take one group takes none")
                .doesNotContain("PUT " + STORAGE);
        assertThat(count("missed")).isEqualTo(2 * OF_A_READING);
        receiver.otherwise("200 OK");
        sender.read("storage", warm(NOON.plusSeconds(30), 43));
        await().until(
                        () -> {
                            sender.tick();
                            return count("sent") == 2 * OF_A_READING;
                        });
        assertThat(receiver.requests.get(receiver.requests.size() - 1).text()).contains(" 43.0\n");
    }

    @Test
    void aGatewayThatAsksToBeLeftAloneIsLeftAlone() throws Exception {
        receiver.then("503 No\r\nRetry-After: 600");
        sender.read("storage", warm(NOON, 42.5)).tick().tick().tick();

        assertThat(receiver.requests).hasSize(1);
        assertThat(count("missed")).isEqualTo(3 * OF_A_READING);
    }

    @Test
    void oneNodeThatIsRefusedDoesNotKeepTheOthersOut() throws Exception {
        for (int i = 0; i < Troubles.PATIENCE; i++) {
            receiver.then("400 Bad\r\n", "200 OK");
            sender.read("storage", warm(NOON, 42.5)).read("homelab", warm(NOON, 40)).tick();
        }

        assertThat(count("sent")).isEqualTo(Troubles.PATIENCE * OF_A_READING);
        assertThat(count("refused")).isEqualTo(Troubles.PATIENCE * OF_A_READING);
        assertThat(sender.push.problems()).containsOnlyKeys("pushgateway/homelab");
        sender.tick();
        assertThat(sender.push.problems()).isEmpty();
    }

    @Test
    void whatIsRefusedDoesNotLeaveItsLastValuesBehind() throws Exception {
        sender.read("storage", warm(NOON, 42.5)).tick();
        receiver.then("400 Bad");
        sender.read("storage", warm(NOON.plusSeconds(30), 43)).tick();

        assertThat(receiver.lines())
                .containsExactly("PUT " + STORAGE, "PUT " + STORAGE, "DELETE " + STORAGE);
    }

    @Test
    void aGatewayThatRefusesEverythingIsOneProblem() throws Exception {
        receiver.otherwise("401 Unauthorized");
        sender.read("storage", warm(NOON, 42.5)).read("homelab", warm(NOON, 40));
        sender.tick().tick().tick();

        assertThat(sender.push.problems())
                .containsOnlyKeys("pushgateway")
                .containsEntry(
                        "pushgateway",
                        "The readings of BMCs do not arrive by pushgateway: 127.0.0.1:%d answered 401 (the login was not accepted)."
                                .formatted(receiver.port()));
    }

    @Test
    void thereAreNeverTwoRoundsAtOnce() throws Exception {
        receiver.then(ScriptedReceiver.HANG);
        sender.read("storage", warm(NOON, 42.5));
        CompletableFuture<Void> first = sender.begin();
        await().until(() -> receiver.requests.size() == 1);

        sender.tick().tick();
        assertThat(first).isNotDone();
        assertThat(receiver.requests).hasSize(1);
    }

    @Test
    void aStopLetsGoOfAPushThatIsStillUnderWay() throws Exception {
        receiver.then(ScriptedReceiver.HANG);
        CompletableFuture<Void> push = sender.read("storage", warm(NOON, 42.5)).begin();
        await().until(() -> receiver.requests.size() == 1);

        sender.push.stop();
        assertThat(push).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void aStopLeavesTheGroupsSoThatARestartMakesNoGap() throws Exception {
        sender.read("storage", warm(NOON, 42.5)).tick();
        sender.push.stop();
        sender.push.close();

        assertThat(receiver.lines()).containsExactly("PUT " + STORAGE);
    }
}
