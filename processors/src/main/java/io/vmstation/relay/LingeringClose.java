package io.vmstation.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Says the last word and closes with a FIN. A socket that is closed while bytes wait in it sends a
 * RST, which makes the other side forget the last word unread; so what still comes is thrown away
 * for a while, until the other side closes too. Belongs to the channel's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel reports its failures to its handlers
final class LingeringClose extends ChannelInboundHandlerAdapter {
    private static final int LONGEST_SECONDS = 2;
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private @Nullable ChannelHandlerContext ctx;
    private boolean inputEnded;
    private int thrownAway;

    /**
     * @param inputEnded whether the other side has closed already
     */
    LingeringClose(boolean inputEnded) {
        this.inputEnded = inputEnded;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
    }

    /** Writes {@code lastWord}, which may be empty, and closes; once, after it was added. */
    void say(ByteBuf lastWord) {
        ChannelHandlerContext context = ctx;
        if (context == null) {
            lastWord.release();
            return;
        }
        context.channel()
                .eventLoop()
                .schedule(() -> context.close(), LONGEST_SECONDS, TimeUnit.SECONDS);
        context.writeAndFlush(lastWord.isReadable() ? lastWord : Unpooled.EMPTY_BUFFER)
                .addListener((ChannelFuture written) -> shutDownOutput(written.channel()));
    }

    private void shutDownOutput(Channel channel) {
        if (inputEnded || !channel.isActive()) {
            channel.close();
            return;
        }
        ((DuplexChannel) channel).shutdownOutput();
        channel.config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        thrownAway += ((ByteBuf) message).readableBytes();
        ReferenceCountUtil.release(message);
        if (thrownAway > MOST_BYTES) {
            context.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            if (((DuplexChannel) context.channel()).isOutputShutdown()) {
                context.close();
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
