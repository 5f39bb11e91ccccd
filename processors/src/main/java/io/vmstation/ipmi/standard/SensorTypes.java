package io.vmstation.ipmi.standard;

import java.util.List;

/** Kinds of sensors: IPMI 2.0 table 42-3. */
public final class SensorTypes {
    /** From here on a maker may call them what it likes. */
    private static final int OEM = 0xc0;

    private static final List<String> WORDS =
            List.of(
                    "Reserved",
                    "Temperature",
                    "Voltage",
                    "Current",
                    "Fan",
                    "Physical Security",
                    "Platform Security Violation Attempt",
                    "Processor",
                    "Power Supply",
                    "Power Unit",
                    "Cooling Device",
                    "Other Units Based Sensor",
                    "Memory",
                    "Drive Slot",
                    "POST Memory Resize",
                    "System Firmware Progress",
                    "Event Logging Disabled",
                    "Watchdog 1",
                    "System Event",
                    "Critical Interrupt",
                    "Button/Switch",
                    "Module/Board",
                    "Microcontroller/Coprocessor",
                    "Add In Card",
                    "Chassis",
                    "Chip Set",
                    "Other Fru",
                    "Cable/Interconnect",
                    "Terminator",
                    "System Boot Initiated",
                    "Boot Error",
                    "OS Boot",
                    "OS Critical Stop",
                    "Slot/Connector",
                    "System ACPI Power State",
                    "Watchdog 2",
                    "Platform Alert",
                    "Entity Presence",
                    "Monitor ASIC/IC",
                    "LAN",
                    "Management Subsystem Health",
                    "Battery",
                    "Session Audit",
                    "Version Change",
                    "FRU State");

    /** Whether the standard knows such a kind, or leaves it to makers. */
    public static boolean isKnown(int code) {
        return code >= OEM || code < WORDS.size();
    }

    /**
     * What a kind of sensor is called.
     *
     * @param code 0 to 255
     */
    public static String word(int code) {
        if (code >= OEM) {
            return "OEM Reserved";
        }
        return isKnown(code) ? WORDS.get(code) : "Unrecognized";
    }

    private SensorTypes() {}
}
