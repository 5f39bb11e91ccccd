package io.vmstation.ipmi.power;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.source.PowerAction;
import io.vmstation.ipmi.source.PowerResult;
import io.vmstation.spi.Requirement;
import io.vmstation.spi.SleepMethod;
import io.vmstation.spi.SleepMethod.Sent.Accepted;
import io.vmstation.spi.SleepMethod.Sent.Refused;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Lets the BMC of the node ask its operating system to shut down, as a short press of the power
 * button does: IPMI 2.0 section 28.3, Chassis Control 05h. Thread-safe.
 */
public final class SoftOff implements SleepMethod {
    private final Supplier<Chassis> chassis;

    /**
     * @param chassis asked for at each use, as methods are made before the host is
     */
    public SoftOff(Supplier<Chassis> chassis) {
        this.chassis = requireNonNull(chassis, "chassis is null");
    }

    @Override
    public String name() {
        return "bmc-soft-off";
    }

    @Override
    public String description() {
        return "Shuts the node down through its BMC, as a short press of the power button does.";
    }

    @Override
    public String plan(Order order) {
        return chassis.get()
                .obstacle(order.node())
                .map(reason -> "nothing: " + reason)
                .orElseGet(() -> "run chassis soft-off by " + chassis.get().describe(order.node()));
    }

    @Override
    public Set<Requirement> needs() {
        return Set.of(Requirement.BMC);
    }

    @Override
    public CompletableFuture<Sent> send(Order order) {
        Optional<String> obstacle = chassis.get().obstacle(order.node());
        if (obstacle.isPresent()) {
            return CompletableFuture.completedFuture(new Refused(obstacle.get()));
        }
        return chassis.get()
                .order(order.node(), PowerAction.SOFT_OFF, order.timeLimit())
                .thenApply(
                        result ->
                                result instanceof PowerResult.Refused refused
                                        ? new Refused(refused.reason())
                                        : new Accepted(
                                                chassis.get().describe(order.node())
                                                        + " has pressed the power button"));
    }
}
