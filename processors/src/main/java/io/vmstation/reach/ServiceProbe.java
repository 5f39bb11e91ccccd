package io.vmstation.reach;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.vmstation.lan.Transports;
import io.vmstation.node.Readiness;
import io.vmstation.spi.Answer;
import io.vmstation.spi.Answer.AddressAnswers;
import io.vmstation.spi.Answer.PortAccepts;
import io.vmstation.spi.Answer.Silent;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * One connection to one port, from connecting to the answer. Whatever completes the answer, first
 * of all its time-out, closes the connection.
 */
final class ServiceProbe {
    private final InetSocketAddress target;
    private final Readiness readiness;
    private final Duration patience;
    private final Runnable signOfLife;
    private final Verdict verdict;

    ServiceProbe(
            InetSocketAddress target, Readiness readiness, Duration patience, Runnable signOfLife) {
        this.target = target;
        this.readiness = readiness;
        this.patience = patience;
        this.signOfLife = signOfLife;
        this.verdict = new Verdict(target, new CompletableFuture<>());
    }

    CompletableFuture<Answer> start(Transports transports) {
        try {
            EventLoop loop = transports.group().next();
            loop.execute(() -> connect(loop, transports));
        } catch (RejectedExecutionException e) {
            stopping();
        }
        return verdict.answer();
    }

    private void connect(EventLoop loop, Transports transports) {
        if (verdict.answer().isDone()) {
            return;
        }
        Conversation conversation = Conversation.about(readiness, verdict);
        ChannelFuture connecting =
                new Bootstrap()
                        .group(loop)
                        .channel(transports.socket())
                        // Our own timer covers the connection and the conversation.
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                        .handler(pipeline(conversation))
                        .connect(target);
        var unused =
                connecting.addListener(
                        done -> {
                            if (done.isSuccess()) {
                                signOfLife.run();
                            } else {
                                verdict.answer().complete(whyNotConnected(done.cause()));
                            }
                        });
        Channel channel = connecting.channel();
        closeOnceAnswered(channel);
        limit(loop, channel, conversation);
    }

    private void closeOnceAnswered(Channel channel) {
        var unused =
                verdict.answer()
                        .whenComplete(
                                (answer, failure) -> {
                                    var unusedFuture = channel.close();
                                });
    }

    private ChannelInitializer<Channel> pipeline(Conversation conversation) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new Acquaintance(verdict));
                conversation.handlers().forEach(channel.pipeline()::addLast);
                channel.pipeline().addLast(new Farewell(verdict));
            }
        };
    }

    private void limit(EventLoop loop, Channel channel, Conversation conversation) {
        try {
            ScheduledFuture<?> timer =
                    loop.schedule(
                            () -> giveUp(channel, conversation), patience.toMillis(), MILLISECONDS);
            var unused = verdict.answer().whenComplete((answer, failure) -> timer.cancel(false));
        } catch (RejectedExecutionException e) {
            stopping();
        }
    }

    private void stopping() {
        verdict.answer().complete(new Silent("VMStation is stopping"));
    }

    private void giveUp(Channel channel, Conversation conversation) {
        String within = " within " + patience.toMillis() + " ms";
        if (channel.isActive()) {
            verdict.notReady(conversation.expects() + within);
        } else {
            verdict.answer().complete(new Silent(name() + " did not answer" + within));
        }
    }

    private Answer whyNotConnected(Throwable cause) {
        if (Refusals.isReset(cause)) {
            return new PortAccepts(name() + " reset the connection at once");
        }
        return Refusals.isRefusal(cause)
                ? new AddressAnswers("connection refused by " + name())
                : new Silent(name() + " cannot be reached: " + cause.getMessage());
    }

    private String name() {
        return NetUtil.toSocketAddressString(target);
    }
}
