package io.vmstation.ipmi.push;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.push.Login.Shown;
import io.vmstation.ipmi.push.Verdict.Later;
import io.vmstation.ipmi.push.Verdict.Refused;
import io.vmstation.ipmi.push.Verdict.Taken;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Carries requests to receivers over HTTP 1.1. Redirects are not followed and no proxy is used, so
 * that a login goes nowhere but to the receiver; certificates must be ones that the Java runtime
 * trusts. Thread-safe.
 */
final class Courier {
    private static final int MOST_OF_AN_ANSWER = 4 * 1024;
    private static final int LONGEST_REASON = 200;
    private static final int TOO_MANY_REQUESTS = 429;

    private final Executor workers;
    private final Login login;
    private final String userAgent;
    private final Duration timeLimit;
    private @Nullable HttpClient client;

    /**
     * @param workers look up names, read secrets, read answers; may be held up for a while
     * @param timeLimit how long one request may take, with everything, positive
     */
    Courier(Executor workers, Login login, String userAgent, Duration timeLimit) {
        this.workers = requireNonNull(workers, "workers is null");
        this.login = requireNonNull(login, "login is null");
        this.userAgent = requireNonNull(userAgent, "userAgent is null");
        this.timeLimit = requireNonNull(timeLimit, "timeLimit is null");
    }

    /**
     * Carries one request.
     *
     * @param method such as {@code PUT}
     * @param headers beside those of every request
     * @return completes normally, on one of the workers, within the time limit once one of them is
     *     free; when these have ended, at once
     */
    CompletableFuture<Verdict> send(
            String method, URI address, Map<String, String> headers, BodyPublisher body) {
        try {
            return CompletableFuture.completedFuture(address)
                    .thenComposeAsync(to -> begin(method, to, headers, body), workers)
                    .exceptionally(failure -> failed(address, failure));
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(
                    new Later("VMStation is stopping", Duration.ZERO));
        }
    }

    private CompletableFuture<Verdict> begin(
            String method, URI address, Map<String, String> headers, BodyPublisher body) {
        Optional<Shown> shown;
        try {
            shown = login.read();
        } catch (IOException e) {
            return CompletableFuture.completedFuture(
                    new Later(String.valueOf(e.getMessage()), Duration.ZERO));
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address)
                        .method(method, body)
                        .header("User-Agent", userAgent);
        headers.forEach(request::header);
        shown.ifPresent(login -> request.header("Authorization", login.header()));
        CompletableFuture<HttpResponse<String>> answer =
                client().sendAsync(request.build(), head -> new FirstBytes(MOST_OF_AN_ANSWER));
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        var unusedAnswer =
                answer.whenComplete(
                        (response, failure) ->
                                verdict.complete(
                                        failure == null
                                                ? judged(address, response, shown)
                                                : failed(address, failure)));
        verdict.completeOnTimeout(
                new Later(
                        where(address) + " did not answer within " + timeLimit.toMillis() + " ms",
                        Duration.ZERO),
                timeLimit.toNanos(),
                TimeUnit.NANOSECONDS);
        // Ends the conversation when it was the time limit that ended the wait.
        var unusedEnd = verdict.thenRun(() -> answer.cancel(true));
        return verdict.thenApplyAsync(found -> found, workers);
    }

    /** It has a thread from its beginning, so it begins when there is something to send. */
    private synchronized HttpClient client() {
        if (client == null) {
            client =
                    HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .followRedirects(HttpClient.Redirect.NEVER)
                            .proxy(HttpClient.Builder.NO_PROXY)
                            .executor(workers)
                            .build();
        }
        return client;
    }

    private static Verdict judged(
            URI address, HttpResponse<String> response, Optional<Shown> shown) {
        int status = response.statusCode();
        if (status / 100 == 2) {
            return new Taken();
        }
        String said = response.body().replaceAll("[\\p{Cntrl}\\p{Space}\\uFFFD]+", " ").strip();
        String harmless = shown.map(login -> login.removedFrom(said)).orElse(said);
        String reason =
                where(address)
                        + " answered "
                        + status
                        + hint(status)
                        + (harmless.isEmpty() ? "" : ": " + shortened(harmless));
        return status / 100 == 5 || status == TOO_MANY_REQUESTS
                ? new Later(reason, RetryAfter.of(response.headers(), InstantSource.system()))
                : new Refused(reason);
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON) + "...";
    }

    private static String hint(int status) {
        return switch (status) {
            case 301, 302, 303, 307, 308 ->
                    " (it wants another address, and redirects are not followed)";
            case 401, 403 -> " (the login was not accepted)";
            case 404, 405 -> " (nothing takes it there, check the path)";
            default -> "";
        };
    }

    private static Verdict failed(URI address, @Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return new Later(where(address) + " cannot be reached: " + words(cause), Duration.ZERO);
    }

    /** The exceptions of the JDK's client often come without a message. */
    private static String words(@Nullable Throwable failure) {
        if (failure instanceof ConnectException) {
            return failure.getCause() instanceof UnresolvedAddressException
                    ? "there is no such name"
                    : "the connection was refused or there is no way to it";
        }
        if (failure instanceof IOException && failure.getMessage() != null) {
            return shortened(failure.getMessage().replaceAll("\\p{Cntrl}+", " "));
        }
        return failure == null ? "unknown reason" : failure.getClass().getSimpleName();
    }

    /** Without its query, which may hold what nobody else should see. */
    private static String where(URI address) {
        return address.getAuthority();
    }
}
