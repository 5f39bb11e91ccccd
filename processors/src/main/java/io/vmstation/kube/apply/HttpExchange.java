package io.vmstation.kube.apply;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.vmstation.kube.reconcile.KubeApiException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, over the HTTP of the client of Kubernetes, so that its TLS and
 * credentials are used. Blocks. Thread-safe.
 */
final class HttpExchange {
    /** Some answers are lists of up to {@link HttpKubeApi#PAGE} objects of up to 1.5 MB. */
    static final int MOST_BYTES = 64 * 1024 * 1024;

    private static final Duration LONGEST_WITHOUT_LIMIT = Duration.ofSeconds(30);
    private static final int MOST_CAUSES = 10;
    private static final Pattern WARNING = Pattern.compile("299 \\S+ \"(.*?)(?<!\\\\)\".*");
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final Supplier<KubernetesClient> clients;
    private final ApiListener listener;
    private final int mostBytes;

    HttpExchange(Supplier<KubernetesClient> clients, ApiListener listener, int mostBytes) {
        this.clients = requireNonNull(clients, "clients is null");
        this.listener = requireNonNull(listener, "listener is null");
        this.mostBytes = mostBytes;
    }

    /**
     * What is asked.
     *
     * @param verb for the listener
     * @param kind for the listener
     * @param path with its query
     */
    record Question(
            String verb,
            String kind,
            String method,
            String path,
            @Nullable String type,
            @Nullable String body) {
        /** Without what a Secret holds. */
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private record Received(HttpResponse<?> response, ByteArrayOutputStream body) {}

    /** Asks; fails with a {@link KubeApiException}. */
    HttpAnswer ask(Question question) {
        long began = System.nanoTime();
        int code = 0;
        try {
            Received received = exchange(question);
            code = received.response().code();
            return read(received);
        } finally {
            listener.answered(
                    question.verb(),
                    question.kind(),
                    code,
                    Duration.ofNanos(System.nanoTime() - began));
        }
    }

    private Received exchange(Question question) {
        KubernetesClient client = clients.get();
        Integer configured = client.getConfiguration().getRequestTimeout();
        long millis =
                configured == null || configured <= 0
                        ? LONGEST_WITHOUT_LIMIT.toMillis()
                        : configured;
        HttpRequest.Builder request =
                client.getHttpClient()
                        .newHttpRequestBuilder()
                        .uri(uri(client, question.path()))
                        .header("Accept", "application/json")
                        .timeout(millis, TimeUnit.MILLISECONDS);
        if (question.body() == null) {
            request.method(question.method(), null, null);
        } else {
            request.method(question.method(), question.type(), question.body());
        }
        CompletableFuture<Received> answer = send(client, request.build());
        try {
            return answer.get(millis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw away(e.getCause());
        } catch (TimeoutException e) {
            throw away(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KubeApiException(0, "the host is stopping", List.of(), Optional.empty());
        } finally {
            answer.cancel(true);
        }
    }

    private static URI uri(KubernetesClient client, String path) {
        String server = client.getMasterUrl().toString();
        return URI.create(server.replaceFirst("/+$", "") + path);
    }

    private CompletableFuture<Received> send(KubernetesClient client, HttpRequest request) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CompletableFuture<Received> received = new CompletableFuture<>();
        CompletableFuture<HttpResponse<AsyncBody>> sent =
                client.getHttpClient()
                        .consumeBytes(request, (chunks, body) -> take(chunks, body, bytes));
        var unusedEnd =
                sent.whenComplete(
                        (response, error) -> {
                            if (error != null) {
                                received.completeExceptionally(error);
                            } else {
                                finish(response, bytes, received);
                            }
                        });
        var unusedCancel =
                received.whenComplete(
                        (value, error) -> {
                            if (error != null) {
                                sent.cancel(true);
                                var unused = sent.thenAccept(response -> response.body().cancel());
                            }
                        });
        return received;
    }

    private static void finish(
            HttpResponse<AsyncBody> response,
            ByteArrayOutputStream bytes,
            CompletableFuture<Received> received) {
        var unused =
                response.body()
                        .done()
                        .whenComplete(
                                (nothing, error) -> {
                                    if (error != null) {
                                        received.completeExceptionally(error);
                                    } else {
                                        received.complete(new Received(response, bytes));
                                    }
                                });
        response.body().consume();
    }

    private void take(List<ByteBuffer> chunks, AsyncBody body, ByteArrayOutputStream bytes)
            throws IOException {
        for (ByteBuffer chunk : chunks) {
            if (bytes.size() + chunk.remaining() > mostBytes) {
                throw new IOException("its answer is longer than " + mostBytes + " bytes");
            }
            byte[] copy = new byte[chunk.remaining()];
            chunk.get(copy);
            bytes.writeBytes(copy);
        }
        body.consume();
    }

    private static KubeApiException away(@Nullable Throwable error) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = error;
                cause != null && causes.size() < MOST_CAUSES;
                cause = cause.getCause()) {
            causes.add(cause);
        }
        return new KubeApiException(0, said(causes), List.of(), Optional.empty());
    }

    private static String said(List<Throwable> causes) {
        if (causes.stream().anyMatch(ConnectException.class::isInstance)) {
            return "connection refused or no route";
        }
        if (causes.stream().anyMatch(HttpExchange::late)) {
            return "no answer in time";
        }
        String message = causes.isEmpty() ? null : causes.get(causes.size() - 1).getMessage();
        return message == null || message.isBlank() ? "connection broken" : message;
    }

    private static boolean late(Throwable cause) {
        return cause instanceof TimeoutException || cause instanceof HttpTimeoutException;
    }

    private static HttpAnswer read(Received received) {
        JsonNode json = parsed(received.body());
        HttpResponse<?> response = received.response();
        if (!response.isSuccessful()) {
            throw ApiRefusal.of(response, json);
        }
        if (json instanceof ObjectNode object) {
            return new HttpAnswer(object, warnings(response));
        }
        throw new KubeApiException(
                0, "it answered something else than JSON", List.of(), Optional.empty());
    }

    private static JsonNode parsed(ByteArrayOutputStream body) {
        try {
            return JSON.readTree(body.toByteArray());
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    private static List<String> warnings(HttpResponse<?> response) {
        return response.headers("Warning").stream()
                .map(WARNING::matcher)
                .filter(Matcher::matches)
                .map(match -> match.group(1).replace("\\\"", "\"").replace("\\\\", "\\"))
                .toList();
    }
}
