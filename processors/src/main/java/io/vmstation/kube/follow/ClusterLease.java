package io.vmstation.kube.follow;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.vmstation.kube.ClusterConnection;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that one host at most reconciles a cluster, by a Lease of Kubernetes
 * (coordination.k8s.io/v1) in the cluster itself. Whoever holds it goes by its own steady clock,
 * and gives up before anybody else may take it, even while the API does not answer; whoever waits
 * goes by how long it has seen no renewal, so that the clocks of hosts may differ. Thread-safe.
 *
 * <p>Not by camel-kubernetes: its members are pods, and its leader counts only while its pod is
 * there, but these hosts run outside of the cluster. Not by the elector of the client: it compares
 * the time that another host wrote with its own, so a clock that is ahead steals the lease.
 */
public final class ClusterLease implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClusterLease.class);
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;

    private final String cluster;
    private final String namespace;
    private final String host;
    private final ClusterConnection connection;
    private final BooleanSupplier expectedAway;
    private final LeasePace pace;
    private final Runnable onTaken;
    private final ScheduledThreadPoolExecutor executor;
    private final AtomicBoolean held = new AtomicBoolean();
    private volatile long renewed;
    private volatile long renewedWall;
    private volatile String holder = "";
    private volatile String problem = "";
    private volatile boolean closed;
    private @Nullable LeaseSpec observed;
    private long observedAt;
    private @Nullable Lease mine;

    /**
     * @param cluster its name; the lease is {@code vmstation-<cluster>}
     * @param namespace of the lease, which has to be there
     * @param host tells this process apart from every other one, also from an earlier one here
     * @param expectedAway whether the node of the cluster sleeps, so that nobody asks
     * @param onTaken is called when this host has come to hold it; must not block
     */
    public ClusterLease(
            String cluster,
            String namespace,
            String host,
            ClusterConnection connection,
            BooleanSupplier expectedAway,
            LeasePace pace,
            Runnable onTaken) {
        this.cluster = requireNonNull(cluster, "cluster is null");
        this.namespace = requireNonNull(namespace, "namespace is null");
        this.host = requireNonNull(host, "host is null");
        this.connection = requireNonNull(connection, "connection is null");
        this.expectedAway = requireNonNull(expectedAway, "expectedAway is null");
        this.pace = requireNonNull(pace, "pace is null");
        this.onTaken = requireNonNull(onTaken, "onTaken is null");
        executor =
                new ScheduledThreadPoolExecutor(
                        1,
                        task -> {
                            Thread thread = new Thread(task, "vmstation-lease-" + cluster);
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    /** Begins to ask for it, and never stops until it is closed. */
    public void start() {
        var unused =
                executor.scheduleWithFixedDelay(
                        this::round, 0, pace.renew().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether this host holds it, and may reconcile. Never blocks. */
    public boolean isHeld() {
        // The steady clock stands still while this machine is suspended, the other one does not.
        return held.get()
                && !closed
                && System.nanoTime() - renewed < pace.trust().toNanos()
                && System.currentTimeMillis() - renewedWall < pace.trust().toMillis();
    }

    /** Who was last seen to hold it; empty: nobody. */
    public String holder() {
        return holder;
    }

    /** Why nobody can tell who holds it; empty when all is well. */
    public String problem() {
        return problem;
    }

    private void round() {
        try {
            if (held.get() && !isHeld()) {
                lost("it could not be renewed in time");
            }
            if (expectedAway.getAsBoolean()) {
                problem = "";
                return;
            }
            attempt();
            problem = "";
        } catch (RuntimeException e) {
            problem = words(e);
            log.debug("The lease could not be asked for: cluster={}", cluster, e);
        }
    }

    private String words(RuntimeException e) {
        if (e instanceof KubernetesClientException answer && answer.getCode() == NOT_FOUND) {
            return "The lease of %s: namespace %s is not there: kubectl apply -f manifests/vmstation/"
                    .formatted(cluster, namespace);
        }
        return String.valueOf(connection.failure("The lease of " + cluster, e).getMessage());
    }

    private void attempt() {
        KubernetesClient client = connection.client();
        long asked = System.nanoTime();
        long wall = System.currentTimeMillis();
        try {
            Lease lease = mine;
            mine = null;
            if (lease == null) {
                lease = client.leases().inNamespace(namespace).withName(name()).get();
            }
            if (lease == null) {
                won(client.resource(written(null, 0)).create(), asked, wall);
                return;
            }
            observe(lease.getSpec());
            if (!host.equals(holder) && !isFree(lease.getSpec())) {
                lost("it is held by " + holder);
                return;
            }
            won(client.resource(written(lease, transitions(lease))).update(), asked, wall);
        } catch (KubernetesClientException e) {
            // Somebody was faster: the next round sees who.
            if (e.getCode() != CONFLICT) {
                throw e;
            }
        }
    }

    /** By when it was seen to change here: the times in it are those of the clock of its holder. */
    private void observe(@Nullable LeaseSpec spec) {
        if (observed == null || !Objects.equals(observed, spec)) {
            observed = spec;
            observedAt = System.nanoTime();
        }
        holder = spec == null || spec.getHolderIdentity() == null ? "" : spec.getHolderIdentity();
    }

    private boolean isFree(@Nullable LeaseSpec spec) {
        if (holder.isEmpty()) {
            return true;
        }
        Integer seconds = spec == null ? null : spec.getLeaseDurationSeconds();
        long theirs = seconds == null ? 0 : Duration.ofSeconds(seconds).toNanos();
        return System.nanoTime() - observedAt > Math.max(theirs, pace.holds().toNanos());
    }

    private int transitions(Lease lease) {
        Integer count = lease.getSpec() == null ? null : lease.getSpec().getLeaseTransitions();
        return (count == null ? 0 : count) + (host.equals(holder) ? 0 : 1);
    }

    private Lease written(@Nullable Lease old, int transitions) {
        ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
        ZonedDateTime since =
                old == null || !host.equals(holder) || old.getSpec() == null
                        ? null
                        : old.getSpec().getAcquireTime();
        LeaseBuilder lease = old == null ? new LeaseBuilder() : new LeaseBuilder(old);
        return lease.editOrNewMetadata()
                .withNamespace(namespace)
                .withName(name())
                .endMetadata()
                .editOrNewSpec()
                .withHolderIdentity(host)
                .withLeaseDurationSeconds(Math.max(1, (int) pace.holds().toSeconds()))
                .withAcquireTime(since == null ? now : since)
                .withRenewTime(now)
                .withLeaseTransitions(transitions)
                .endSpec()
                .build();
    }

    private String name() {
        return "vmstation-" + cluster;
    }

    /**
     * @param asked when the request began: from then on others count, at the earliest
     * @param wall the same by the clock on the wall
     */
    private void won(Lease lease, long asked, long wall) {
        mine = lease;
        observe(lease.getSpec());
        renewed = asked;
        renewedWall = wall;
        if (!closed && !held.getAndSet(true)) {
            log.info("This host reconciles the cluster: cluster={} host={}", cluster, host);
            onTaken.run();
        }
    }

    private void lost(String why) {
        if (held.getAndSet(false)) {
            log.warn("This host no longer reconciles the cluster: cluster={} why={}", cluster, why);
        }
    }

    /**
     * Gives it up, so that another host takes it at once; what it held for has to be over before.
     * Waits for one request at most.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        boolean release = isHeld();
        closed = true;
        if (release) {
            try {
                executor.execute(this::release);
            } catch (RejectedExecutionException e) {
                log.debug("The lease is left to run out: cluster={}", cluster, e);
            }
        }
        executor.shutdown();
        try {
            long patience = connection.patience().toMillis();
            if (!executor.awaitTermination(patience, TimeUnit.MILLISECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void release() {
        try {
            KubernetesClient client = connection.client();
            Lease lease = client.leases().inNamespace(namespace).withName(name()).get();
            if (lease == null || !host.equals(lease.getSpec().getHolderIdentity())) {
                return;
            }
            lease.getSpec().setHolderIdentity("");
            lease.getSpec().setLeaseDurationSeconds(1);
            client.resource(lease).update();
        } catch (RuntimeException e) {
            log.debug("The lease is left to run out: cluster={}", cluster, e);
        }
    }
}
