package io.vmstation.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Tells a client why it is not served: an HTTP client by an answer, others by a clean close. A
 * failure may be known before a client that has just connected had the time to speak, so it is
 * given a moment. Belongs to the client's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel reports its failures to its handlers
final class Farewell extends ChannelInboundHandlerAdapter {
    /** Within this time of connecting an HTTP client has sent its request line. */
    private static final Duration TIME_TO_SPEAK = Duration.ofMillis(500);

    private final EarlyBytes early;
    private final Hold hold;
    private final WakeOutcome.Failed failed;
    private boolean inputEnded;
    private boolean over;

    Farewell(EarlyBytes early, boolean inputEnded, Hold hold, WakeOutcome.Failed failed) {
        this.early = early;
        this.inputEnded = inputEnded;
        this.hold = hold;
        this.failed = failed;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        Duration left = TIME_TO_SPEAK.minus(hold.age());
        if (left.isNegative() || left.isZero() || !undecided()) {
            say(ctx);
        } else {
            ctx.executor().schedule(() -> say(ctx), left.toNanos(), TimeUnit.NANOSECONDS);
            ctx.read();
        }
    }

    private boolean undecided() {
        return !inputEnded
                && early.room() > 0
                && HttpHead.of(early.peek()).filter(HttpHead::complete).isEmpty()
                && (HttpHead.of(early.peek()).isPresent() || HttpHead.mayFollow(early.peek()));
    }

    private void say(ChannelHandlerContext ctx) {
        if (over) {
            return;
        }
        over = true;
        Optional<HttpHead> request = HttpHead.of(early.peek());
        early.release();
        LingeringClose close = new LingeringClose(inputEnded);
        ctx.pipeline().replace(this, null, close);
        ByteBuf lastWord =
                request.map(head -> HttpReply.failure(head, failed)).orElse(Unpooled.EMPTY_BUFFER);
        close.say(lastWord);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (!early.add(bytes)) {
                ctx.close();
            }
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (undecided()) {
            ctx.read();
        } else {
            say(ctx);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            say(ctx);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!over) {
            over = true;
            early.release();
        }
    }
}
