package io.vmstation.wake;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.node.Service;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * After a failed wake, requests for the same fail at once for a while, so that a storm of clients
 * cannot spam the network. Confined to the engine's thread.
 */
final class CoolDown {
    private record Failed(Node node, String sentence, long until) {}

    private final Duration length;
    private final Map<String, Failed> failed = new HashMap<>();

    CoolDown(Duration length) {
        this.length = requireNonNull(length, "length is null");
    }

    /** Begins one, for the whole node when not even its address answered. */
    WakeFailure begin(Node node, Optional<Service> service, Stage stage, String sentence) {
        String key = stage == Stage.ADDRESS ? node.name() : key(node, service);
        failed.put(key, new Failed(node, sentence, System.nanoTime() + length.toNanos()));
        return new WakeFailure(new WakeOutcome.Failed(sentence, seconds(length.toNanos())));
    }

    /** What to say to a request that comes too early. */
    Optional<WakeFailure> of(Node node, Optional<Service> service) {
        return find(node, node.name()).or(() -> find(node, key(node, service)));
    }

    /** This was found ready: what failed of it is over. */
    void end(Node node, Optional<Service> service) {
        failed.remove(node.name());
        failed.remove(key(node, service));
    }

    private Optional<WakeFailure> find(Node node, String key) {
        Failed failure = failed.get(key);
        if (failure == null) {
            return Optional.empty();
        }
        long left = failure.until() - System.nanoTime();
        if (left <= 0 || !failure.node().equals(node)) {
            // Over, or the node was configured anew: what was wrong may be right now.
            failed.remove(key);
            return Optional.empty();
        }
        return Optional.of(
                new WakeFailure(
                        new WakeOutcome.CoolingDown(
                                failure.sentence()
                                        + "; it is asked again in "
                                        + seconds(left)
                                        + " s",
                                seconds(left))));
    }

    private static String key(Node node, Optional<Service> service) {
        return node.name() + '/' + Goal.key(service);
    }

    private static int seconds(long nanos) {
        return (int) Math.max(1, (nanos + 999_999_999) / 1_000_000_000);
    }
}
