package io.vmstation.ipmi.push;

import static io.vmstation.ipmi.push.TestReadings.failed;
import static io.vmstation.ipmi.push.TestReadings.reading;
import static io.vmstation.ipmi.push.TestReadings.sensor;
import static io.vmstation.ipmi.push.TestReadings.warm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vmstation.metrics.CatalogueAssertions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Remote write to a receiver that does as the test says. */
@Timeout(60)
class RemoteWriteTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private static final int OF_A_READING = TestReadings.SAMPLES;

    private ScriptedReceiver receiver;
    private Sender sender;

    @BeforeEach
    void open() throws IOException {
        receiver = new ScriptedReceiver();
        sender = new Sender(Sender.remoteWrite(receiver.at("/api/v1/write"), 1_000));
    }

    @AfterEach
    void close() throws IOException {
        // Nobody needs to wait for a receiver that hangs.
        receiver.close();
        sender.close();
    }

    private void replaceSender(int queue, PushPace pace) {
        sender.close();
        sender =
                new Sender(
                        Sender.remoteWrite(receiver.at("/api/v1/write"), queue),
                        InstantSource.system(),
                        pace);
    }

    private void readMinutes(int from, int to) {
        IntStream.range(from, to)
                .forEach(i -> sender.read("storage", warm(NOON.plusSeconds(60L * i), i)));
    }

    private List<Double> temperaturesSent() {
        return receiver.samples().stream()
                .filter(sample -> sample.metric().equals("ipmi_temperature_celsius"))
                .filter(sample -> "CPU Temp".equals(sample.labels().get("name")))
                .map(Received::value)
                .toList();
    }

    private double sent() {
        return sender.count("remote-write", "sent");
    }

    @Test
    void sendsAReadingAsTheSpecificationSays() throws Exception {
        sender.read("storage", warm(NOON, 42.5)).tick();

        ScriptedReceiver.Request request = receiver.requests.get(0);
        assertThat(request.line()).isEqualTo("POST /api/v1/write");
        assertThat(request.headers())
                .containsEntry("content-encoding", "snappy")
                .containsEntry("content-type", "application/x-protobuf")
                .containsEntry("x-prometheus-remote-write-version", "0.1.0")
                .containsEntry("user-agent", "vmstation/test");
        assertThat(request.samples()).hasSize(OF_A_READING);
        assertThat(request.samples())
                .filteredOn(sample -> sample.metric().equals("ipmi_temperature_celsius"))
                .filteredOn(sample -> "CPU Temp".equals(sample.labels().get("name")))
                .singleElement()
                .satisfies(
                        sample -> {
                            assertThat(sample.labels().toString())
                                    .isEqualTo(
                                            "{__name__=ipmi_temperature_celsius, id=1,"
                                                    + " job=vmstation, name=CPU Temp,"
                                                    + " node=storage}");
                            assertThat(sample.value()).isEqualTo(42.5);
                            assertThat(sample.millis()).isEqualTo(NOON.toEpochMilli());
                        });
        assertThat(sent()).isEqualTo(OF_A_READING);
        assertThat(sender.queued()).isZero();
        CatalogueAssertions.assertCatalogued(
                sender.meters,
                "vmstation_push_samples_total",
                "vmstation_push_queue_samples",
                "vmstation_push_last_success_timestamp_seconds");
    }

    @Test
    void sendsEveryReadingOfTheTimeBetweenTwoPushesInOrder() throws Exception {
        readMinutes(0, 5);
        sender.tick();

        assertThat(receiver.requests).hasSize(1);
        assertThat(temperaturesSent()).containsExactly(0.0, 1.0, 2.0, 3.0, 4.0);
    }

    @Test
    void saysNothingWhenThereIsNothingNew() throws Exception {
        sender.read("storage", warm(NOON, 42)).tick().tick();
        assertThat(receiver.requests).hasSize(1);
    }

    @Test
    void aSensorThatDisappearsEnds() throws Exception {
        sender.read("storage", warm(NOON, 42));
        sender.read("storage", reading(NOON.plusSeconds(30), sensor(2, "Ambiente ü", Double.NaN)));
        sender.tick();

        List<Received> later =
                receiver.samples().stream()
                        .filter(sample -> sample.millis() > NOON.toEpochMilli())
                        .filter(sample -> sample.metric().equals("ipmi_temperature_celsius"))
                        .toList();
        assertThat(later)
                .filteredOn(Received::isEnd)
                .extracting(sample -> sample.labels().get("name"))
                .containsExactly("CPU Temp");
        assertThat(later)
                .filteredOn(sample -> !sample.isEnd())
                .singleElement()
                .satisfies(sample -> assertThat(sample.value()).isNaN());
    }

    @Test
    void aBmcThatDoesNotAnswerIsDownAndHasNoSensors() throws Exception {
        sender.read("storage", warm(NOON, 42));
        sender.read("storage", failed(NOON.plusSeconds(30))).tick();

        assertThat(receiver.samples())
                .filteredOn(sample -> sample.millis() > NOON.toEpochMilli() && !sample.isEnd())
                .extracting(sample -> sample.metric() + " " + sample.value())
                .containsExactlyInAnyOrder("ipmi_up 0.0", "ipmi_scrape_duration_seconds 10.0");
    }

    @Test
    void allSeriesOfANodeEndThatIsGoneOrAsleep() throws Exception {
        sender.read("storage", warm(NOON, 42)).read("homelab", warm(NOON, 40)).tick();
        sender.readings.forget("storage");
        sender.tick().tick();

        List<Received> ends = receiver.samples().stream().filter(Received::isEnd).toList();
        assertThat(ends).hasSize(OF_A_READING).extracting(Received::node).containsOnly("storage");
        assertThat(ends.get(0).millis()).isGreaterThan(NOON.toEpochMilli());
    }

    @Test
    void aReadingThatIsNotNewerIsCountedAndNotSent() throws Exception {
        sender.read("storage", warm(NOON, 42)).tick();
        sender.read("storage", warm(NOON.minusSeconds(1), 43)).tick();

        assertThat(temperaturesSent()).containsExactly(42.0);
        assertThat(sender.count("remote-write", "late")).isEqualTo(OF_A_READING);
    }

    @Test
    void nothingIsLostWhileTheReceiverIsInTrouble() throws Exception {
        receiver.then(
                "503 Starting", ScriptedReceiver.CLOSE, "500 No", "429 Slow\r\nRetry-After: 0");
        readMinutes(0, 3);
        sender.tick();
        readMinutes(3, 6);
        await().until(() -> sent() == 3 * OF_A_READING || sent() == 6 * OF_A_READING);
        sender.tick();
        await().until(() -> sent() == 6 * OF_A_READING);

        assertThat(receiver.requests.subList(0, 5))
                .as("the same is sent again, byte for byte")
                .allSatisfy(
                        request ->
                                assertThat(request.body())
                                        .isEqualTo(receiver.requests.get(0).body()));
        List<Double> taken = temperaturesSent();
        assertThat(taken.subList(taken.size() - 6, taken.size()))
                .containsExactly(0.0, 1.0, 2.0, 3.0, 4.0, 5.0);
    }

    @Test
    void aReceiverThatAsksToBeLeftAloneIsLeftAlone() throws Exception {
        receiver.then("429 Slow\r\nRetry-After: 600");
        readMinutes(0, 1);
        sender.tick().tick().tick();

        assertThat(receiver.requests).hasSize(1);
        assertThat(sender.queued()).isEqualTo(OF_A_READING);
    }

    @Test
    void whatTheReceiverDoesNotWantIsDroppedAndCountedAndTheRestGoesOn() throws Exception {
        receiver.then("400 out of order");
        sender.read("storage", warm(NOON, 1)).tick();
        sender.read("storage", warm(NOON.plusSeconds(1), 2)).tick();

        assertThat(receiver.requests).hasSize(2);
        assertThat(sender.count("remote-write", "refused")).isEqualTo(OF_A_READING);
        assertThat(sent()).isEqualTo(OF_A_READING);
        assertThat(sender.queued()).isZero();
    }

    @Test
    void aFullQueueDropsTheOldestAndCountsThem() throws Exception {
        replaceSender(3 * OF_A_READING, Sender.QUICK);
        receiver.otherwise("503 No");
        readMinutes(0, 1);
        sender.tick();
        readMinutes(1, 10);
        assertThat(sender.queued()).isLessThanOrEqualTo(3 * OF_A_READING);
        receiver.otherwise("200 OK");
        await().until(
                        () -> {
                            sender.tick();
                            return sender.queued() == 0;
                        });

        List<Double> taken = temperaturesSent();
        assertThat(taken.get(taken.size() - 1)).isEqualTo(9.0);
        assertThat(sent() + sender.count("remote-write", "dropped")).isEqualTo(10 * OF_A_READING);
        assertThat(sender.count("remote-write", "dropped"))
                .isGreaterThanOrEqualTo(6 * OF_A_READING);
    }

    @Test
    void aReceiverThatHangsIsGivenUpAndAskedAgain() throws Exception {
        replaceSender(
                1_000,
                new PushPace(
                        Duration.ofMillis(300),
                        Duration.ofMillis(20),
                        Duration.ofMillis(80),
                        Duration.ofSeconds(10)));
        receiver.then(ScriptedReceiver.HANG, ScriptedReceiver.HANG);
        readMinutes(0, 1);
        sender.tick();

        await().until(() -> sent() == OF_A_READING);
        assertThat(receiver.requests.size()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void thereAreNeverTwoPushesAtOnce() throws Exception {
        receiver.then(ScriptedReceiver.HANG);
        readMinutes(0, 1);
        CompletableFuture<Void> first = sender.begin();
        await().until(() -> receiver.requests.size() == 1);
        readMinutes(1, 2);

        sender.tick().tick();
        assertThat(first).isNotDone();
        assertThat(receiver.requests).hasSize(1);
    }

    @Test
    void anExchangeIsNotHeldWhileTheReceiverIsLeftAlone() throws Exception {
        receiver.otherwise("503 No");
        readMinutes(0, 1);

        sender.tick();
        await().until(() -> receiver.requests.size() > 3);
    }

    @Test
    void repeatedFailureIsAProblemUntilItWorksAgain() throws Exception {
        receiver.otherwise(ScriptedReceiver.withBody("503 No", "no room"));
        readMinutes(0, 1);
        sender.tick();

        await().until(() -> !sender.push.problems().isEmpty());
        assertThat(sender.push.problems())
                .containsEntry(
                        "remote-write",
                        "The readings of BMCs do not arrive by remote-write: 127.0.0.1:%d answered 503: no room."
                                .formatted(receiver.port()));
        receiver.otherwise("200 OK");
        await().until(() -> sender.push.problems().isEmpty());
    }

    @Test
    void aStopSendsWhatIsLeft() throws Exception {
        readMinutes(0, 3);
        sender.push.stop();
        sender.push.close();

        assertThat(temperaturesSent()).containsExactly(0.0, 1.0, 2.0);
    }

    @Test
    void aStopDoesNotWaitUntilTheReceiverMayBeAskedAgain() throws Exception {
        receiver.then("429 Slow\r\nRetry-After: 600");
        readMinutes(0, 1);
        sender.tick();
        sender.push.stop();
        sender.push.close();

        assertThat(receiver.requests).hasSize(2);
        assertThat(sent()).isEqualTo(OF_A_READING);
    }

    @Test
    void aStopDoesNotWaitForAReceiverThatHangs() throws Exception {
        replaceSender(
                1_000,
                new PushPace(
                        Duration.ofMinutes(5),
                        Duration.ofMillis(20),
                        Duration.ofMillis(80),
                        Duration.ofMillis(200)));
        receiver.otherwise(ScriptedReceiver.HANG);
        readMinutes(0, 1);

        sender.push.stop();
        sender.push.close();
        assertThat(sender.queued()).isEqualTo(OF_A_READING);
    }

    @Test
    void manyReadingsGoInSeveralRequestsThatKeepTheirOrder() throws Exception {
        replaceSender(100_000, Sender.QUICK);
        readMinutes(0, 2_000);
        sender.tick();

        assertThat(receiver.requests.size()).isGreaterThan(3);
        assertThat(receiver.requests)
                .allSatisfy(
                        request ->
                                assertThat(request.samples().size())
                                        .isLessThanOrEqualTo(SampleQueue.MOST_SAMPLES));
        assertThat(temperaturesSent())
                .isEqualTo(IntStream.range(0, 2_000).mapToObj(i -> (double) i).toList());
    }

    @Test
    void theLoginIsReadForEachRequest(@TempDir Path folder) throws Exception {
        sender.close();
        Path token = Files.writeString(folder.resolve("token"), "one");
        sender =
                new Sender(
                        Sender.withToken(
                                Sender.remoteWrite(receiver.at("/api/v1/write"), 100), token));
        sender.read("storage", warm(NOON, 1)).tick();
        Files.writeString(token, "two");
        sender.read("storage", warm(NOON.plusSeconds(1), 2)).tick();

        assertThat(receiver.requests)
                .extracting(request -> request.headers().get("authorization"))
                .containsExactly("Bearer one", "Bearer two");
    }
}
