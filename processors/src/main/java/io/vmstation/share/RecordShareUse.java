package io.vmstation.share;

import static java.util.Objects.requireNonNull;

import io.vmstation.share.signal.ShareEvent;
import io.vmstation.spi.Event;
import io.vmstation.spi.Events;
import io.vmstation.spi.ExchangeVariables;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down who used the share, and how: once a burst, as the event {@code share.used} of the
 * node. Does nothing for an exchange that no share has started. Thread-safe.
 */
public final class RecordShareUse implements Processor {
    private static final Logger log = LoggerFactory.getLogger(RecordShareUse.class);

    private final Events events;

    /** Records in {@code events}. */
    public RecordShareUse(Events events) {
        this.events = requireNonNull(events, "events is null");
    }

    @Override
    public void process(Exchange exchange) {
        @Nullable ShareEvent use = exchange.getMessage().getBody(ShareEvent.class);
        if (use == null) {
            return;
        }
        Map<String, String> details = details(use);
        String node = text(exchange, ExchangeVariables.NODE);
        log.info("Share is used: node={}, source={}, {}", node, use.source(), details);
        var unused =
                events.record(
                        new Event(
                                Instant.now(),
                                "share.used",
                                node,
                                text(exchange, ExchangeVariables.CAUSE),
                                use.source(),
                                "",
                                details));
    }

    private static Map<String, String> details(ShareEvent use) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("signal", use.signal().word());
        details.put("user", use.user());
        details.put("share", use.share());
        details.put("operation", use.operation());
        details.put("path", use.path());
        details.values().removeIf(String::isEmpty);
        return details;
    }

    private static String text(Exchange exchange, String variable) {
        @Nullable String value = exchange.getVariable(variable, String.class);
        return value == null ? "" : value;
    }
}
