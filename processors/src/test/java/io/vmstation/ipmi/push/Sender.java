package io.vmstation.ipmi.push;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.ipmi.LatestReadings;
import io.vmstation.ipmi.reading.BmcReading;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What pushes, with all that it stands on, at the pace of a test. */
final class Sender implements AutoCloseable {
    static final PushPace QUICK =
            new PushPace(
                    Duration.ofSeconds(10),
                    Duration.ofMillis(20),
                    Duration.ofMillis(80),
                    Duration.ofSeconds(10));

    final LatestReadings readings = new LatestReadings();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Push push;

    Sender(PushSettings settings) {
        this(settings, InstantSource.system(), QUICK);
    }

    Sender(PushSettings settings, InstantSource clock, PushPace pace) {
        push = new Push(settings, TestReadings.SERIES, "vmstation/test", meters, clock, pace);
        push.follow(readings);
    }

    static PushSettings remoteWrite(URI address, int queue) {
        return new PushSettings(
                Optional.empty(),
                Optional.of(address),
                queue,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static PushSettings pushgateway(URI address) {
        return new PushSettings(
                Optional.of(address),
                Optional.empty(),
                1_000,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static PushSettings withToken(PushSettings settings, Path file) {
        return new PushSettings(
                settings.pushgateway(),
                settings.remoteWrite(),
                settings.queue(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(file));
    }

    Sender read(String node, BmcReading reading) {
        readings.note(node, reading);
        return this;
    }

    /** A tick of the route, with these nodes in nodes.yaml beside those that were read. */
    CompletableFuture<Void> begin(String... polled) {
        Map<String, BmcReading> all = readings.all();
        Set<String> nodes = new HashSet<>(all.keySet());
        nodes.addAll(Set.of(polled));
        return push.push(new CollectedReadings(all, nodes));
    }

    /** A tick, to its end. */
    Sender tick(String... polled) throws Exception {
        begin(polled).get(30, TimeUnit.SECONDS);
        return this;
    }

    double count(String receiver, String outcome) {
        Counter counter =
                meters.find("vmstation.push.samples")
                        .tag("receiver", receiver)
                        .tag("outcome", outcome)
                        .counter();
        return counter == null ? 0 : counter.count();
    }

    double queued() {
        Gauge gauge = meters.find("vmstation.push.queue.samples").gauge();
        return gauge == null ? 0 : gauge.value();
    }

    @Override
    public void close() {
        push.stop();
        push.close();
    }
}
