package io.vmstation.kube.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vmstation.kube.ApiServer;
import io.vmstation.kube.ApiServer.Fault;
import io.vmstation.kube.ClusterAccess;
import io.vmstation.kube.ClusterConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(200)
class ClusterLeaseTest {
    private static final LeasePace PACE =
            new LeasePace(Duration.ofSeconds(1), Duration.ofMillis(700), Duration.ofMillis(50));

    @TempDir Path folder;
    private ApiServer server;
    private KubernetesClient others;
    private final List<Host> hosts = new ArrayList<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final AtomicInteger taken = new AtomicInteger();

    @BeforeEach
    void start() {
        server = ApiServer.start(folder);
        others = server.client();
    }

    @AfterEach
    void stop() throws Exception {
        hosts.forEach(Host::kill);
        for (AutoCloseable part : opened) {
            part.close();
        }
        others.close();
        server.close();
    }

    /** A host in a process of its own. */
    private static final class Host {
        private final Process process;
        private final List<Long> beats = new CopyOnWriteArrayList<>();
        private volatile boolean closed;

        Host(Path kubeconfig, String name, Duration holds) throws IOException {
            process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-Xshare:auto",
                                    "-XX:TieredStopAtLevel=1",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    LeaseHolder.class.getName(),
                                    kubeconfig.toString(),
                                    name,
                                    String.valueOf(holds.toMillis()))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            Thread reader = new Thread(this::read, "beats-" + name);
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (BufferedReader lines = process.inputReader(UTF_8)) {
                String line;
                while ((line = lines.readLine()) != null) {
                    if (line.startsWith("beat ")) {
                        beats.add(Long.parseLong(line.substring(5)));
                    } else if (line.equals("closed")) {
                        closed = true;
                    }
                }
            } catch (IOException e) {
                closed = false;
            }
        }

        boolean beats() {
            return !beats.isEmpty();
        }

        long first() {
            return beats.get(0);
        }

        long last() {
            return beats.get(beats.size() - 1);
        }

        void kill() {
            process.destroyForcibly();
        }

