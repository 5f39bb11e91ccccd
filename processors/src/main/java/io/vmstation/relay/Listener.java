package io.vmstation.relay;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.apache.camel.component.netty.NettyConsumer;
import org.apache.camel.component.netty.ServerInitializerFactory;
import org.jspecify.annotations.Nullable;

/** Admits the clients of one route. Thread-safe. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel reports its failures to its handlers
final class Listener extends ServerInitializerFactory {
    private final HoldAndRelay shared;
    private final NettyConsumer consumer;
    private final RelayMetrics.OfRoute meters;
    private final RouteCalls calls;
    private final ServiceConnector connector;

    Listener(HoldAndRelay shared, NettyConsumer consumer) {
        this.shared = shared;
        this.consumer = consumer;
        this.meters = shared.metrics().of(consumer.getRouteId());
        this.calls = new RouteCalls(consumer, shared.starters());
        this.connector =
                new ServiceConnector(shared.settings().connectTimeout(), shared.starters());
    }

    @Override
    public ServerInitializerFactory createPipelineFactory(NettyConsumer other) {
        return shared.createPipelineFactory(other);
    }

    @Override
    protected void initChannel(Channel channel) {
        ReceiveBuffers buffers = new ReceiveBuffers();
        SocketOptions.set(channel, buffers);
        String source = sourceOf(channel);
        if (source == null || !shared.limits().enter(source)) {
            refuse(channel, source);
            return;
        }
        Hold hold = new Hold(route(), source, shared.limits(), meters);
        HeldConnection connection = new HeldConnection(channel, this, hold, buffers);
        channel.closeFuture().addListener(closed -> hold.leave());
        if (relays().add(connection)) {
            hold.whenLeft(() -> relays().remove(connection));
            channel.pipeline().addLast(connection);
        } else {
            hold.end(HoldOutcome.REFUSED);
            channel.close();
        }
    }

    private void refuse(Channel channel, @Nullable String source) {
        meters.refused();
        shared.refusals().add(route(), String.valueOf(source));
        channel.close();
    }

    private static @Nullable String sourceOf(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
            return null;
        }
        InetAddress address = remote.getAddress();
        if (address == null) {
            return null;
        }
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    RelaySettings settings() {
        return shared.settings();
    }

    /** Those of the listener that has replaced this one, if one has. */
    RouteCalls currentCalls() {
        return shared.current(this).calls;
    }

    String route() {
        return consumer.getRouteId();
    }

    Relays relays() {
        return shared.relays();
    }

    ServiceConnector connector() {
        return connector;
    }
}
