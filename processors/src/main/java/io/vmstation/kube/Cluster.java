package io.vmstation.kube;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.vmstation.kube.ClusterFailure.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The Kubernetes cluster, or that there is none. Connects when it is first asked, and again after
 * its credentials were refused, reading the kubeconfig anew; an API server that is away is a
 * failure of the one question. Questions run on a few threads of its own. Thread-safe.
 */
public final class Cluster implements AutoCloseable {
    private final Optional<ClusterConnection> connection;
    private final ClusterThreads threads = new ClusterThreads();

    private Cluster(Optional<ClusterConnection> connection) {
        this.connection = connection;
    }

    /** There is no cluster. */
    public static Cluster none() {
        return new Cluster(Optional.empty());
    }

    /** The cluster that is reached in that way. Opens nothing yet. */
    public static Cluster by(ClusterAccess access) {
        requireNonNull(access, "access is null");
        return new Cluster(Optional.of(new ClusterConnection(access)));
    }

    /** Whether there is one. */
    public boolean enabled() {
        return connection.isPresent();
    }

    /**
     * Asks the API server.
     *
     * @param what the clause that says what failed, should it fail
     * @param question may block, for as long as requests take
     * @return fails with a {@link ClusterFailure}, or with the {@link
     *     io.vmstation.spi.RequestFailure} that the question threw
     */
    <T> CompletableFuture<T> ask(String what, Function<KubernetesClient, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        threads.run(
                answer,
                () -> {
                    try {
                        answer.complete(question.apply(client()));
                    } catch (RuntimeException e) {
                        answer.completeExceptionally(failure(what, e));
                    }
                });
        return answer;
    }

    /**
     * Waits for something that an informer watches.
     *
     * @param what as in {@link #ask}
     * @param limit for how long
     * @param informer its future is cancelled when nobody waits any more
     * @return fails with a {@link ClusterFailure}, after the limit with one that is {@link
     *     Kind#LATE}; may be completed early
     */
    CompletableFuture<@Nullable Void> watch(
            String what,
            Duration limit,
            Function<KubernetesClient, ? extends CompletableFuture<?>> informer) {
        CompletableFuture<@Nullable Void> seen = new CompletableFuture<>();
        CompletableFuture<@Nullable Void> outcome = new CompletableFuture<>();
        threads.run(seen, () -> follow(informer, seen));
        var unusedLimit =
                seen.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                        .whenCompleteAsync(
                                (nothing, error) -> settle(outcome, what, limit, error),
                                threads.workers());
        var unusedEnd = outcome.whenComplete((nothing, error) -> seen.cancel(false));
        return outcome;
    }

    private void follow(
            Function<KubernetesClient, ? extends CompletableFuture<?>> informer,
            CompletableFuture<@Nullable Void> seen) {
        try {
            CompletableFuture<?> watched = informer.apply(client());
            var unusedEnd = seen.whenComplete((nothing, error) -> watched.cancel(false));
            var unused =
                    watched.whenComplete(
                            (value, error) -> {
                                if (error == null) {
                                    seen.complete(null);
                                } else {
                                    seen.completeExceptionally(error);
                                }
                            });
        } catch (RuntimeException e) {
            seen.completeExceptionally(e);
        }
    }

    private void settle(
            CompletableFuture<@Nullable Void> outcome,
            String what,
            Duration limit,
            @Nullable Throwable error) {
        if (error == null) {
            outcome.complete(null);
        } else if (error instanceof TimeoutException) {
            String late = what + ": not within " + limit.toSeconds() + " s";
            outcome.completeExceptionally(new ClusterFailure(Kind.LATE, late));
        } else {
            outcome.completeExceptionally(failure(what, error));
        }
    }

    /** Completes after that time; fails when the host stops before. */
    CompletableFuture<@Nullable Void> after(Duration time) {
        return threads.after(time);
    }

    /** Where the steps of routes go on. */
    Executor continuations() {
        return threads.continuations();
    }

    private KubernetesClient client() {
        return connection.orElseThrow(Cluster::off).client();
    }

    private RuntimeException failure(String what, Throwable error) {
        return connection
                .map(it -> it.failure(what, error))
                .orElseGet(() -> ClusterFailure.of(what, "its address", error));
    }

    private static ClusterFailure off() {
        return new ClusterFailure(Kind.MISCONFIGURED, "kubernetes.enabled is false");
    }

    /** Ends the connection; what was asked fails. */
    @Override
    public void close() {
        threads.close();
        connection.ifPresent(ClusterConnection::close);
    }
}
