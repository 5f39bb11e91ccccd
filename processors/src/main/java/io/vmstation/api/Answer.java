package io.vmstation.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * What the API says to one request.
 *
 * @param status of HTTP
 * @param body a problem when the status is 400 or more
 * @param headers further ones
 */
public record Answer(int status, JsonNode body, Map<String, String> headers) {
    public Answer {
        headers = Map.copyOf(headers);
    }

    static Answer ok(ObjectNode body) {
        return new Answer(200, body, Map.of());
    }

    /** It was not served. */
    public static Answer of(ApiProblem problem) {
        return new Answer(problem.status(), problem.toJson(), Map.of());
    }

    /** Whether it was served, or will be. */
    public boolean isGood() {
        return status < 400;
    }

    /** Of the body. */
    public String mediaType() {
        return isGood() ? "application/json" : ApiProblem.MEDIA_TYPE;
    }
}
