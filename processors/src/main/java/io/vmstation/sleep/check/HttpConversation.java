package io.vmstation.sleep.check;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.vmstation.sleep.check.HttpFinding.Answered;
import io.vmstation.sleep.check.HttpFinding.Unanswered;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Sends one {@code GET} and waits for the answer. Belongs to the event loop of its channel. */
final class HttpConversation extends SimpleChannelInboundHandler<FullHttpResponse> {
    private final String server;
    private final URI address;
    private final Map<String, String> headers;
    private final CompletableFuture<HttpFinding> finding;

    HttpConversation(
            String server,
            URI address,
            Map<String, String> headers,
            CompletableFuture<HttpFinding> finding) {
        this.server = server;
        this.address = address;
        this.headers = headers;
        this.finding = finding;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        // Over TLS this waits in the SslHandler until the certificate was found good.
        var unused =
                context.writeAndFlush(request())
                        .addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    }

    private FullHttpRequest request() {
        String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
        String path = address.getRawPath();
        FullHttpRequest request =
                new DefaultFullHttpRequest(
                        HttpVersion.HTTP_1_1,
                        HttpMethod.GET,
                        (path == null || path.isEmpty() ? "/" : path) + query);
        request.headers()
                .set(HttpHeaderNames.HOST, address.getRawAuthority())
                .set(HttpHeaderNames.USER_AGENT, "VMStation")
                .set(HttpHeaderNames.ACCEPT, "application/json, */*;q=0.5")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        headers.forEach(request.headers()::set);
        return request;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
        if (response.decoderResult().isFailure()) {
            finding.complete(new Unanswered(server + " does not speak HTTP"));
        } else if (response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
            finding.complete(
                    new Answered(
                            response.status().code(),
                            date(response.headers().get(HttpHeaderNames.DATE)),
                            response.content().toString(StandardCharsets.UTF_8)));
        }
    }

    private static Optional<Instant> date(@Nullable String written) {
        try {
            return Optional.ofNullable(written)
                    .map(text -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
            finding.complete(
                    new Unanswered(
                            server
                                    + " did not show that it is who it should be: "
                                    + handshake.cause().getMessage()));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        finding.complete(
                new Unanswered(
                        cause instanceof TooLongFrameException
                                ? server + " sends more than an answer may be long"
                                : server + " broke off: " + cause.getMessage()));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        finding.complete(new Unanswered(server + " hung up before it had answered"));
    }
}
