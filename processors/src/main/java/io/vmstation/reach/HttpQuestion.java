package io.vmstation.reach;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vmstation.node.Readiness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;

/** Sends one {@code GET} and compares the answer with what is expected; follows no redirect. */
final class HttpQuestion extends SimpleChannelInboundHandler<HttpObject> {
    private final Readiness.Http expected;
    private final Verdict verdict;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    HttpQuestion(Readiness.Http expected, Verdict verdict) {
        this.expected = expected;
        this.verdict = verdict;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        HttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, expected.path());
        request.headers()
                .set(
                        HttpHeaderNames.HOST,
                        HttpUtil.formatHostnameForHttp(verdict.target()) + port())
                .set(HttpHeaderNames.USER_AGENT, "VMStation")
                .set(HttpHeaderNames.ACCEPT, "*/*")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        var unused =
                context.writeAndFlush(request)
                        .addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
        context.fireChannelActive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) throws IOException {
        if (part.decoderResult().isFailure()) {
            verdict.notReady("does not speak HTTP");
            return;
        }
        if (part instanceof HttpResponse response) {
            head(response.status().code());
        }
        if (part instanceof HttpContent content) {
            ByteBuf bytes = content.content();
            bytes.readBytes(body, bytes.readableBytes());
            if (part instanceof LastHttpContent && expected.body().isPresent()) {
                compare(expected.body().get());
            }
        }
    }

    private void head(int status) {
        if (HttpStatusClass.valueOf(status) == HttpStatusClass.INFORMATIONAL) {
            return;
        }
        if (!expected.statuses().contains(status)) {
            verdict.notReady(
                    "answers with HTTP status "
                            + status
                            + " instead of "
                            + new TreeSet<>(expected.statuses()));
        } else if (expected.body().isEmpty()) {
            verdict.ready();
        }
    }

    private void compare(String wanted) {
        if (body.toString(StandardCharsets.UTF_8).strip().equals(wanted.strip())) {
            verdict.ready();
        } else {
            verdict.notReady("answers with another body than expected");
        }
    }

    private String port() {
        return ":" + verdict.target().getPort();
    }
}
