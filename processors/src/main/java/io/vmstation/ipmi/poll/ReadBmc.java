package io.vmstation.ipmi.poll;

import static java.util.Objects.requireNonNull;

import io.vmstation.exec.Onward;
import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.spi.ExchangeVariables;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ShutdownPrepared;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * Polls the BMC of the node that the variable {@code node} names, and makes the body what came of
 * it: a {@link BmcReading}, failed ones too, or nothing when its machine sleeps or nobody wants to
 * know any more. Thread-safe; holds no thread while the BMC is read. When the route stops, polls
 * under way end at once, and readings are forgotten, as they would only grow old.
 */
public final class ReadBmc extends AsyncProcessorSupport implements ShutdownPrepared {
    private final BmcPolls polls;
    private final Executor onward;

    /**
     * @param onward a few threads that run the next steps of the route
     */
    public ReadBmc(BmcPolls polls, Executor onward) {
        this.polls = requireNonNull(polls, "polls is null");
        this.onward = new Onward(onward);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        String node = exchange.getVariable(ExchangeVariables.NODE, String.class);
        CompletableFuture<Optional<BmcReading>> reading = polls.poll(String.valueOf(node));
        var unused =
                reading.handle(
                        (read, error) -> {
                            if (error != null) {
                                exchange.setException(error);
                            } else {
                                exchange.getMessage().setBody(read.orElse(null));
                            }
                            onward.execute(() -> callback.done(false));
                            return error;
                        });
        return false;
    }

    /** Of a route that runs, and not, as a stop is, of any that was only tried with this bean. */
    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        polls.rest();
    }
}
