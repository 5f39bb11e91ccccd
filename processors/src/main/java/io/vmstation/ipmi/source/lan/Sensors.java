package io.vmstation.ipmi.source.lan;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Sensor;
import io.vmstation.ipmi.reading.SensorState;
import io.vmstation.ipmi.record.SensorRecord;
import io.vmstation.ipmi.source.ReadOrder;
import io.vmstation.ipmi.standard.EventTable;
import io.vmstation.ipmi.standard.SensorTypes;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads sensors: Get Sensor Reading, IPMI 2.0 section 35.14. As FreeIPMI does by custom, of sensors
 * that share a record the first is read, and sensors of other controllers or logical units have no
 * value.
 */
final class Sensors implements Part {
    private static final int UNAVAILABLE = 0x20;
    private static final int SCANNED = 0x40;

    private final EventTable table;

    Sensors(EventTable table) {
        this.table = requireNonNull(table, "table is null");
    }

    @Override
    public Finding read(Conversation bmc, Memory memory, ReadOrder order) throws LanFailure {
        List<Sensor> sensors = new ArrayList<>();
        for (SensorRecord record : memory.sensors().of(bmc)) {
            if (record.readable() && !order.excludedSensors().contains(record.id())) {
                sensors.add(read(bmc, record));
            }
        }
        return new Finding.Sensors(sensors);
    }

    private Sensor read(Conversation bmc, SensorRecord record) throws LanFailure {
        if (!record.isOfBmc()) {
            return unknown(record);
        }
        Answer answer = bmc.ask(new Request("Get Sensor Reading", 0x04, 0x2d, record.number()));
        if (answer.completion() == Answer.NO_PRIVILEGE) {
            answer.orFail();
        }
        if (!answer.isOk()
                || answer.size() < 2
                || (answer.at(1) & UNAVAILABLE) != 0
                || (answer.at(1) & SCANNED) == 0) {
            return unknown(record);
        }
        int bits =
                (answer.size() > 2 ? answer.at(2) : 0)
                        | (answer.size() > 3 ? answer.at(3) << 8 : 0);
        return sensor(
                record,
                record.value(answer.at(0)),
                table.ofSensor(record.code(), record.type(), bits));
    }

    private static Sensor unknown(SensorRecord record) {
        return sensor(record, Double.NaN, SensorState.UNKNOWN);
    }

    private static Sensor sensor(SensorRecord record, double value, SensorState state) {
        return new Sensor(
                record.id(),
                record.name(),
                SensorTypes.word(record.type()),
                value,
                record.unitWord(),
                state);
    }
}
