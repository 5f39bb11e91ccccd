package io.vmstation.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executor;

/** Connects to a service, on the event loop and the transport of the client's channel. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel reports its failures to its handlers
final class ServiceConnector {
    private final Duration timeout;
    private final Executor resolver;

    /**
     * @param timeout for one connection
     * @param resolver looks up names, which blocks
     */
    ServiceConnector(Duration timeout, Executor resolver) {
        this.timeout = timeout;
        this.resolver = resolver;
    }

    /** Is told once what came of it, on the event loop of the client. */
    interface Caller {
        /** Nothing is read from {@code node} yet. */
        void connected(Target target, Channel node);

        /** There is no connection. */
        void unreachable(Target target, Throwable cause);
    }

    /** Connects to {@code target}. */
    void connect(Target target, Channel client, Caller caller) {
        if (target.literal()) {
            resolveAndConnect(target, client, caller);
        } else {
            resolver.execute(() -> resolveAndConnect(target, client, caller));
        }
    }

    private void resolveAndConnect(Target target, Channel client, Caller caller) {
        try {
            connect(target.resolve(), target, client, caller);
        } catch (IOException e) {
            client.eventLoop().execute(() -> caller.unreachable(target, e));
        }
    }

    private void connect(InetSocketAddress address, Target target, Channel client, Caller caller) {
        new Bootstrap()
                .group(client.eventLoop())
                .channel(client.getClass())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis())
                .handler(new SocketOptions(new ReceiveBuffers()))
                .connect(address)
                .addListener((ChannelFuture future) -> tell(caller, target, future));
    }

    private static void tell(Caller caller, Target target, ChannelFuture future) {
        if (future.isSuccess()) {
            caller.connected(target, future.channel());
        } else {
            caller.unreachable(target, future.cause());
        }
    }
}
