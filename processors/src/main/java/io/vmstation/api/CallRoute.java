package io.vmstation.api;

import io.vmstation.spi.ClusterRun;
import io.vmstation.spi.ExchangeVariables;
import io.vmstation.spi.PowerReport;
import io.vmstation.spi.RequestFailure;
import io.vmstation.spi.SleepAttempt;
import io.vmstation.spi.SleepReport;
import io.vmstation.spi.WakePlan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the route that the variable {@code route} names, with the variables of a request, in an
 * exchange of its own. Goes on when that has ended, or, unless the variable {@code wait} is true or
 * it is a dry run, a moment after it began: what is answered at once needs no second request. A
 * client that goes away changes nothing of what it began. Thread-safe; holds no thread while it
 * waits.
 */
public final class CallRoute extends AsyncProcessorSupport {
    /** Name of the variable that says whether to wait for the end: boolean. */
    static final String WAIT = "wait";

    private static final Logger log = LoggerFactory.getLogger(CallRoute.class);
    private static final String ROUTE = "route";
    private static final String OUTCOME = "calledRoute";
    private static final Duration MOMENT = Duration.ofMillis(250);
    private static final int RETRY_AFTER_SECONDS = 30;
    private static final List<String> HANDED_ON =
            List.of(
                    ExchangeVariables.NODE,
                    ExchangeVariables.SERVICE,
                    ExchangeVariables.CAUSE,
                    ExchangeVariables.SOURCE,
                    ExchangeVariables.DRY_RUN,
                    ExchangeVariables.ACTION,
                    ExchangeVariables.FORCE,
                    ExchangeVariables.CLUSTER);

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        long began = System.nanoTime();
        Exchange call = request(exchange);
        String route = text(exchange, ROUTE).orElse("");
        CompletableFuture<Exchange> ended = call(exchange.getContext(), route, call);
        boolean wait = flag(exchange, WAIT) || flag(exchange, ExchangeVariables.DRY_RUN);
        CompletableFuture<Exchange> enough =
                wait
                        ? ended
                        : ended.copy()
                                .completeOnTimeout(call, MOMENT.toMillis(), TimeUnit.MILLISECONDS);
        var unused =
                enough.whenCompleteAsync(
                        (same, error) -> {
                            exchange.setProperty(OUTCOME, outcome(call, ended.isDone(), began));
                            callback.done(false);
                        });
        return false;
    }

    /** What the step of this kind found, earlier in the same route. */
    static Called outcome(Exchange exchange) {
        @Nullable Called called = exchange.getProperty(OUTCOME, Called.class);
        if (called == null) {
            throw new RequestFailure(
                    "the step callRoute must come before this one", RETRY_AFTER_SECONDS);
        }
        return called;
    }

    /**
     * Sends an exchange through a route.
     *
     * @param route its endpoint, {@code direct:wake-node}
     * @return the same exchange when it has ended, however it did; completes normally
     */
    public static CompletableFuture<Exchange> call(
            CamelContext context, String route, Exchange call) {
        CompletableFuture<Exchange> ended = new CompletableFuture<>();
        try {
            // A route that is not there is a reason to give up, not to block this thread.
            Endpoint endpoint = context.getEndpoint(route + "?block=false");
            AsyncProducer producer = endpoint.createAsyncProducer();
            producer.start();
            producer.process(
                    call,
                    sync -> {
                        producer.stop();
                        ended.complete(call);
                    });
        } catch (Exception e) {
            call.setException(e);
            ended.complete(call);
        }
        return ended;
    }

    /**
     * How far a call has come.
     *
     * @param began by {@link System#nanoTime}
     */
    public static Called outcome(Exchange call, boolean ended, long began) {
        Optional<String> sleep =
                Optional.ofNullable(call.getVariable(ExchangeVariables.SLEEP, SleepAttempt.class))
                        .map(SleepAttempt::id);
        Optional<PowerReport> power =
                Optional.ofNullable(call.getVariable(ExchangeVariables.POWER, PowerReport.class));
        Integer retryAfter = call.getVariable(ExchangeVariables.RETRY_AFTER, Integer.class);
        return new Called(
                text(call, ExchangeVariables.NODE).orElse(""),
                text(call, ExchangeVariables.SERVICE).orElse(""),
                ended,
                Duration.ofNanos(System.nanoTime() - began),
                text(call, ExchangeVariables.WAKE).or(() -> sleep),
                text(call, ExchangeVariables.TARGET),
                ended ? failure(call) : Optional.empty(),
                retryAfter == null ? RETRY_AFTER_SECONDS : retryAfter,
                Optional.ofNullable(call.getVariable(ExchangeVariables.PLAN, WakePlan.class)),
                Optional.ofNullable(call.getVariable(ExchangeVariables.REPORT, SleepReport.class)),
                power,
                Optional.ofNullable(
                        call.getVariable(ExchangeVariables.RECONCILED, ClusterRun.class)));
    }

    private static Exchange request(Exchange exchange) {
        Exchange call = new DefaultExchange(exchange.getContext());
        for (String variable : HANDED_ON) {
            @Nullable Object value = exchange.getVariable(variable);
            if (value != null) {
                call.setVariable(variable, value);
            }
        }
        return call;
    }

    private static boolean flag(Exchange exchange, String variable) {
        return Boolean.TRUE.equals(exchange.getVariable(variable, Boolean.class));
    }

    private static Optional<String> failure(Exchange call) {
        Exception thrown = call.getException();
        if (thrown instanceof RequestFailure failure) {
            return Optional.of(String.valueOf(failure.getMessage()));
        }
        if (thrown != null) {
            log.warn(
                    "A call of the API broke off: node={}, reason={}",
                    text(call, ExchangeVariables.NODE).orElse(""),
                    thrown.toString());
            return Optional.of(
                    "It could not be done: the log says why, or its route is switched off");
        }
        return text(call, ExchangeVariables.FAILURE);
    }

    private static Optional<String> text(Exchange exchange, String variable) {
        return Optional.ofNullable(exchange.getVariable(variable, String.class))
                .filter(text -> !text.isBlank());
    }
}
