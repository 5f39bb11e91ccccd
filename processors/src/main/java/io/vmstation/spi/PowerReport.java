package io.vmstation.spi;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What came of asking the BMC of a node about its power, or of an order to switch it: found in the
 * exchange variable {@link ExchangeVariables#POWER}.
 *
 * @param id of the order, in the ledger; empty when nothing was ordered
 * @param node its name
 * @param action what was asked for, {@code status} or {@code hard-off}
 * @param outcome what came of it
 * @param chassis what the BMC told, before any order; absent when it was not asked, or did not say
 * @param warnings what whoever asked should know, a clause each
 */
public record PowerReport(
        String id,
        String node,
        String action,
        Outcome outcome,
        Optional<Chassis> chassis,
        List<String> warnings) {
    public PowerReport {
        requireNonNull(id, "id is null");
        requireNonNull(node, "node is null");
        requireNonNull(action, "action is null");
        requireNonNull(outcome, "outcome is null");
        requireNonNull(chassis, "chassis is null");
        warnings = List.copyOf(warnings);
    }

    /**
     * What a BMC tells of the machine around it.
     *
     * @param on whether it is on; a machine that is suspended to RAM counts as on with most BMCs
     * @param driveFault whether a drive is faulty; absent when it does not say
     * @param coolingFault whether a fan is faulty; absent when it does not say
     */
    public record Chassis(
            boolean on, Optional<Boolean> driveFault, Optional<Boolean> coolingFault) {}

    /** What came of it. */
    public sealed interface Outcome {

        /** One word. */
        String word();

        /** One clause for people, without secrets. */
        String detail();

        /** Nothing was to be done: this is how it is. */
        record Shown(String detail) implements Outcome {
            @Override
            public String word() {
                return "shown";
            }
        }

        /** The BMC took the order. Whether the machine follows shows later. */
        record Ordered(String detail) implements Outcome {
            @Override
            public String word() {
                return "ordered";
            }
        }

        /** Nothing was ordered, as the machine is so already. */
        record Unchanged(String detail) implements Outcome {
            @Override
            public String word() {
                return "unchanged";
            }
        }

        /** Nothing was ordered: this is what would be. */
        record Planned(String detail) implements Outcome {
            @Override
            public String word() {
                return "planned";
            }
        }

        /** It must not be done; nothing was ordered. */
        record Refused(String detail) implements Outcome {
            @Override
            public String word() {
                return "refused";
            }
        }

        /** The BMC did not do it, or did not answer. */
        record Failed(String detail) implements Outcome {
            @Override
            public String word() {
                return "failed";
            }
        }
    }
}
