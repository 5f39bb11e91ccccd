package io.vmstation.relay;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;

/** Sets the options of a channel that carries a client's or a service's bytes. */
final class SocketOptions extends ChannelInboundHandlerAdapter {
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(512 * 1024, 1024 * 1024);

    /**
     * Linux, tcp(7). Once a FIN has come, the native transport reads all that the kernel has,
     * whether the other side can take it or not; the kernel would hoard tens of megabytes.
     */
    private static final ChannelOption<Integer> TCP_WINDOW_CLAMP =
            new IntegerUnixChannelOption("TCP_WINDOW_CLAMP", 6, 10);

    private static final int MOST_UNREAD_BYTES = 1024 * 1024;

    private final ReceiveBuffers buffers;

    SocketOptions(ReceiveBuffers buffers) {
        this.buffers = buffers;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        set(ctx.channel(), buffers);
        ctx.pipeline().remove(this);
    }

    /** Nothing is read from {@code channel} until it is told to. */
    static void set(Channel channel, ReceiveBuffers buffers) {
        ChannelConfig config = channel.config();
        config.setAutoRead(false);
        config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        config.setOption(ChannelOption.TCP_NODELAY, true);
        config.setOption(ChannelOption.SO_KEEPALIVE, true);
        config.setAllocator(PooledByteBufAllocator.DEFAULT);
        config.setRecvByteBufAllocator(buffers);
        config.setWriteBufferWaterMark(WATER_MARK);
        if (channel instanceof EpollSocketChannel) {
            config.setOption(TCP_WINDOW_CLAMP, MOST_UNREAD_BYTES);
        }
    }
}
