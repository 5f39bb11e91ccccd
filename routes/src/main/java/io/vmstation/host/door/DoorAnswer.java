package io.vmstation.host.door;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vmstation.api.ApiProblem;
import io.vmstation.spi.ExchangeVariables;
import io.vmstation.spi.RequestFailure;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a route came to, in HTTP. */
record DoorAnswer(int status, Map<String, String> headers, String type, Buffer body) {
    private static final Logger log = LoggerFactory.getLogger(DoorAnswer.class);
    private static final int RETRY_AFTER_SECONDS = 30;

    /**
     * Reads it from a message; may block when the body is a stream.
     *
     * @param filter which headers of the message are for HTTP
     * @param request headers of the message as they came: none of them is sent back
     */
    static DoorAnswer of(
            Exchange exchange, HeaderFilterStrategy filter, Map<String, Object> request) {
        Optional<ApiProblem> problem = problem(exchange);
        if (problem.isPresent()) {
            return of(exchange, problem.get());
        }
        Message message = exchange.getMessage();
        Map<String, String> headers = new LinkedHashMap<>();
        message.getHeaders()
                .forEach(
                        (name, value) -> {
                            boolean came = value != null && value.equals(request.get(name));
                            if (!came && !filter.applyFilterToCamelHeaders(name, value, exchange)) {
                                headers.put(name, String.valueOf(value));
                            }
                        });
        byte[] body = message.getBody(byte[].class);
        return new DoorAnswer(
                message.getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class),
                headers,
                message.getHeader(Exchange.CONTENT_TYPE, "text/plain; charset=utf-8", String.class),
                body == null ? Buffer.buffer() : Buffer.buffer(body));
    }

    private static DoorAnswer of(Exchange exchange, ApiProblem problem) {
        Integer seconds = exchange.getVariable(ExchangeVariables.RETRY_AFTER, Integer.class);
        int retryAfter = seconds == null ? RETRY_AFTER_SECONDS : Math.max(1, seconds);
        return new DoorAnswer(
                problem.status(),
                problem.status() == 503
                        ? Map.of("Retry-After", String.valueOf(retryAfter))
                        : Map.of(),
                ApiProblem.MEDIA_TYPE,
                Buffer.buffer(problem.toJson().toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** A route that failed and made no answer of it has one all the same. */
    private static Optional<ApiProblem> problem(Exchange exchange) {
        Exception thrown = exchange.getException();
        if (thrown instanceof RequestFailure failure) {
            return Optional.of(new ApiProblem(503, String.valueOf(failure.getMessage())));
        }
        if (thrown instanceof RejectedExecutionException) {
            // Only a host that stops takes on no more work: whoever waited may ask the next one.
            return Optional.of(new ApiProblem(503, "VMStation is stopping."));
        }
        if (thrown != null) {
            log.error("A route of the API failed: route={}", exchange.getFromRouteId(), thrown);
            return Optional.of(new ApiProblem(500, "It could not be done, the log says why."));
        }
        boolean answered = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE) != null;
        return answered
                ? Optional.empty()
                : Optional.ofNullable(exchange.getVariable(ExchangeVariables.FAILURE, String.class))
                        .map(reason -> new ApiProblem(503, reason));
    }

    /** Sends it, if the client is still there; on the event loop. */
    void write(RoutingContext context) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            log.debug("The client has left: path={}", context.normalizedPath());
            return;
        }
        response.setStatusCode(status);
        headers.forEach(response::putHeader);
        response.putHeader("Content-Type", type);
        if (context.request().method().equals(HttpMethod.HEAD)) {
            // Vert.x would send the body all the same, which the client takes for the next answer.
            response.putHeader("Content-Length", String.valueOf(body.length()));
            var unused = response.end();
            return;
        }
        var unused = response.end(body);
    }
}
