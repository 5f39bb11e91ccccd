package io.vmstation.ipmi.reading;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What came of one collector. */
public sealed interface Finding {

    /**
     * Nothing can be said: the BMC did not answer, refused, or talked nonsense.
     *
     * @param reason one clause, without secrets
     * @param kind what kind of failure it is
     */
    record Failed(String reason, Kind kind) implements Finding {
        /** What kind of failure it is. */
        public enum Kind {
            /** Nobody answered, as when the BMC has no power or its network is gone. */
            SILENT,
            /** User, password, privilege or cipher suite are not right: asking again is in vain. */
            REFUSED,
            /** Anything else. */
            OTHER
        }

        public Failed {
            requireNonNull(reason, "reason is null");
            requireNonNull(kind, "kind is null");
        }

        /** One of which no more is known. */
        public Failed(String reason) {
            this(reason, Kind.OTHER);
        }

        /** Nobody answered. */
        public static Failed silent(String reason) {
            return new Failed(reason, Kind.SILENT);
        }

        /** User, password, privilege or cipher suite are not right. */
        public static Failed refused(String reason) {
            return new Failed(reason, Kind.REFUSED);
        }
    }

    /**
     * The BMC answered that it does not have this.
     *
     * @param reason one clause
     */
    record Unsupported(String reason) implements Finding {
        public Unsupported {
            requireNonNull(reason, "reason is null");
        }
    }

    /**
     * Sensors, in the order of their records.
     *
     * @param all without the excluded ones
     */
    record Sensors(List<Sensor> all) implements Finding {
        public Sensors {
            all = List.copyOf(all);
        }
    }

    /**
     * Power of the whole machine, by DCMI.
     *
     * @param watts absent while the controller does not measure
     */
    record DcmiPower(OptionalDouble watts) implements Finding {
        public DcmiPower {
            requireNonNull(watts, "watts is null");
        }
    }

    /**
     * The controller; what it does not tell is absent.
     *
     * @param firmwareRevision such as {@code 3.45}
     * @param manufacturerId such as {@code Super Micro Computer Inc. (10876)}
     * @param systemFirmwareVersion of the BIOS
     * @param url of its web page
     */
    record BmcInfo(
            Optional<String> firmwareRevision,
            Optional<String> manufacturerId,
            Optional<String> systemFirmwareVersion,
            Optional<String> url)
            implements Finding {}

    /**
     * The chassis.
     *
     * @param powerOn whether it is on
     * @param driveFault whether a drive is faulty; absent when not told
     * @param coolingFault whether a fan is faulty; absent when not told
     */
    record Chassis(boolean powerOn, Optional<Boolean> driveFault, Optional<Boolean> coolingFault)
            implements Finding {}

    /**
     * The system event log.
     *
     * @param entries how many
     * @param freeBytes how much room is left
     */
    record Sel(long entries, long freeBytes) implements Finding {}

    /**
     * What stands in the system event log.
     *
     * @param all oldest first
     */
    record SelEvents(List<SelEvent> all) implements Finding {
        public SelEvents {
            all = List.copyOf(all);
        }
    }

    /**
     * The watchdog timer, IPMI 2.0 section 27.7.
     *
     * @param running whether it counts
     * @param use such as {@code BIOS FRB2}, the words of FreeIPMI's bmc-watchdog
     * @param logging whether an expiry is logged
     * @param timeoutAction such as {@code Hard Reset}
     * @param pretimeoutInterrupt such as {@code None}
     * @param pretimeoutSeconds before the expiry
     * @param initialSeconds what it counts down from
     * @param currentSeconds what is left
     */
    record Watchdog(
            boolean running,
            String use,
            boolean logging,
            String timeoutAction,
            String pretimeoutInterrupt,
            double pretimeoutSeconds,
            double initialSeconds,
            double currentSeconds)
            implements Finding {}

    /**
     * Which network port a Supermicro controller uses.
     *
     * @param mode 0 dedicated, 1 shared, 2 failover
     */
    record LanMode(int mode) implements Finding {}
}
