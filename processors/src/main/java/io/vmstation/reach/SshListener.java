package io.vmstation.reach;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;

/**
 * Waits for a line that begins with {@code SSH-}; a server may send other lines before it (RFC 4253
 * section 4.2).
 */
final class SshListener extends SimpleChannelInboundHandler<ByteBuf> {
    private static final String BANNER = "SSH-";
    private static final int NOT_THIS_LINE = -1;

    private final Verdict verdict;
    private int matched;

    SshListener(Verdict verdict) {
        this.verdict = verdict;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
        while (bytes.isReadable() && matched < BANNER.length()) {
            matched = next((char) (bytes.readByte() & 0xff));
        }
        if (matched == BANNER.length()) {
            verdict.ready();
        }
    }

    private int next(char character) {
        if (character == '\n') {
            return 0;
        }
        return matched != NOT_THIS_LINE && character == BANNER.charAt(matched)
                ? matched + 1
                : NOT_THIS_LINE;
    }
}
