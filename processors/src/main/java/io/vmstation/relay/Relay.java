package io.vmstation.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.vmstation.spi.ClientConnections.ClientConnection;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client and a service that talk to each other through us. A half-close of one side is passed on
 * to the other, a reset too, so that an abort never looks like an end. Belongs to the event loop
 * that both channels share.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel reports its failures to its handlers
final class Relay {
    private static final Logger log = LoggerFactory.getLogger(Relay.class);

    private final Hold hold;
    private final Optional<String> nodeName;
    private final Target target;
    private final Channel client;
    private final Channel node;
    private final Duration idleTimeout;
    private final Pump toNode;
    private final Pump toClient;
    private final Instant since = Instant.now();
    private final AtomicLong lastUse = new AtomicLong(System.nanoTime());
    private @Nullable Future<?> idleCheck;
    private int ended;
    private boolean over;

    /**
     * @param hold of the client, over
     * @param nodeName to which node it leads, if its route has said so
     * @param idleTimeout zero: never
     */
    Relay(
            Hold hold,
            Optional<String> nodeName,
            Target target,
            Channel client,
            Channel node,
            Duration idleTimeout) {
        this.hold = hold;
        this.nodeName = nodeName;
        this.target = target;
        this.client = client;
        this.node = node;
        this.idleTimeout = idleTimeout;
        this.toNode = new Pump(this, client, node, hold.meters().bytesToNode());
        this.toClient = new Pump(this, node, client, hold.meters().bytesToClient());
    }

    /**
     * Begins.
     *
     * @param early what the client has said already; taken over
     * @param clientEnded whether it has said that this was all
     * @param relays keeps this one until both channels are closed
     */
    void start(ByteBuf early, boolean clientEnded, Relays relays) {
        relays.add(this);
        hold.leave();
        hold.meters().opened();
        client.closeFuture()
                .addListener(
                        closed -> node.closeFuture().addListener(bothClosed -> forget(relays)));
        client.pipeline().addLast(toNode);
        node.pipeline().addLast(toClient);
        toNode.pass(early);
        node.flush();
        if (clientEnded) {
            toNode.end();
        }
        client.config().setAutoRead(true);
        node.config().setAutoRead(true);
        if (!idleTimeout.isZero()) {
            watchIdleness(idleTimeout.toNanos());
        }
    }

    /** What it looks like now; on any thread. */
    OpenConnection describe() {
        return new OpenConnection(
                hold.route(),
                hold.source(),
                target.toString(),
                since,
                toNode.passed(),
                toClient.passed());
    }

    /** The same for those who only count; on any thread. */
    ClientConnection asClient() {
        return new ClientConnection(
                hold.route(),
                hold.source(),
                hold.since(),
                toNode.passed() + toClient.passed(),
                Instant.now().minusNanos(System.nanoTime() - lastUse.get()));
    }

    /** Name of the node that it leads to, if it is known; on any thread. */
    Optional<String> node() {
        return nodeName;
    }

    /** Who the client is; on any thread. */
    String source() {
        return hold.source();
    }

    /** Ends it at once, as an abort; on any thread. */
    void cut() {
        client.eventLoop().execute(this::reset);
    }

    /** A byte went through. */
    void used() {
        lastUse.lazySet(System.nanoTime());
    }

    /** {@code from} says no more. */
    void ended(Channel from, Channel to) {
        to.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(
                        (ChannelFuture flushed) -> {
                            if (flushed.isSuccess()) {
                                passEndOn(to);
                            } else {
                                reset();
                            }
                        });
    }

    /** Something went wrong with one of the channels. */
    void failed(Throwable cause) {
        if (!(cause instanceof IOException)) {
            log.warn("Relayed connection failed: connection={}", describe(), cause);
        }
        reset();
    }

    /** One of the channels is closed. */
    void gone() {
        reset();
    }

    private void passEndOn(Channel to) {
        ended++;
        if (ended < 2) {
            ((DuplexChannel) to).shutdownOutput();
        } else {
            close();
        }
    }

    private void watchIdleness(long nanos) {
        idleCheck = client.eventLoop().schedule(this::checkIdleness, nanos, TimeUnit.NANOSECONDS);
    }

    private void checkIdleness() {
        long left = idleTimeout.toNanos() - (System.nanoTime() - lastUse.get());
        if (over) {
            return;
        }
        if (left > 0) {
            watchIdleness(left);
        } else {
            log.debug("Idle connection closed: connection={}", describe());
            close();
        }
    }

    private void forget(Relays relays) {
        if (idleCheck != null) {
            idleCheck.cancel(false);
        }
        hold.meters().closed();
        relays.remove(this);
    }

    private void close() {
        over = true;
        client.close();
        node.close();
    }

    private void reset() {
        if (!over) {
            over = true;
            reset(client);
            reset(node);
        }
    }

    private static void reset(Channel channel) {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
        }
    }
}
