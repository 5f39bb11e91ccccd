package io.vmstation.lan;

import static java.util.Objects.requireNonNull;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Netty's event loops and the classes of channels that run on them.
 *
 * @param group the event loops; daemon threads
 * @param socket for connections that we open
 * @param server for ports that we listen on
 */
public record Transports(
        EventLoopGroup group,
        Class<? extends SocketChannel> socket,
        Class<? extends ServerSocketChannel> server)
        implements AutoCloseable {
    private static final long CLOSE_WITHIN_SECONDS = 5;

    public Transports {
        requireNonNull(group, "group is null");
        requireNonNull(socket, "socket is null");
        requireNonNull(server, "server is null");
    }

    /**
     * Starts event loops on epoll where the native library is there, else on NIO.
     *
     * @param threads positive
     * @param name begins the names of the threads
     */
    public static Transports start(int threads, String name) {
        ThreadFactory factory = new DefaultThreadFactory(name, true);
        return Epoll.isAvailable() ? epoll(threads, factory) : nio(threads, factory);
    }

    /** Whether these are epoll's; whoever lends the group to somebody must say which kind it is. */
    public boolean isNative() {
        return group instanceof EpollEventLoopGroup;
    }

    static Transports epoll(int threads, ThreadFactory factory) {
        return new Transports(
                new EpollEventLoopGroup(threads, factory),
                EpollSocketChannel.class,
                EpollServerSocketChannel.class);
    }

    static Transports nio(int threads, ThreadFactory factory) {
        return new Transports(
                new NioEventLoopGroup(threads, factory),
                NioSocketChannel.class,
                NioServerSocketChannel.class);
    }

    /** Ends the event loops and closes what is open on them; returns at once. */
    @Override
    public void close() {
        var unused = group.shutdownGracefully(0, CLOSE_WITHIN_SECONDS, TimeUnit.SECONDS);
    }
}
