package io.vmstation.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.vmstation.spi.ClientConnections.ClientConnection;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client that waits: its route is started, what it says is kept within bounds, and in the end it
 * is relayed, told why not, or found to have left. Belongs to the client's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel reports its failures to its handlers
final class HeldConnection extends ChannelInboundHandlerAdapter implements ServiceConnector.Caller {
    private static final Logger log = LoggerFactory.getLogger(HeldConnection.class);
    private static final int MOST_RESTARTS = 5;
    private static final WakeOutcome.Failed STOPPING =
            new WakeOutcome.Failed("This host is stopping, try again soon.", 5);

    private final Channel channel;
    private final Listener listener;
    private final Hold hold;
    private final ReceiveBuffers buffers;
    private final EarlyBytes early;
    private volatile @Nullable RouteCall call;
    private int restarts;
    private boolean inputEnded;
    private boolean mayShowWaitingPage;

    HeldConnection(Channel channel, Listener listener, Hold hold, ReceiveBuffers buffers) {
        this.channel = channel;
        this.listener = listener;
        this.hold = hold;
        this.buffers = buffers;
        this.early = new EarlyBytes(listener.settings().holdBuffer(), hold.limits());
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        RelaySettings settings = listener.settings();
        if (settings.minHold().isZero()) {
            startRoute();
        } else {
            channel.eventLoop()
                    .schedule(this::startRoute, settings.minHold().toNanos(), TimeUnit.NANOSECONDS);
        }
        if (settings.waitingPage()) {
            channel.eventLoop()
                    .schedule(
                            this::allowWaitingPage,
                            settings.waitingPageAfter().toNanos(),
                            TimeUnit.NANOSECONDS);
        }
        readMore();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (!early.add(bytes)) {
                leave(HoldOutcome.REFUSED);
                return;
            }
        } finally {
            bytes.release();
        }
        startRoute();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        readMore();
        showWaitingPage();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            if (early.isEmpty()) {
                leave(call == null ? HoldOutcome.IGNORED : HoldOutcome.ABANDONED);
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            log.warn("Held connection failed: route={}", hold.route(), cause);
        }
        leave(call == null ? HoldOutcome.IGNORED : HoldOutcome.ABANDONED);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        leave(call == null ? HoldOutcome.IGNORED : HoldOutcome.ABANDONED);
    }

    /** Name of the node that it waits for, once it is known; on any thread. */
    Optional<String> node() {
        RouteCall current = call;
        return current == null ? Optional.empty() : current.node();
    }

    /** What it looks like now; on any thread. */
    ClientConnection describe() {
        return new ClientConnection(hold.route(), hold.source(), hold.since(), 0, Instant.now());
    }

    /** The host stops: tells the client so. On any thread. */
    void stop() {
        inEventLoop(() -> fail(STOPPING));
    }

    private void readMore() {
        if (hold.lasts() && !inputEnded) {
            buffers.hold(early.room());
            if (early.room() > 0) {
                channel.read();
            }
        }
    }

    private void startRoute() {
        if (call == null && hold.lasts()) {
            call =
                    listener.currentCalls()
                            .start(hold.source(), outcome -> inEventLoop(() -> serve(outcome)));
        }
    }

    private void inEventLoop(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            log.debug("Client is gone, the host has stopped: route={}", hold.route());
        }
    }

    private void serve(WakeOutcome outcome) {
        if (!hold.lasts()) {
            return;
        }
        if (outcome instanceof WakeOutcome.Ready ready) {
            listener.connector().connect(ready.target(), channel, this);
        } else if (outcome instanceof WakeOutcome.Failed failed) {
            fail(failed);
        } else if (outcome instanceof WakeOutcome.Interrupted) {
            startRouteAgain();
        }
    }

    private void startRouteAgain() {
        if (restarts++ == MOST_RESTARTS) {
            fail(WakeOutcome.unserved(WakeOutcome.RETRY_AFTER_SECONDS));
            return;
        }
        call = null;
        channel.eventLoop().schedule(this::startRoute, 1, TimeUnit.SECONDS);
    }

    @Override
    public void connected(Target target, Channel node) {
        if (hold.lasts()) {
            relay(target, node);
        } else {
            node.close();
        }
    }

    private void relay(Target target, Channel node) {
        hold.end(HoldOutcome.SERVED);
        buffers.relay();
        Relay relay =
                new Relay(hold, node(), target, channel, node, listener.settings().idleTimeout());
        channel.pipeline().remove(this);
        relay.start(early.take(), inputEnded, listener.relays());
    }

    @Override
    public void unreachable(Target target, Throwable cause) {
        if (hold.lasts()) {
            log.warn(
                    "Service did not accept a connection: route={}, target={}, reason={}",
                    hold.route(),
                    target,
                    cause.toString());
            fail(
                    new WakeOutcome.Failed(
                            "The service behind this address did not accept the connection.",
                            WakeOutcome.RETRY_AFTER_SECONDS));
        }
    }

    private void fail(WakeOutcome.Failed failed) {
        if (hold.lasts()) {
            forgetCall();
            hold.end(HoldOutcome.FAILED);
            channel.pipeline().replace(this, null, new Farewell(early, inputEnded, hold, failed));
        }
    }

    private void allowWaitingPage() {
        mayShowWaitingPage = true;
        showWaitingPage();
    }

    private void showWaitingPage() {
        if (!mayShowWaitingPage || !hold.lasts()) {
            return;
        }
        HttpHead.of(early.peek())
                .filter(head -> head.complete() && head.wantsHtml() && head.method().equals("GET"))
                .ifPresent(this::showWaitingPage);
    }

    private void showWaitingPage(HttpHead head) {
        forgetCall();
        hold.end(HoldOutcome.WAITING_PAGE);
        early.release();
        LingeringClose close = new LingeringClose(inputEnded);
        channel.pipeline().replace(this, null, close);
        close.say(HttpReply.waitingPage(head));
    }

    private void leave(HoldOutcome outcome) {
        if (hold.lasts()) {
            forgetCall();
            early.release();
            hold.leave();
            hold.end(outcome);
            channel.close();
        }
    }

    private void forgetCall() {
        RouteCall current = call;
        if (current != null) {
            current.leave();
        }
    }
}
