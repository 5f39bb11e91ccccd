package io.vmstation.reach;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpClientCodec;
import io.vmstation.node.Readiness;
import java.util.List;

/**
 * How to find out, over a new connection, whether a service is ready.
 *
 * @param expects what is missing when the time is up, "sent no SSH banner"
 * @param handlers in the order of the pipeline
 */
record Conversation(String expects, List<ChannelHandler> handlers) {
    private static final int LONGEST_LINE = 4 * 1024;
    private static final int LONGEST_HEADERS = 16 * 1024;
    private static final int LONGEST_CHUNK = 8 * 1024;

    static Conversation about(Readiness readiness, Verdict verdict) {
        if (readiness instanceof Readiness.Http http) {
            return new Conversation(
                    "sent no complete HTTP answer",
                    List.of(
                            new HttpClientCodec(LONGEST_LINE, LONGEST_HEADERS, LONGEST_CHUNK),
                            new HttpQuestion(http, verdict)));
        }
        if (readiness instanceof Readiness.SshBanner) {
            return new Conversation("sent no SSH banner", List.of(new SshListener(verdict)));
        }
        return new Conversation("did not accept the connection", List.of(new Contentment(verdict)));
    }

    /** A connection is all that it takes. */
    private static final class Contentment extends ChannelInboundHandlerAdapter {
        private final Verdict verdict;

        Contentment(Verdict verdict) {
            this.verdict = verdict;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            verdict.ready();
        }
    }
}
