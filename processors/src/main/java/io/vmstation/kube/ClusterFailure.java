package io.vmstation.kube;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.vmstation.spi.RequestFailure;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Something that the cluster did not do for us, with a reason that a user can read. */
public final class ClusterFailure extends RequestFailure {
    private static final long serialVersionUID = 1;
    private static final int RETRY_AFTER_SECONDS = 60;

    /** What kind of reason. */
    public enum Kind {
        /** The API server does not answer. */
        AWAY,
        /** We are not allowed to, or not known. */
        FORBIDDEN,
        /** The kubeconfig cannot be used. */
        MISCONFIGURED,
        /** It did not come about in time. */
        LATE,
        /** Nobody wants it any more. */
        STOPPED,
        /** The server or the state of the cluster says no. */
        REFUSED
    }

    private final Kind kind;

    ClusterFailure(Kind kind, String message) {
        super(message, RETRY_AFTER_SECONDS);
        this.kind = requireNonNull(kind, "kind is null");
    }

    /** What kind of reason. */
    public Kind kind() {
        return kind;
    }

    /**
     * Puts a failure into words. What already is in words stays as it is.
     *
     * @param what the clause that says what failed
     * @param server where the API is, without credentials
     */
    static RequestFailure of(String what, String server, Throwable error) {
        Throwable cause = unwrapped(error);
        if (cause instanceof ClusterFailure known && known.kind() == Kind.MISCONFIGURED) {
            return new ClusterFailure(known.kind(), what + ": " + known.getMessage());
        }
        if (cause instanceof RequestFailure known) {
            return known;
        }
        if (cause instanceof KubernetesClientException e && e.getCode() > 0) {
            return answered(what, server, e);
        }
        Optional<IOException> network = network(cause);
        return network.isPresent()
                ? new ClusterFailure(
                        Kind.AWAY,
                        "%s: the Kubernetes API at %s does not answer (%s)"
                                .formatted(what, server, clause(network.get())))
                : new ClusterFailure(
                        Kind.REFUSED,
                        what
                                + ": "
                                + cause.getClass().getSimpleName()
                                + " "
                                + String.valueOf(cause.getMessage()));
    }

    private static ClusterFailure answered(
            String what, String server, KubernetesClientException e) {
        String said = said(e);
        return switch (e.getCode()) {
            case 401 ->
                    new ClusterFailure(
                            Kind.FORBIDDEN,
                            "%s: the Kubernetes API at %s does not accept our credentials"
                                    .formatted(what, server));
            case 403 ->
                    new ClusterFailure(
                            Kind.FORBIDDEN,
                            "%s: %s; manifests/vmstation/ holds the rights that are needed"
                                    .formatted(what, said));
            case 502, 503, 504 ->
                    new ClusterFailure(
                            Kind.AWAY,
                            "%s: the Kubernetes API at %s is not ready (%s)"
                                    .formatted(what, server, said));
            default -> new ClusterFailure(Kind.REFUSED, what + ": " + said);
        };
    }

    /** The server's own words. */
    static String said(KubernetesClientException e) {
        Status status = e.getStatus();
        String message = status == null ? null : status.getMessage();
        return message == null || message.isBlank() ? "status " + e.getCode() : message;
    }

    /** What went wrong beneath what the stages of a future wrapped around it. */
    static Throwable unwrapped(Throwable error) {
        boolean wrapping =
                error instanceof CompletionException || error instanceof ExecutionException;
        return wrapping && error.getCause() != null ? unwrapped(error.getCause()) : error;
    }

    private static Optional<IOException> network(@Nullable Throwable error) {
        Throwable at = error;
        while (at != null) {
            if (at instanceof IOException found) {
                return Optional.of(deepest(found));
            }
            if (at instanceof TimeoutException) {
                return Optional.of(new InterruptedIOException());
            }
            at = at.getCause();
        }
        return Optional.empty();
    }

    /** The client wraps one in the other, and only the inner one tells. */
    private static IOException deepest(IOException error) {
        return error.getCause() instanceof IOException inner
                        && !(error instanceof ConnectException)
                        && !(error instanceof HttpTimeoutException)
                ? deepest(inner)
                : error;
    }

    private static String clause(IOException error) {
        if (error instanceof InterruptedIOException || error instanceof HttpTimeoutException) {
            return "no answer in time";
        }
        if (error instanceof UnknownHostException) {
            return "its name is not known";
        }
        if (error instanceof ConnectException) {
            return "connection refused or no route";
        }
        String message = error.getMessage();
        return message == null || message.isBlank() ? "connection broken" : message;
    }
}
