package io.vmstation.reach;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** The last of the handlers: what no other made sense of means not ready. */
final class Farewell extends ChannelInboundHandlerAdapter {
    private final Verdict verdict;

    Farewell(Verdict verdict) {
        this.verdict = verdict;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        verdict.notReady("closed the connection at once");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        verdict.notReady("broke the connection: " + cause.getMessage());
    }
}