        void signal(String name) throws IOException, InterruptedException {
            Process kill =
                    new ProcessBuilder("/bin/kill", "-" + name, String.valueOf(process.pid()))
                            .start();
            assertThat(kill.waitFor()).isZero();
        }
    }

    /** Processes take their time to start on a machine that is busy. */
    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(60));
    }

    private Host host(String name) throws IOException {
        return host(name, Duration.ofSeconds(3));
    }

    private Host host(String name, Duration holds) throws IOException {
        Host host = new Host(server.kubeconfig(), name, holds);
        hosts.add(host);
        return host;
    }

    private Lease lease() {
        return others.leases().inNamespace("default").withName("vmstation-home").get();
    }

    private String holder() {
        Lease lease = lease();
        return lease == null ? "" : lease.getSpec().getHolderIdentity();
    }

    @Test
    void anotherHostTakesOverFromOneThatWasKilledAndTheyNeverBothHoldIt() throws Exception {
        Host one = host("one");
        patiently().until(one::beats);
        Host two = host("two");
        long seen = one.beats.size();
        patiently().until(() -> server.count("get", "leases.coordination.k8s.io") > 5);
        patiently().until(() -> one.beats.size() > seen);
        assertThat(two.beats()).isFalse();

        one.kill();
        patiently().until(two::beats);

        assertThat(two.first()).isGreaterThan(one.last());
        assertThat(holder()).isEqualTo("two");
        assertThat(lease().getSpec().getLeaseTransitions()).isEqualTo(1);
    }

    @Test
    void anotherHostTakesOverAtOnceFromOneThatStopsInOrder() throws Exception {
        Duration longerThanThisTest = Duration.ofMinutes(10);
        Host one = host("one", longerThanThisTest);
        patiently().until(one::beats);
        Host two = host("two", longerThanThisTest);
        patiently().until(() -> server.count("get", "leases.coordination.k8s.io") > 5);

        one.process.getOutputStream().close();
        patiently().until(() -> one.closed);
        patiently().until(two::beats);

        assertThat(two.first()).isGreaterThanOrEqualTo(one.last());
    }

    @Test
    void aHostThatWasHeldUpDoesNotGoOnAsIfItStillHadIt() throws Exception {
        Host one = host("one");
        patiently().until(one::beats);
        Host two = host("two");

        one.signal("STOP");
        patiently().until(two::beats);
        one.signal("CONT");
        int seen = two.beats.size();
        patiently().until(() -> two.beats.size() > seen + 50);

        assertThat(one.last()).isLessThan(two.first());
    }

    private ClusterLease lease(String host) {
        ClusterConnection connection =
                new ClusterConnection(
                        new ClusterAccess(
                                Optional.of(server.kubeconfig()),
                                Optional.empty(),
                                Duration.ofSeconds(2)));
        ClusterLease lease =
                new ClusterLease(
                        "home",
                        "default",
                        host,
                        connection,
                        () -> false,
                        PACE,
                        taken::incrementAndGet);
        opened.add(lease);
        opened.add(connection);
        lease.start();
        return lease;
    }

    @Test
    void givesUpWhileTheApiIsAwayAndComesBackWithIt() {
        ClusterLease lease = lease("one");
        await().until(lease::isHeld);

        server.away();
        await().until(() -> !lease.isHeld());
        await().until(() -> lease.problem().contains("does not answer"));

        server.back();
        await().until(lease::isHeld);
        assertThat(lease.problem()).isEmpty();
        assertThat(taken).hasValue(2);
    }

    @Test
    void aHangingApiDoesNotKeepItHeld() {
        ClusterLease lease = lease("one");
        await().until(lease::isHeld);

        server.fail(Fault.hang().resource("leases").times(0));

        await().until(() -> !lease.isHeld());
    }

    @Test
    void waitsForAHolderWhoseClockIsFarBehind() {
        write("other", ZonedDateTime.now(ZoneOffset.UTC).minusHours(1));
        ClusterLease lease = lease("one");

        for (int i = 0; i < 20; i++) {
            write("other", ZonedDateTime.now(ZoneOffset.UTC).minusHours(1).plusSeconds(i));
            assertThat(lease.isHeld()).isFalse();
        }
        assertThat(lease.holder()).isIn("", "other");

        // It renews no more.
        await().until(lease::isHeld);
        assertThat(holder()).isEqualTo("one");
    }

    private void write(String holder, ZonedDateTime at) {
        Lease old = lease();
        Lease lease =
                (old == null ? new LeaseBuilder() : new LeaseBuilder(old))
                        .editOrNewMetadata()
                        .withNamespace("default")
                        .withName("vmstation-home")
                        .endMetadata()
                        .editOrNewSpec()
                        .withHolderIdentity(holder)
                        .withLeaseDurationSeconds(1)
                        .withRenewTime(at)
                        .endSpec()
                        .build();
        var unused =
                old == null ? others.resource(lease).create() : others.resource(lease).update();
    }

    @Test
    void losesItWhenSomebodyTakesItAway() {
        ClusterLease lease = lease("one");
        await().until(lease::isHeld);

        await().ignoreExceptions()
                .until(
                        () -> {
                            write("other", ZonedDateTime.now(ZoneOffset.UTC));
                            return true;
                        });

        await().until(() -> !lease.isHeld());
        assertThat(lease.holder()).isEqualTo("other");
    }

    @Test
    void saysThatItsNamespaceIsMissing() {
        ClusterConnection connection =
                new ClusterConnection(
                        new ClusterAccess(
                                Optional.of(server.kubeconfig()),
                                Optional.empty(),
                                Duration.ofSeconds(2)));
        ClusterLease lease =
                new ClusterLease("home", "nowhere", "one", connection, () -> false, PACE, () -> {});
        opened.add(lease);
        opened.add(connection);
        lease.start();

        await().until(() -> lease.problem().contains("namespace nowhere is not there"));
        assertThat(lease.isHeld()).isFalse();
    }
}
