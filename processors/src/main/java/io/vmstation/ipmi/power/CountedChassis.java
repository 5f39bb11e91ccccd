package io.vmstation.ipmi.power;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.source.PowerAction;
import io.vmstation.ipmi.source.PowerResult;
import io.vmstation.node.Node;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Counts the orders that a chassis is given by wakes and sleeps. Thread-safe. */
public final class CountedChassis implements Chassis {
    private final Chassis chassis;
    private final PowerMetrics metrics;

    /**
     * @param chassis is asked and ordered
     * @param metrics counts
     */
    public CountedChassis(Chassis chassis, PowerMetrics metrics) {
        this.chassis = requireNonNull(chassis, "chassis is null");
        this.metrics = requireNonNull(metrics, "metrics is null");
    }

    @Override
    public String describe(Node node) {
        return chassis.describe(node);
    }

    @Override
    public Optional<String> obstacle(Node node) {
        return chassis.obstacle(node);
    }

    @Override
    public CompletableFuture<Finding> look(Node node, Duration timeLimit) {
        return chassis.look(node, timeLimit);
    }

    @Override
    public CompletableFuture<PowerResult> order(Node node, PowerAction action, Duration timeLimit) {
        return chassis.order(node, action, timeLimit)
                .whenComplete(
                        (result, error) ->
                                metrics.count(
                                        node.name(),
                                        action,
                                        result instanceof PowerResult.Accepted
                                                ? "ordered"
                                                : "failed"));
    }
}
