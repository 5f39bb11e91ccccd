package io.vmstation.reach;

import io.netty.util.NetUtil;
import io.vmstation.spi.Answer;
import io.vmstation.spi.Answer.AddressAnswers;
import io.vmstation.spi.Answer.PortAccepts;
import io.vmstation.spi.Answer.Ready;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

/**
 * Where the handlers of one connection say what they found; the first word counts.
 *
 * @param target who is asked
 * @param answer what is completed
 */
record Verdict(InetSocketAddress target, CompletableFuture<Answer> answer) {

    void ready() {
        answer.complete(new Ready(target));
    }

    /** Somebody accepted, but: {@code reason} follows the name of the target, "sent no banner". */
    void notReady(String reason) {
        answer.complete(new PortAccepts(NetUtil.toSocketAddressString(target) + " " + reason));
    }

    void refused() {
        answer.complete(
                new AddressAnswers(
                        "connection refused by " + NetUtil.toSocketAddressString(target)));
    }
}
