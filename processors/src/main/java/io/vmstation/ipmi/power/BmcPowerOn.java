package io.vmstation.ipmi.power;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.source.PowerAction;
import io.vmstation.ipmi.source.PowerResult;
import io.vmstation.node.Bmc;
import io.vmstation.node.BmcPolling;
import io.vmstation.node.Node;
import io.vmstation.spi.MethodOutcome;
import io.vmstation.spi.WakeMethod;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Switches the machine on through its BMC, when its chassis is off: for a machine that is not
 * asleep but off, and does not listen for magic packets then. Suits nodes whose BMC answers over
 * the network, as only that answers while the machine is off. Thread-safe.
 *
 * <p>Most controllers call a machine that is suspended to RAM (ACPI S3) on; then nothing is sent,
 * and the magic packet has to do.
 */
public final class BmcPowerOn implements WakeMethod {
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Supplier<Chassis> chassis;

    /**
     * @param chassis asked for at each use, as methods are made before the host is
     */
    public BmcPowerOn(Supplier<Chassis> chassis) {
        this.chassis = requireNonNull(chassis, "chassis is null");
    }

    @Override
    public String name() {
        return "bmc-power-on";
    }

    @Override
    public boolean suits(Node node) {
        return node.bmc().flatMap(Bmc::lan).isPresent();
    }

    /** A machine that was switched on needs longer than that to answer, and so may its BMC. */
    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public String plan(Node node) {
        return chassis.get()
                .obstacle(node)
                .map(reason -> "cannot be used here: " + reason)
                .orElseGet(
                        () ->
                                "asks "
                                        + chassis.get().describe(node)
                                        + " to switch the power on, if the chassis is off");
    }

    @Override
    public CompletableFuture<MethodOutcome> ask(Node node) {
        Optional<String> obstacle = chassis.get().obstacle(node);
        if (obstacle.isPresent()) {
            return done(new MethodOutcome.Unavailable(obstacle.get()));
        }
        Duration limit = node.bmc().map(Bmc::polling).map(BmcPolling::timeLimit).orElseThrow();
        return chassis.get()
                .look(node, limit)
                .thenCompose(
                        found -> {
                            if (found instanceof Finding.Failed failed) {
                                return done(new MethodOutcome.Failed(failed.reason()));
                            }
                            if (found instanceof Finding.Chassis status && status.powerOn()) {
                                return done(
                                        new MethodOutcome.Unneeded("the chassis is on already"));
                            }
                            return chassis.get()
                                    .order(node, PowerAction.ON, limit)
                                    .thenApply(result -> outcome(node, result));
                        });
    }

    private MethodOutcome outcome(Node node, PowerResult result) {
        return result instanceof PowerResult.Refused refused
                ? new MethodOutcome.Failed(refused.reason())
                : new MethodOutcome.Sent(1, "power on, by " + chassis.get().describe(node));
    }

    private static CompletableFuture<MethodOutcome> done(MethodOutcome outcome) {
        return CompletableFuture.completedFuture(outcome);
    }
}
