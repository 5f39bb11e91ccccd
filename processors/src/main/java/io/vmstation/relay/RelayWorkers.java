package io.vmstation.relay;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ThreadFactory;

/** Makes the event loops that all listeners share, so that a connection outlives its route. */
public final class RelayWorkers {
    private RelayWorkers() {}

    /**
     * Whether {@link #create} uses epoll; listeners need {@code nativeTransport} to be the same.
     */
    public static boolean nativeTransport() {
        return Epoll.isAvailable();
    }

    /**
     * Makes event loops, with native epoll where it is there. The caller shuts them down.
     *
     * @param threads at least 1
     */
    public static EventLoopGroup create(int threads) {
        ThreadFactory factory = new DefaultThreadFactory("relay", true);
        return nativeTransport()
                ? new EpollEventLoopGroup(threads, factory)
                : new NioEventLoopGroup(threads, factory);
    }
}
