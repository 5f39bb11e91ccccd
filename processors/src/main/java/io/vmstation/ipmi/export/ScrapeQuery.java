package io.vmstation.ipmi.export;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a scrape asks for. Of parameters that stand there twice the first one counts, those that are
 * not known do not.
 *
 * @param target empty when there is none
 * @param module absent when there is none
 */
record ScrapeQuery(String target, Optional<String> module) {
    private static final int MOST_PARAMETERS = 64;
    private static final Duration MARGIN = Duration.ofSeconds(1);
    private static final Duration GRACE = Duration.ofMillis(500);
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final String NUMBER = "\\d{1,6}(\\.\\d{1,9})?";

    /**
     * Reads the query of a URL.
     *
     * @throws IllegalArgumentException when it is not encoded as it should be
     */
    static ScrapeQuery of(String query) {
        Map<String, List<String>> parameters =
                new QueryStringDecoder(query, StandardCharsets.UTF_8, false, MOST_PARAMETERS)
                        .parameters();
        return new ScrapeQuery(
                first(parameters, "target").orElse(""),
                first(parameters, "module").filter(module -> !module.isEmpty()));
    }

    private static Optional<String> first(Map<String, List<String>> parameters, String name) {
        return parameters.getOrDefault(name, List.of()).stream().findFirst();
    }

    /**
     * How long a reading may take so that Prometheus still hears of it.
     *
     * @param scrapeTimeout the header {@code X-Prometheus-Scrape-Timeout-Seconds}; empty or
     *     unreadable: it says nothing
     */
    static Duration limit(Duration own, String scrapeTimeout) {
        if (!scrapeTimeout.matches(NUMBER)) {
            return own;
        }
        Duration theirs = Duration.ofMillis((long) (Double.parseDouble(scrapeTimeout) * 1000));
        Duration half = theirs.dividedBy(2);
        Duration less = theirs.minus(MARGIN);
        Duration possible = longer(SHORTEST, longer(less, half));
        return possible.compareTo(own) < 0 ? possible : own;
    }

    /** How long to wait for a reading of that limit: a little longer, so that parts arrive. */
    static Duration patience(Duration limit) {
        Duration half = limit.dividedBy(2);
        return limit.plus(half.compareTo(GRACE) < 0 ? half : GRACE);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
