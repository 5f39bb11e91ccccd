package io.vmstation.ipmi.source.lan;

import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.record.SelWords;
import io.vmstation.ipmi.record.SensorRecord;
import io.vmstation.ipmi.source.ReadOrder;
import io.vmstation.ipmi.source.lan.LanFailure.Kind;
import io.vmstation.ipmi.standard.EventTable;
import io.vmstation.ipmi.standard.Makers;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** The parts of what a BMC tells, by what ipmi_exporter calls them. Immutable. */
final class Parts {
    /** Supermicro, and what it used before it had a number of its own. */
    private static final Set<Integer> SUPERMICRO = Set.of(10876, 47488);

    /** Group of the Data Center Manageability Interface. */
    private static final int DCMI = 0xdc;

    private static final int NOT_NOW = 0xd5;
    private static final int LAST_LAN_MODE = 2;

    private final EventTable table = EventTable.ofFreeIpmi();
    private final Makers makers = Makers.ofServers();
    private final Part sensors = new Sensors(table);
    private final Part watchdog = new WatchdogTimer();

    /** Who reads that. */
    Part of(Collector collector) {
        return switch (collector) {
            case BMC -> this::controller;
            case BMC_WATCHDOG -> watchdog;
            case IPMI -> sensors;
            case CHASSIS -> this::chassis;
            case DCMI -> this::power;
            case SEL -> this::log;
            case SEL_EVENTS -> this::events;
            case SM_LAN_MODE -> this::lanMode;
        };
    }

    private Finding controller(Conversation bmc, Memory memory, ReadOrder order) throws LanFailure {
        DeviceId device = DeviceId.of(bmc);
        return new Finding.BmcInfo(
                Optional.of(device.firmware()),
                Optional.of(makers.word(device.manufacturer())),
                SystemInfo.text(bmc, SystemInfo.FIRMWARE_VERSION),
                SystemInfo.text(bmc, SystemInfo.BMC_URL));
    }

    /** Get Chassis Status, IPMI 2.0 section 28.2. */
    private Finding chassis(Conversation bmc, Memory memory, ReadOrder order) throws LanFailure {
        Answer answer = bmc.ask(new Request("Get Chassis Status", 0x00, 0x01)).orFail();
        Optional<Integer> faults = answer.size() > 2 ? Optional.of(answer.at(2)) : Optional.empty();
        return new Finding.Chassis(
                (answer.at(0) & 1) != 0,
                faults.map(bits -> (bits & 4) != 0),
                faults.map(bits -> (bits & 8) != 0));
    }

    /** Get Power Reading, DCMI 1.5 section 6.6.1. */
    private Finding power(Conversation bmc, Memory memory, ReadOrder order) throws LanFailure {
        Answer answer =
                bmc.ask(new Request("Get Power Reading (DCMI)", 0x2c, 0x02, DCMI, 0x01, 0, 0));
        if (answer.completion() == NOT_NOW) {
            return new Finding.DcmiPower(OptionalDouble.empty());
        }
        answer.orFail();
        if (answer.at(0) != DCMI) {
            throw new LanFailure(Kind.UNUSABLE, "the BMC's answer is not of DCMI");
        }
        boolean measuring = (answer.at(17) & 0x40) != 0;
        return new Finding.DcmiPower(
                measuring ? OptionalDouble.of(answer.two(1)) : OptionalDouble.empty());
    }

    private Finding log(Conversation bmc, Memory memory, ReadOrder order) throws LanFailure {
        SelInfo info = SelInfo.of(bmc);
        return new Finding.Sel(info.entries(), info.freeBytes());
    }

    private Finding events(Conversation bmc, Memory memory, ReadOrder order) throws LanFailure {
        return new Finding.SelEvents(
                memory.events().of(bmc, new SelWords(table, names(bmc, memory))::of));
    }

    /** Events can do without names of sensors, when only those cannot be had. */
    private static List<SensorRecord> names(Conversation bmc, Memory memory) throws LanFailure {
        try {
            return memory.sensors().of(bmc);
        } catch (LanFailure e) {
            if (e.kind() == Kind.UNUSABLE || e.kind() == Kind.UNSUPPORTED) {
                return memory.sensors().known();
            }
            throw e;
        }
    }

    /** A command of Supermicro, as ipmi_exporter gives it. */
    private Finding lanMode(Conversation bmc, Memory memory, ReadOrder order) throws LanFailure {
        if (!SUPERMICRO.contains(DeviceId.of(bmc).manufacturer())) {
            return new Finding.Unsupported("only controllers of Supermicro have it");
        }
        int mode =
                bmc.ask(new Request("the LAN mode of Supermicro", 0x30, 0x70, 0x0c, 0x00))
                        .orFail()
                        .at(0);
        if (mode > LAST_LAN_MODE) {
            throw new LanFailure(Kind.UNUSABLE, "the BMC has an unknown LAN mode: " + mode);
        }
        return new Finding.LanMode(mode);
    }
}
