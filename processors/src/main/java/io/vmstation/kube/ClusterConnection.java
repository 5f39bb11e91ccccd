package io.vmstation.kube;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.vmstation.kube.KubeconfigSearch.Found;
import io.vmstation.spi.RequestFailure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to the API server of one cluster. Made when it is first asked for; made anew, with
 * the kubeconfig read again, after the server refused the credentials or the file has changed.
 * Thread-safe.
 */
public final class ClusterConnection implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClusterConnection.class);

    /** So often the files are looked at, however many requests there are. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final ClusterAccess access;
    private volatile String server = "its address";
    private volatile String source = "";
    private @Nullable KubernetesClient client;
    private List<Path> files = List.of();
    private List<String> stamps = List.of();
    private long looked;
    private boolean closed;

    /** Opens nothing yet. */
    public ClusterConnection(ClusterAccess access) {
        this.access = requireNonNull(access, "access is null");
    }

    /**
     * The client of now. Not to be kept, and not to be closed. Fails with a {@link ClusterFailure}
     * when there is no usable kubeconfig, or after {@link #close}.
     */
    public synchronized KubernetesClient client() {
        if (closed) {
            throw ClusterThreads.stopping();
        }
        if (client != null && isOutdated()) {
            log.info("The kubeconfig has changed and is read again: server={}", server);
            disconnect();
        }
        if (client == null) {
            client = connect();
        }
        return client;
    }

    private KubernetesClient connect() {
        Found found = access.read();
        files = found.files();
        stamps = stamps(files);
        looked = System.nanoTime();
        found.passedOver().forEach(reason -> log.warn("A kubeconfig is passed over: {}", reason));
        server = URI.create(found.config().getMasterUrl()).getAuthority().replaceFirst(".*@", "");
        if (!found.source().equals(source)) {
            source = found.source();
            log.info("Kubernetes is asked: server={} kubeconfig={}", server, source);
        }
        return new KubernetesClientBuilder().withConfig(found.config()).build();
    }

    private boolean isOutdated() {
        if (System.nanoTime() - looked < LOOK.toNanos()) {
            return false;
        }
        looked = System.nanoTime();
        return !stamps(files).equals(stamps);
    }

    private static List<String> stamps(List<Path> files) {
        return files.stream().map(ClusterConnection::stamp).toList();
    }

    private static String stamp(Path file) {
        try {
            // A file that is swapped in whole may have the time and the length of the old one.
            return "%s %s %s"
                    .formatted(
                            Files.getLastModifiedTime(file),
                            Files.size(file),
                            Objects.toString(Files.getAttribute(file, "unix:ino"), ""));
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }

    /** The server did not accept our credentials: the next one who asks gets a new client. */
    public synchronized void refused(KubernetesClient by) {
        if (by == client) {
            disconnect();
        }
    }

    /** The same of whichever client it was: for those who only see the code 401. */
    public synchronized void refused() {
        disconnect();
    }

    /** Where the API is, without credentials; known once it was asked for. */
    public String server() {
        return server;
    }

    /** Which kubeconfig it is, for people; empty until one was found. */
    public String source() {
        return source;
    }

    /** How long one request may take. */
    public Duration patience() {
        return access.patience();
    }

    /**
     * Puts into words why a request failed, and takes note when it was for the credentials.
     *
     * @param what the clause that says what failed
     */
    public RequestFailure failure(String what, Throwable error) {
        if (ClusterFailure.unwrapped(error) instanceof KubernetesClientException e
                && e.getCode() == 401) {
            refused();
        }
        return ClusterFailure.of(what, server, error);
    }

    private void disconnect() {
        if (client != null) {
            client.close();
            client = null;
        }
    }

    /** Ends the connection; what was asked fails. */
    @Override
    public synchronized void close() {
        closed = true;
        disconnect();
    }
}
