package io.vmstation.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vmstation.spi.ExchangeVariables;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Reads from the path and the body whose power a request is about and what to do with it, into the
 * variables {@code node}, {@code action}, {@code force}, {@code dryRun} and {@code wait}. Answers
 * and ends the route when that makes no sense: a word that is not known, such as {@code dryrun},
 * must not switch a machine off. Thread-safe.
 */
public final class ReadPowerRequest implements Processor {
    private static final List<String> ACTIONS = List.of("on", "soft-off", "cycle", "hard-off");
    private static final List<String> FLAGS =
            List.of(ExchangeVariables.FORCE, ExchangeVariables.DRY_RUN);
    private static final String EXAMPLE =
            "Send JSON such as {\"action\": \"on\"}: action is on, soft-off, cycle or hard-off,"
                    + " force and dryRun are true or false.";

    private final NodeViews views;
    private final boolean orders;
    private final ObjectMapper json =
            new ObjectMapper()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private ReadPowerRequest(NodeViews views, boolean orders) {
        this.views = requireNonNull(views, "views is null");
        this.orders = orders;
    }

    /** Of orders, which have a body. */
    public static ReadPowerRequest ofOrder(NodeViews views) {
        return new ReadPowerRequest(views, true);
    }

    /** Of questions for the status, which have none. */
    public static ReadPowerRequest ofStatus(NodeViews views) {
        return new ReadPowerRequest(views, false);
    }

    @Override
    public void process(Exchange exchange) {
        problem(exchange)
                .ifPresent(
                        problem -> {
                            AnswerStep.write(exchange, Answer.of(problem));
                            exchange.setRouteStop(true);
                        });
    }

    private Optional<ApiProblem> problem(Exchange exchange) {
        String name = AnswerStep.part(exchange, "name");
        String query = exchange.getMessage().getHeader(Exchange.HTTP_QUERY, "", String.class);
        Optional<ApiProblem> problem =
                views.unknown(name)
                        .or(
                                () ->
                                        query.isEmpty()
                                                ? Optional.empty()
                                                : bad("Nothing is read from the query here."));
        if (problem.isPresent()) {
            return problem;
        }
        exchange.setVariable(ExchangeVariables.NODE, name);
        exchange.setVariable(CallRoute.WAIT, true);
        if (orders) {
            return readBody(exchange);
        }
        exchange.setVariable(ExchangeVariables.ACTION, "status");
        return Optional.empty();
    }

    private Optional<ApiProblem> readBody(Exchange exchange) {
        @Nullable String text = exchange.getMessage().getBody(String.class);
        JsonNode body;
        try {
            body = json.readTree(text == null ? "" : text);
        } catch (JsonProcessingException e) {
            return bad("The body is no JSON. " + EXAMPLE);
        }
        if (!body.isObject()) {
            return bad("The body is no JSON object. " + EXAMPLE);
        }
        for (Map.Entry<String, JsonNode> member : body.properties()) {
            if (FLAGS.contains(member.getKey())) {
                if (!member.getValue().isBoolean()) {
                    return bad(member.getKey() + " must be true or false.");
                }
                exchange.setVariable(member.getKey(), member.getValue().booleanValue());
            } else if (!member.getKey().equals(ExchangeVariables.ACTION)) {
                return bad("The body has members that are not known: " + unknown(body) + ".");
            }
        }
        JsonNode action = body.path(ExchangeVariables.ACTION);
        if (!action.isTextual() || !ACTIONS.contains(action.textValue())) {
            return bad("There is no action, or none that is known. " + EXAMPLE);
        }
        exchange.setVariable(ExchangeVariables.ACTION, action.textValue());
        return Optional.empty();
    }

    private static String unknown(JsonNode body) {
        Iterable<String> names = body::fieldNames;
        return StreamSupport.stream(names.spliterator(), false)
                .filter(name -> !name.equals(ExchangeVariables.ACTION) && !FLAGS.contains(name))
                .map(name -> name.length() > 40 ? name.substring(0, 40) : name)
                .limit(5)
                .collect(Collectors.joining(", "));
    }

    private static Optional<ApiProblem> bad(String sentence) {
        return Optional.of(new ApiProblem(400, sentence));
    }
}
