package io.vmstation.kube.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.http.HttpHeaders;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.vmstation.kube.reconcile.KubeApiException;
import io.vmstation.kube.reconcile.KubeApiException.Conflict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the {@code Status} that an API server answers when it says no. */
final class ApiRefusal {
    private static final int LONGEST = 2000;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** As {@code managedfields/internal/conflict.go} of apimachinery writes it. */
    private static final Pattern OWNER = Pattern.compile("conflict with \"([^\"]*)\".*");

    private ApiRefusal() {}

    static KubeApiException of(HttpResponse<?> response, JsonNode status) {
        // It is to be one line of a log.
        String message = status.path("message").asText().replaceAll("\\s+", " ").strip();
        String said = message.isBlank() ? "status " + response.code() : message;
        return new KubeApiException(
                response.code(),
                said.length() <= LONGEST ? said : said.substring(0, LONGEST) + "...",
                conflicts(status),
                retryAfter(response, status));
    }

    private static List<Conflict> conflicts(JsonNode status) {
        List<Conflict> conflicts = new ArrayList<>();
        for (JsonNode cause : status.path("details").path("causes")) {
            if (cause.path("reason").asText().equals("FieldManagerConflict")) {
                Matcher owner = OWNER.matcher(cause.path("message").asText());
                conflicts.add(
                        new Conflict(
                                cause.path("field").asText().replaceFirst("^\\.", ""),
                                owner.matches() ? owner.group(1) : "somebody else"));
            }
        }
        return conflicts;
    }

    private static Optional<Duration> retryAfter(HttpHeaders headers, JsonNode status) {
        String header = headers.header("Retry-After");
        long seconds = status.path("details").path("retryAfterSeconds").asLong();
        if (header != null && header.matches("\\d{1,9}")) {
            seconds = Long.parseLong(header);
        }
        // As a date it would need clocks that agree; API servers send seconds.
        return seconds > 0
                ? Optional.of(Duration.ofSeconds(Math.min(seconds, LONGEST_PAUSE.toSeconds())))
                : Optional.empty();
    }
}
