package io.vmstation.energy;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vmstation.node.Nodes;
import io.vmstation.spi.ExchangeVariables;
import io.vmstation.spi.PowerMeter;
import io.vmstation.spi.PowerMeter.Instrument;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Takes the body for what the node named by the variable {@code node} draws now, in watts, as a
 * plug, a UPS or another meter before the machine says it: a number, or a JSON document in which
 * the variable {@code wattsAt} points at one, such as {@code /StatusSNS/ENERGY/Power}. For routes
 * of users. Fails with a sentence when there is no such node or number. Thread-safe.
 */
public final class MeasurePower implements Processor {
    private static final int LONGEST = 64 * 1024;

    private final ObjectMapper json = new ObjectMapper();
    private final Supplier<Nodes> nodes;
    private final PowerMeter meter;

    /**
     * @param nodes the site as it is now
     * @param meter hears what was measured
     */
    public MeasurePower(Supplier<Nodes> nodes, PowerMeter meter) {
        this.nodes = requireNonNull(nodes, "nodes is null");
        this.meter = requireNonNull(meter, "meter is null");
    }

    @Override
    public void process(Exchange exchange) {
        String node = exchange.getVariable(ExchangeVariables.NODE, "", String.class);
        if (nodes.get().find(node).isEmpty()) {
            throw new IllegalArgumentException("there is no node \"" + node + "\" to measure");
        }
        String body = exchange.getMessage().getBody(String.class);
        String pointer = exchange.getVariable(ExchangeVariables.WATTS_AT, "", String.class);
        double watts = watts(body == null ? "" : body.strip(), pointer);
        if (!(watts >= 0 && watts <= PowerMeter.MOST_WATTS)) {
            throw new IllegalArgumentException(
                    "the power of " + node + " is not a number of watts: " + watts);
        }
        meter.measured(node, Instrument.PLUG, watts);
    }

    private double watts(String body, String pointer) {
        if (body.length() > LONGEST) {
            throw new IllegalArgumentException("the power is more than 64 KB of text");
        }
        if (pointer.isEmpty()) {
            return number(body);
        }
        try {
            JsonNode found = json.readTree(body).at(JsonPointer.compile(pointer));
            return number(found.asText());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the power does not stand in JSON", e);
        }
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "the power is not a number of watts: " + start(text), e);
        }
    }

    private static String start(String text) {
        return text.isEmpty() ? "nothing" : text.substring(0, Math.min(40, text.length()));
    }
}
