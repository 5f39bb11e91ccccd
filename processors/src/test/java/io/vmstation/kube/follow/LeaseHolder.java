package io.vmstation.kube.follow;

import io.vmstation.kube.ClusterAccess;
import io.vmstation.kube.ClusterConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A host that wants a lease, in a process of its own: says {@code beat MILLIS} again and again
 * while it holds it, and gives it up when its input ends.
 */
final class LeaseHolder {
    private static final long BEAT_MILLIS = 5;

    private LeaseHolder() {}

    /**
     * Runs until its input ends.
     *
     * @param args kubeconfig, name of the host, how many milliseconds the lease holds
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        ClusterConnection connection =
                new ClusterConnection(
                        new ClusterAccess(
                                Optional.of(Path.of(args[0])),
                                Optional.empty(),
                                Duration.ofMillis(800)));
        Duration holds = Duration.ofMillis(Long.parseLong(args[2]));
        LeasePace pace =
                new LeasePace(holds, holds.multipliedBy(2).dividedBy(3), Duration.ofMillis(300));
        ClusterLease lease =
                new ClusterLease(
                        "home", "default", args[1], connection, () -> false, pace, () -> {});
        lease.start();
        AtomicBoolean wanted = new AtomicBoolean(true);
        Thread beats =
                new Thread(
                        () -> {
                            while (wanted.get()) {
                                if (lease.isHeld()) {
                                    System.out.println("beat " + System.currentTimeMillis());
                                }
                                pause();
                            }
                        });
        beats.start();
        int read;
        do {
            read = System.in.read();
        } while (read >= 0);
        wanted.set(false);
        beats.join();
        lease.close();
        connection.close();
        System.out.println("closed");
    }

    private static void pause() {
        try {
            Thread.sleep(BEAT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
