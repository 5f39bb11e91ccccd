package io.vmstation.relay;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The meters {@code vmstation_relay_...}, by route. Thread-safe. */
final class RelayMetrics {
    private final MeterRegistry registry;
    private final ConcurrentMap<String, OfRoute> routes = new ConcurrentHashMap<>();

    RelayMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** The meters of one route; they outlive it, because its connections do. */
    OfRoute of(String route) {
        return routes.computeIfAbsent(route, name -> new OfRoute(name, registry));
    }

    /** The meters of one route. Thread-safe. */
    static final class OfRoute {
        private final AtomicInteger held = new AtomicInteger();
        private final AtomicInteger open = new AtomicInteger();
        private final Map<HoldOutcome, Counter> connections = new EnumMap<>(HoldOutcome.class);
        private final Counter bytesToNode;
        private final Counter bytesToClient;
        private final Timer hold;

        private OfRoute(String route, MeterRegistry registry) {
            Gauge.builder("vmstation.relay.held.connections", held, AtomicInteger::get)
                    .description("Clients that are held while their node is being woken")
                    .tag("route", route)
                    .register(registry);
            Gauge.builder("vmstation.relay.open.connections", open, AtomicInteger::get)
                    .description("Clients that are connected to a service through this host")
                    .tag("route", route)
                    .register(registry);
            for (HoldOutcome outcome : HoldOutcome.values()) {
                connections.put(
                        outcome,
                        Counter.builder("vmstation.relay.connections")
                                .description("Connections by how their holding ended")
                                .tag("route", route)
                                .tag("outcome", outcome.label())
                                .register(registry));
            }
            bytesToNode = bytes(route, "to_node", registry);
            bytesToClient = bytes(route, "to_client", registry);
            hold =
                    Timer.builder("vmstation.relay.hold")
                            .description("How long clients were held, however it ended")
                            .tag("route", route)
                            .serviceLevelObjectives(
                                    Duration.ofMillis(10),
                                    Duration.ofMillis(100),
                                    Duration.ofSeconds(1),
                                    Duration.ofSeconds(5),
                                    Duration.ofSeconds(15),
                                    Duration.ofSeconds(30),
                                    Duration.ofMinutes(1),
                                    Duration.ofMinutes(3))
                            .register(registry);
        }

        private static Counter bytes(String route, String direction, MeterRegistry registry) {
            return Counter.builder("vmstation.relay.bytes")
                    .description("Bytes relayed")
                    .tag("route", route)
                    .tag("direction", direction)
                    .register(registry);
        }

        void holdBegan() {
            held.incrementAndGet();
        }

        void holdEnded(HoldOutcome outcome, Duration duration) {
            held.decrementAndGet();
            count(outcome);
            hold.record(duration);
        }

        void refused() {
            count(HoldOutcome.REFUSED);
        }

        private void count(HoldOutcome outcome) {
            requireNonNull(connections.get(outcome)).increment();
        }

        void opened() {
            open.incrementAndGet();
        }

        void closed() {
            open.decrementAndGet();
        }

        Counter bytesToNode() {
            return bytesToNode;
        }

        Counter bytesToClient() {
            return bytesToClient;
        }
    }
}
