package io.vmstation.relay;

import io.micrometer.core.instrument.Counter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Passes on what one side of a relayed connection says, no faster than the other side takes it.
 * Belongs to the event loop that both sides share.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel reports its failures to its handlers
final class Pump extends ChannelInboundHandlerAdapter {
    private final Relay relay;
    private final Channel from;
    private final Channel to;
    private final Counter counter;
    private final AtomicLong passed = new AtomicLong();

    Pump(Relay relay, Channel from, Channel to, Counter counter) {
        this.relay = relay;
        this.from = from;
        this.to = to;
        this.counter = counter;
    }

    /** Bytes passed on so far; on any thread. */
    long passed() {
        return passed.get();
    }

    /** Passes {@code bytes} on, which were read from this side earlier. */
    void pass(ByteBuf bytes) {
        int length = bytes.readableBytes();
        passed.lazySet(passed.get() + length);
        counter.increment(length);
        relay.used();
        to.write(bytes, to.voidPromise());
    }

    /** This side says no more: tells the other side once all that was said has been passed on. */
    void end() {
        relay.ended(from, to);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        pass((ByteBuf) message);
        if (!to.isWritable()) {
            to.flush();
            from.config().setAutoRead(to.isWritable());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        to.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        to.config().setAutoRead(from.isWritable());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            end();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        relay.failed(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        relay.gone();
    }
}
