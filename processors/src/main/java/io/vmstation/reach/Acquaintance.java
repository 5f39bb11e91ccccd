package io.vmstation.reach;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/** The first to see a new connection: tells whom we met, and listens only for so long. */
final class Acquaintance extends ChannelInboundHandlerAdapter {
    static final int LIMIT = 64 * 1024;

    private final Verdict verdict;
    private int received;

    Acquaintance(Verdict verdict) {
        this.verdict = verdict;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        // TCP's simultaneous open: a local port that nobody listens on, drawn as our own.
        if (verdict.target().equals(context.channel().localAddress())) {
            verdict.refused();
        } else {
            context.fireChannelActive();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            received += bytes.readableBytes();
        }
        if (received > LIMIT) {
            ReferenceCountUtil.release(message);
            verdict.notReady("sent more than 64 KiB that made no sense");
        } else {
            context.fireChannelRead(message);
        }
    }
}
