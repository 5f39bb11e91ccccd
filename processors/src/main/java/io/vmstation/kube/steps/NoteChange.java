package io.vmstation.kube.steps;

import io.vmstation.spi.ExchangeVariables;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Says in the log what begins a run, and who is to blame for it. Thread-safe. */
abstract class NoteChange implements Processor {
    private static final Logger log = LoggerFactory.getLogger(NoteChange.class);
    private static final int MOST_SHOWN = 5;

    private final String sentence;
    private final Level level;

    NoteChange(String sentence, Level level) {
        this.sentence = sentence;
        this.level = level;
    }

    @Override
    public final void process(Exchange exchange) {
        Collection<?> what =
                exchange.getMessage().getBody() instanceof Collection<?> all ? all : List.of();
        String shown =
                what.stream()
                        .map(String::valueOf)
                        .sorted()
                        .limit(MOST_SHOWN)
                        .collect(Collectors.joining(", "));
        String rest =
                what.size() > MOST_SHOWN ? " and " + (what.size() - MOST_SHOWN) + " more" : "";
        exchange.setVariable(ExchangeVariables.SOURCE, shown + rest);
        log.atLevel(level)
                .log(
                        "{}: cluster={}, what={}{}",
                        sentence,
                        exchange.getVariable(ExchangeVariables.CLUSTER),
                        shown,
                        rest);
    }
}
