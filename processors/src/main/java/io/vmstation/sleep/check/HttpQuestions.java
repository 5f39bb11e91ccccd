package io.vmstation.sleep.check;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.vmstation.lan.Transports;
import io.vmstation.sleep.check.HttpFinding.Unanswered;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Asks HTTP servers, each question over a connection of its own that is closed after the answer: a
 * connection that is kept would look like somebody's use of the node, and be dead after its sleep.
 * That is also why this is not the client of the JDK, which keeps them for minutes. Redirects are
 * not followed, so no secret goes anywhere but to the server that was meant. Thread-safe.
 */
public final class HttpQuestions {
    private static final int MOST_BYTES = 8 * 1024 * 1024;
    private static final int LONGEST_LINE = 4 * 1024;
    private static final int LONGEST_HEADERS = 64 * 1024;
    private static final int LONGEST_CHUNK = 8 * 1024;

    private final Supplier<Transports> transports;
    private final Executor workers;
    private @Nullable SslContext tls;

    /**
     * @param transports carry the connections; not closed by this object
     * @param workers look up names and read answers; may be held up for a while
     */
    public HttpQuestions(Supplier<Transports> transports, Executor workers) {
        this.transports = requireNonNull(transports, "transports is null");
        this.workers = requireNonNull(workers, "workers is null");
    }

    /**
     * Gets {@code address}, of the scheme http or https, whose certificate must be one that the
     * Java runtime trusts.
     *
     * @param headers sent beside the usual ones; may hold secrets
     * @return completes normally within the time limit, on one of the workers
     */
    CompletableFuture<HttpFinding> get(
            URI address, Map<String, String> headers, Duration timeLimit) {
        CompletableFuture<HttpFinding> finding = new CompletableFuture<>();
        Server server = Server.of(address);
        try {
            workers.execute(() -> connect(server, address, headers, finding));
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(new Unanswered("VMStation is stopping"));
        }
        finding.completeOnTimeout(
                new Unanswered(server + " did not answer within " + timeLimit.toMillis() + " ms"),
                timeLimit.toNanos(),
                NANOSECONDS);
        return finding.thenApplyAsync(found -> found, workers);
    }

    private void connect(
            Server server,
            URI address,
            Map<String, String> headers,
            CompletableFuture<HttpFinding> finding) {
        try {
            SslContext context = server.secure() ? tls() : null;
            ChannelFuture connecting =
                    new Bootstrap()
                            .group(transports.get().group())
                            .channel(transports.get().socket())
                            // The time limit covers the connection and the conversation.
                            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                            .handler(pipeline(server, context, address, headers, finding))
                            .connect(new InetSocketAddress(server.host(), server.port()));
            watch(server, connecting, finding);
        } catch (SSLException | RuntimeException e) {
            finding.complete(new Unanswered(server + " cannot be asked: " + e.getMessage()));
        }
    }

    private static ChannelInitializer<Channel> pipeline(
            Server server,
            @Nullable SslContext context,
            URI address,
            Map<String, String> headers,
            CompletableFuture<HttpFinding> finding) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (context != null) {
                    channel.pipeline().addLast(encryption(context, channel, server));
                }
                channel.pipeline()
                        .addLast(
                                new HttpClientCodec(LONGEST_LINE, LONGEST_HEADERS, LONGEST_CHUNK),
                                new HttpObjectAggregator(MOST_BYTES),
                                new HttpConversation(server.toString(), address, headers, finding));
            }
        };
    }

    private static SslHandler encryption(SslContext context, Channel channel, Server server) {
        SslHandler handler = context.newHandler(channel.alloc(), server.host(), server.port());
        SSLEngine engine = handler.engine();
        SSLParameters parameters = engine.getSSLParameters();
        // Netty 4.1 compares the certificate with the name of the host only when told to.
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return handler;
    }

    private static void watch(
            Server server, ChannelFuture connecting, CompletableFuture<HttpFinding> finding) {
        var unusedConnection =
                connecting.addListener(
                        done -> {
                            if (!done.isSuccess()) {
                                finding.complete(
                                        new Unanswered(
                                                server
                                                        + " cannot be reached: "
                                                        + done.cause().getMessage()));
                            }
                        });
        // An answer, the time limit: whatever ends the question ends the connection.
        var unusedFinding =
                finding.whenComplete(
                        (found, failure) -> {
                            var unused = connecting.channel().close();
                        });
    }

    private synchronized SslContext tls() throws SSLException {
        if (tls == null) {
            tls = SslContextBuilder.forClient().build();
        }
        return tls;
    }

    /** Where to connect to; as text {@code host:port}. */
    private record Server(String host, int port, boolean secure) {
        static Server of(URI address) {
            boolean secure = "https".equalsIgnoreCase(address.getScheme());
            int port = address.getPort() >= 0 ? address.getPort() : secure ? 443 : 80;
            return new Server(String.valueOf(address.getHost()), port, secure);
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }
}
