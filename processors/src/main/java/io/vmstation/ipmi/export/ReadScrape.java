package io.vmstation.ipmi.export;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.vmstation.ipmi.export.ScrapeTargets.Decision;
import io.vmstation.ipmi.source.ReadOrder;
import io.vmstation.node.SelEventRule;
import io.vmstation.spi.ExchangeVariables;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the BMC that the query of an HTTP request names, now, as ipmi_exporter does at {@code
 * /ipmi}, into the variable {@code scraped}, a {@link Scraped}. Scrapes of one BMC at the same time
 * share one reading. It takes no longer than Prometheus waits, if that says how long. Thread-safe;
 * holds no thread while it waits.
 */
public final class ReadScrape extends AsyncProcessorSupport {
    private static final Logger log = LoggerFactory.getLogger(ReadScrape.class);
    private static final int MOST_AT_ONCE = 100;
    private static final String TIMEOUT = "X-Prometheus-Scrape-Timeout-Seconds";
    private static final String METER = "vmstation.bmc.scrapes";

    private final ScrapeTargets targets;
    private final MeterRegistry meters;
    private final int mostAtOnce;
    private final SharedReadings readings = new SharedReadings();
    private final AtomicInteger underWay = new AtomicInteger();

    /** Reads what {@code targets} allow. */
    public ReadScrape(ScrapeTargets targets, MeterRegistry meters) {
        this(targets, meters, MOST_AT_ONCE);
    }

    ReadScrape(ScrapeTargets targets, MeterRegistry meters, int mostAtOnce) {
        this.targets = requireNonNull(targets, "targets is null");
        this.meters = requireNonNull(meters, "meters is null");
        this.mostAtOnce = mostAtOnce;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        if (underWay.incrementAndGet() > mostAtOnce) {
            underWay.decrementAndGet();
            end(exchange, tooMany());
            callback.done(true);
            return true;
        }
        // What comes after this may take a moment, which is not to be that of a BMC's connection.
        var unused =
                begun(exchange)
                        .whenCompleteAsync(
                                (scraped, failure) -> {
                                    underWay.decrementAndGet();
                                    if (failure == null) {
                                        end(exchange, scraped);
                                    } else {
                                        fail(exchange, failure);
                                    }
                                    callback.done(false);
                                });
        return false;
    }

    private Scraped tooMany() {
        return new Scraped.Refused(
                503,
                "Limit of concurrent requests reached (%d), try again later."
                        .formatted(mostAtOnce));
    }

    private void end(Exchange exchange, Scraped scraped) {
        String outcome = "read";
        if (scraped instanceof Scraped.Refused refused) {
            outcome = refused.status() == 503 ? "busy" : "refused";
            log.debug(
                    "BMC not read for a scrape: source={}, status={}, reason={}",
                    exchange.getVariable(ExchangeVariables.SOURCE),
                    refused.status(),
                    refused.sentence());
        }
        meters.counter(METER, "outcome", outcome).increment();
        exchange.setVariable(ExchangeVariables.SCRAPED, scraped);
    }

    private void fail(Exchange exchange, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (cause instanceof RejectedExecutionException) {
            end(exchange, tooMany());
        } else {
            exchange.setException(cause);
        }
    }

    private CompletableFuture<Scraped> begun(Exchange exchange) {
        try {
            return begin(
                    header(exchange, Exchange.HTTP_QUERY).orElse(""),
                    header(exchange, TIMEOUT).orElse(""));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static Optional<String> header(Exchange exchange, String name) {
        @Nullable String value = exchange.getMessage().getHeader(name, String.class);
        return Optional.ofNullable(value);
    }

    private CompletableFuture<Scraped> begin(String query, String timeout) {
        ScrapeQuery asked;
        Target target;
        try {
            asked = ScrapeQuery.of(query);
            if (asked.target().isEmpty()) {
                return refused("'target' parameter must be specified");
            }
            target = Target.parse(asked.target());
        } catch (IllegalArgumentException e) {
            return refused(String.valueOf(e.getMessage()));
        }
        return targets.decide(target, asked.module())
                .thenCompose(decision -> carriedOut(decision, timeout));
    }

    private static CompletableFuture<Scraped> refused(String sentence) {
        return CompletableFuture.completedFuture(new Scraped.Refused(400, sentence));
    }

    private CompletableFuture<Scraped> carriedOut(Decision decision, String timeout) {
        if (decision instanceof Decision.Refuse refuse) {
            return CompletableFuture.completedFuture(refuse.refusal());
        }
        Question question = ((Decision.Ask) decision).question();
        ReadOrder order = question.order();
        Duration limit = ScrapeQuery.limit(order.timeLimit(), timeout);
        List<SelEventRule> rules = question.rules();
        Question inTime =
                new Question(
                        question.bmc(),
                        new ReadOrder(
                                order.collectors(),
                                order.excludedSensors(),
                                limit,
                                order.workarounds()),
                        rules,
                        question.way());
        return readings.read(inTime, ScrapeQuery.patience(limit))
                .thenApply(reading -> new Scraped.Read(reading, rules));
    }
}
