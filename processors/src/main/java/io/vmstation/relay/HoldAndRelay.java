package io.vmstation.relay;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import org.apache.camel.component.netty.NettyConsumer;
import org.apache.camel.component.netty.ServerInitializerFactory;

/**
 * Makes a {@code netty:tcp} consumer hold each client while its route runs, and relay it to the
 * service that the route found: the bean {@code holdAndRelay}.
 *
 * <p>The route starts when a client connects, with the variable {@code source} set to the client's
 * IP address and no body. When it completes with the variable {@code target} set to {@code
 * host:port}, the client is connected to it. An exception, the variable {@code failure}, or no
 * target at all end in a closed connection, for HTTP clients after an answer 503.
 *
 * <p>One instance serves all listeners, which share its limits. Thread-safe.
 */
public final class HoldAndRelay extends ServerInitializerFactory {
    private static final Duration REFUSAL_LOG_INTERVAL = Duration.ofSeconds(30);

    private final RelaySettings settings;
    private final Relays relays;
    private final RelayMetrics metrics;
    private final Executor starters;
    private final HeldLimits limits;
    private final ConcurrentMap<String, Listener> current = new ConcurrentHashMap<>();
    private final Refusals refusals = new Refusals(REFUSAL_LOG_INTERVAL);

    /**
     * @param settings how connections are held and relayed
     * @param relays owns the connections
     * @param meters gets the meters {@code vmstation_relay_...}
     * @param starters runs the first steps of routes; a few threads, never those of Netty
     */
    public HoldAndRelay(
            RelaySettings settings, Relays relays, MeterRegistry meters, Executor starters) {
        this.settings = requireNonNull(settings, "settings is null");
        this.relays = requireNonNull(relays, "relays is null");
        this.metrics = new RelayMetrics(requireNonNull(meters, "meters is null"));
        this.starters = requireNonNull(starters, "starters is null");
        this.limits = new HeldLimits(settings);
    }

    @Override
    public ServerInitializerFactory createPipelineFactory(NettyConsumer consumer) {
        Listener listener = new Listener(this, consumer);
        current.put(listener.route(), listener);
        return listener;
    }

    /** Never called: only listeners made by {@link #createPipelineFactory} get channels. */
    @Override
    protected void initChannel(Channel channel) {
        throw new IllegalStateException("no consumer belongs to this channel");
    }

    /** The newest listener of the same route. */
    Listener current(Listener listener) {
        return current.getOrDefault(listener.route(), listener);
    }

    RelaySettings settings() {
        return settings;
    }

    Relays relays() {
        return relays;
    }

    RelayMetrics metrics() {
        return metrics;
    }

    Executor starters() {
        return starters;
    }

    HeldLimits limits() {
        return limits;
    }

    Refusals refusals() {
        return refusals;
    }
}
