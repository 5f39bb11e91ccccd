package io.vmstation.wake;

import io.vmstation.spi.ExchangeVariables;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;

/**
 * Waits until the service that was asked for is ready for a client, and sets the variable {@code
 * target} to where it is; without a service, waits for the machine. Thread-safe.
 */
public final class AwaitService extends AwaitStep {
    @Override
    CompletableFuture<?> begin(Exchange exchange) {
        Attempt attempt = attempt(exchange);
        return attempt.serviceReady()
                .thenAccept(
                        at -> {
                            if (attempt.request().service().isPresent()) {
                                exchange.setVariable(ExchangeVariables.TARGET, hostAndPort(at));
                            }
                        });
    }

    private static String hostAndPort(InetSocketAddress at) {
        String host = at.getHostString();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + at.getPort();
    }
}
