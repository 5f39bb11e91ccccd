package io.vmstation.ipmi.push;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what becomes of samples. Thread-safe. */
final class PushMetrics {
    private static final double MILLIS = 1_000;

    private final MeterRegistry meters;
    private final InstantSource clock;
    private final Map<Receiver, AtomicLong> successes = new ConcurrentHashMap<>();

    PushMetrics(MeterRegistry meters, InstantSource clock) {
        this.meters = requireNonNull(meters, "meters is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    void count(Receiver receiver, Fate fate, int samples) {
        if (samples > 0) {
            Counter.builder("vmstation.push.samples")
                    .tag("receiver", receiver.word())
                    .tag("outcome", fate.word())
                    .register(meters)
                    .increment(samples);
        }
    }

    /** A receiver has taken something just now. */
    void succeeded(Receiver receiver) {
        successes.computeIfAbsent(receiver, this::successOf).set(clock.millis());
    }

    private AtomicLong successOf(Receiver receiver) {
        AtomicLong millis = new AtomicLong();
        Gauge.builder("vmstation.push.last.success.timestamp", millis, m -> m.get() / MILLIS)
                .baseUnit("seconds")
                .tag("receiver", receiver.word())
                .strongReference(true)
                .register(meters);
        return millis;
    }

    void show(SampleQueue queue) {
        Gauge.builder("vmstation.push.queue.samples", queue, SampleQueue::size)
                .strongReference(true)
                .register(meters);
    }
}
