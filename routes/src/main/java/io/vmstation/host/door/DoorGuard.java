package io.vmstation.host.door;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vmstation.api.ApiProblem;
import io.vmstation.api.DoorRules;
import io.vmstation.api.Knock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands before every route of the door. Thread-safe. */
final class DoorGuard {
    private static final Logger log = LoggerFactory.getLogger(DoorGuard.class);

    /** The API is not to be shown in a page, guessed at by a browser, or kept by anybody. */
    private static final Map<String, String> ALWAYS =
            Map.of(
                    "X-Content-Type-Options", "nosniff",
                    "X-Frame-Options", "DENY",
                    "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
                    "Cross-Origin-Resource-Policy", "same-origin",
                    "Referrer-Policy", "no-referrer",
                    "Cache-Control", "no-store");

    private static final Map<Integer, String> FAILURES =
            Map.of(
                    400, "The request is not understood.",
                    404, "There is nothing here: GET /api/openapi.yaml tells what there is.",
                    405, "This cannot be asked for in this way.",
                    413, "The body is too long.",
                    415, "This type of body is not accepted.",
                    500, "It could not be done, the log says why.",
                    503, "It cannot be done now.");

    private final DoorRules rules;

    DoorGuard(DoorRules rules) {
        this.rules = requireNonNull(rules, "rules is null");
    }

    /** Says in problems what a router has to say. */
    static Router explained(Router router) {
        FAILURES.forEach(
                (status, detail) ->
                        router.errorHandler(
                                status,
                                context ->
                                        refuse(
                                                context.response(),
                                                new ApiProblem(status, detail))));
        return router;
    }

    /** Judges a request and hands it on, or refuses it. */
    void admit(HttpServerRequest request, Handler<HttpServerRequest> next) {
        HttpServerResponse response = request.response();
        ALWAYS.forEach(response::putHeader);
        Optional<ApiProblem> problem = rules.judge(knock(request));
        if (problem.isEmpty()) {
            next.handle(request);
            return;
        }
        log.debug(
                "Request refused: source={}, status={}, reason={}",
                request.remoteAddress(),
                problem.get().status(),
                problem.get().detail());
        // Nobody waits for the rest of what is not wanted.
        response.putHeader("Connection", "close");
        response.endHandler(sent -> request.connection().close());
        refuse(response, problem.get());
    }

    private static void refuse(HttpServerResponse response, ApiProblem problem) {
        if (response.ended() || response.closed()) {
            return;
        }
        if (problem.status() == 401) {
            response.putHeader("WWW-Authenticate", "Bearer realm=\"vmstation\"");
        }
        response.setStatusCode(problem.status()).putHeader("Content-Type", ApiProblem.MEDIA_TYPE);
        var unused = response.end(problem.toJson().toString());
    }

    private static Knock knock(HttpServerRequest request) {
        MultiMap headers = request.headers();
        return new Knock(
                request.method().name(),
                List.copyOf(headers.getAll("Host")),
                Optional.ofNullable(headers.get("Origin")),
                Optional.ofNullable(headers.get("Sec-Fetch-Site")),
                Optional.ofNullable(headers.get("Authorization")),
                Optional.ofNullable(headers.get("Content-Type")),
                length(headers.get("Content-Length")));
    }

    private static long length(@Nullable String header) {
        try {
            return header == null ? 0 : Long.parseLong(header.strip());
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
