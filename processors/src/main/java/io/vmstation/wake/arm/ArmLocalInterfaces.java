package io.vmstation.wake.arm;

import static java.util.Objects.requireNonNull;

import io.vmstation.spi.Commands;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Arms the network interfaces of this machine and says what came of each. Thread-safe. */
public final class ArmLocalInterfaces {
    private static final Logger log = LoggerFactory.getLogger(ArmLocalInterfaces.class);

    private final Supplier<List<String>> interfaces;
    private final ArmInterface armInterface;

    /**
     * @param interfaces the names of the interfaces, asked at each run
     * @param commands run on this machine
     */
    public ArmLocalInterfaces(Supplier<List<String>> interfaces, Commands commands) {
        this.interfaces = requireNonNull(interfaces, "interfaces is null");
        this.armInterface = new ArmInterface(commands);
    }

    /**
     * Arms all of them, one after the other.
     *
     * @param dryRun only say what would be done
     * @return the outcome of each interface by name; completes normally
     */
    public CompletableFuture<Map<String, ArmOutcome>> arm(boolean dryRun) {
        Map<String, ArmOutcome> outcomes = new LinkedHashMap<>();
        CompletableFuture<?> all = CompletableFuture.completedFuture(null);
        for (String name : interfaces.get()) {
            all =
                    all.thenCompose(before -> armInterface.arm(name, dryRun))
                            .thenAccept(
                                    outcome -> {
                                        outcomes.put(name, outcome);
                                        say(name, outcome);
                                    });
        }
        return all.thenApply(last -> outcomes);
    }

    private static void say(String name, ArmOutcome outcome) {
        if (outcome instanceof ArmOutcome.Failed failed) {
            log.warn(
                    "Wake-on-LAN could not be checked or set: interface={}, reason={}",
                    name,
                    failed.reason());
        } else {
            log.info("Wake-on-LAN: interface={}, {}", name, describe(outcome));
        }
    }

    /** One clause for people. */
    public static String describe(ArmOutcome outcome) {
        if (outcome instanceof ArmOutcome.AlreadyArmed) {
            return "enabled already";
        } else if (outcome instanceof ArmOutcome.Armed) {
            return "enabled now and verified";
        } else if (outcome instanceof ArmOutcome.WouldArm would) {
            return "would be enabled by: wol " + would.flags();
        } else if (outcome instanceof ArmOutcome.Unsupported unsupported) {
            return "not supported, " + unsupported.reason();
        } else {
            return "failed, " + ((ArmOutcome.Failed) outcome).reason();
        }
    }
}
