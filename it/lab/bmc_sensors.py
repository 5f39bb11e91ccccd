"""The sensors of the lab's BMC, and their records as IPMI 2.0 section 43 lays them out."""

import dataclasses

CELSIUS, VOLTS, AMPERES, WATTS, CFM, RPM, NOTHING = 1, 4, 5, 6, 17, 18, 0
TEMPERATURE, VOLTAGE, CURRENT, FAN, INTRUSION, PROCESSOR = 0x01, 0x02, 0x03, 0x04, 0x05, 0x07
POWER_SUPPLY, OTHER_UNITS, MEMORY, DRIVE_SLOT = 0x08, 0x0B, 0x0C, 0x0D

THRESHOLD, DIGITAL, REDUNDANCY, SENSOR_SPECIFIC = 0x01, 0x03, 0x0B, 0x6F

# flags of a reading, section 35.14: events and scanning are on, and there is none
SCANNED, UNAVAILABLE = 0xC0, 0xE0

# a reading is compared with lower thresholds non-critical, critical, non-recoverable, then upper
NO_THRESHOLDS = (None,) * 6


@dataclasses.dataclass(frozen=True)
class Sensor:
    """One that measures, by a full record.

    Its value is (m * raw + b * 10^b_exponent) * 10^exponent; thresholds in its unit, None where
    there is none, in the order lower non-recoverable, critical, non-critical, upper non-critical,
    critical, non-recoverable.
    """

    name: str
    number: int
    type: int
    entity: tuple
    unit: int
    initial: float
    thresholds: tuple = NO_THRESHOLDS
    m: int = 1
    b: int = 0
    b_exponent: int = 0
    exponent: int = 0
    signed: bool = False
    percent: bool = False
    linearization: int = 0
    id_code: bytes = None
    unavailable: bool = False

    def raw(self, value):
        raw = round((value / 10.0**self.exponent - self.b * 10.0**self.b_exponent) / self.m)
        if self.signed:
            return max(-128, min(127, raw)) & 0xFF
        return max(0, min(255, raw))

    def assertions(self, raw):
        """The bits of the thresholds that a reading is at or beyond."""
        lnr, lc, lnc, unc, uc, unr = self.raw_thresholds()
        bits = 0
        for bit, limit in enumerate((lnc, lc, lnr)):
            bits |= (limit is not None and raw <= limit) << bit
        for bit, limit in enumerate((unc, uc, unr), 3):
            bits |= (limit is not None and raw >= limit) << bit
        return bits

    def raw_thresholds(self):
        return [None if limit is None else self.raw(limit) for limit in self.thresholds]

    def reading(self, value):
        """How bmc_module.c is told: kind, value, flags, states."""
        raw = self.raw(value)
        return bytes([1, raw, SCANNED, 0xC0 | self.assertions(raw), 0x80])

    def commands(self):
        limits = self.raw_thresholds()
        lnr, lc, lnc, unc, uc, unr = limits
        # from the sixth, upper non-recoverable, down to lower non-critical: ipmi_sim_cmd(5)
        falling = (unr, uc, unc, lnr, lc, lnc)
        events = bits15(self.events())
        # ipmi_sim knows unsigned values only: no events of a signed sensor
        return [
            "sensor_add 0x20 0 %d 0x%02x 0x01" % (self.number, self.type),
            "sensor_set_hysteresis 0x20 0 %d settable 1 1" % self.number,
            "sensor_set_value 0x20 0 %d %d 0" % (self.number, self.raw(self.initial)),
            "sensor_set_threshold 0x20 0 %d settable %s %s"
            % (
                self.number,
                "".join("0" if limit is None else "1" for limit in falling),
                octets(limit or 0 for limit in falling),
            ),
            "sensor_set_event_support 0x20 0 %d enable scanning per-state %s %s %s %s"
            % (self.number, events, events, events, events),
        ]

    def events(self):
        """Lower thresholds going low, upper ones going high."""
        lnr, lc, lnc, unc, uc, unr = (limit is not None for limit in self.thresholds)
        return lnc | lc << 2 | lnr << 4 | unc << 7 | uc << 9 | unr << 11

    def record(self):
        limits = self.raw_thresholds()
        lnr, lc, lnc, unc, uc, unr = (limit or 0 for limit in limits)
        have = [limit is not None for limit in limits]
        low = have[2] | have[1] << 1 | have[0] << 2
        high = have[3] | have[4] << 1 | have[5] << 2
        asserted, deasserted = self.events() | low << 12, self.events() | high << 12
        return record(
            0x01,
            [0x20, 0, self.number, *self.entity, 0x7F, 0x68, self.type, THRESHOLD]
            + [asserted & 0xFF, asserted >> 8, deasserted & 0xFF, deasserted >> 8]
            + [high << 3 | low, high << 3 | low]
            + [0x80 * self.signed | self.percent, self.unit, 0, self.linearization]
            + [self.m & 0xFF, (self.m >> 8 & 3) << 6, self.b & 0xFF, (self.b >> 8 & 3) << 6, 0]
            + [(self.exponent & 15) << 4 | self.b_exponent & 15]
            + [0, 0, 0, 0, 0x7F if self.signed else 0xFF, 0x80 if self.signed else 0]
            + [unr, uc, unc, lnr, lc, lnc, 1, 1, 0, 0, 0],
            self.id_code or plain(self.name),
        )


@dataclasses.dataclass(frozen=True)
class States:
    """One that has states, by a compact record; a value is the mask of those that are so."""

    name: str
    number: int
    type: int
    entity: tuple
    initial: int
    possible: int
    reading_type: int = SENSOR_SPECIFIC
    shared_by: int = 1
    unavailable: bool = False

    def reading(self, value):
        states = int(value)
        return bytes([0, 0, SCANNED, states & 0xFF, 0x80 | states >> 8])

    def commands(self):
        mask = bits15(self.possible)
        add = "sensor_add 0x20 0 %d 0x%02x 0x%02x" % (self.number, self.type, self.reading_type)
        events = "sensor_set_event_support 0x20 0 %d enable scanning per-state %s %s %s %s"
        initial = [
            "sensor_set_bit 0x20 0 %d %d 1 0" % (self.number, bit)
            for bit in range(15)
            if self.initial >> bit & 1
        ]
        return [add, *initial, events % (self.number, mask, mask, mask, mask)]

    def record(self):
        used = [self.possible & 0xFF, self.possible >> 8]
        return record(
            0x02,
            [0x20, 0, self.number, *self.entity, 0x67, 0x40, self.type, self.reading_type]
            + used * 3
            + [0xC0, 0, 0, self.shared_by, 0x80 if self.shared_by > 1 else 0, 0, 0, 0, 0, 0, 0],
            plain(self.name),
        )


@dataclasses.dataclass(frozen=True)
class Events:
    """One that can only be found in the log, by an event-only record."""

    name: str
    number: int
    type: int
    entity: tuple
    possible: int

    def commands(self):
        mask = bits15(self.possible)
        return [
            "sensor_add 0x20 0 %d 0x%02x 0x6f event-only" % (self.number, self.type),
            "sensor_set_event_support 0x20 0 %d enable scanning per-state %s %s %s %s"
            % (self.number, mask, mask, mask, mask),
        ]

    def record(self):
        return record(
            0x03,
            [0x20, 0, self.number, *self.entity, self.type, SENSOR_SPECIFIC, 1, 0, 0, 0],
            plain(self.name),
        )


def record(type, body, name):
    """With 0 for its number, which is filled in later."""
    body = [*body, *name]
    return bytes([0, 0, 0x51, type, len(body), *body])


def controller(name):
    """A management controller device locator record."""
    return record(0x12, [0x20, 0, 0, 0xBF, 0, 0, 0, 7, 1, 0], plain(name))


def plain(name):
    """Type and length, section 43.15, then 8 bits a character."""
    data = name.encode("latin-1")[:16]
    return bytes([0xC0 | len(data)]) + data


def packed(name):
    """Type and length, then 6 bits a character, lowest first."""
    bits = 0
    for place, character in enumerate(name):
        bits |= (ord(character) - 0x20) << 6 * place
    data = bits.to_bytes((6 * len(name) + 7) // 8, "little")
    return bytes([0x80 | len(data)]) + data


def bits15(mask):
    return format(mask, "015b")


def octets(values):
    return " ".join("0x%02x" % value for value in values)


UPPER = (None, None, None)
FAN_LIMITS = (300, 500, 700, 18000, 20000, 25000)

SENSORS = [
    Sensor("CPU Temp", 1, TEMPERATURE, (3, 1), CELSIUS, 42, (*UPPER, 75, 85, 95)),
    Sensor("System Temp", 2, TEMPERATURE, (7, 1), CELSIUS, 34, (*UPPER, 75, 80, 85)),
    Sensor("Peripheral Temp", 3, TEMPERATURE, (7, 2), CELSIUS, 38, (*UPPER, 75, 80, 85)),
    Sensor("DIMMA1 Temp", 4, TEMPERATURE, (32, 1), CELSIUS, 36, (*UPPER, 75, 80, 85)),
    Sensor("Inlet Temp", 5, TEMPERATURE, (55, 1), CELSIUS, -4, signed=True),
    Sensor("VRM Temp", 6, TEMPERATURE, (20, 1), CELSIUS, 0, (*UPPER, 90, 95, 100), unavailable=True),
    Sensor("FAN1", 10, FAN, (29, 1), RPM, 1200, FAN_LIMITS, m=100),
    Sensor("FAN2", 11, FAN, (29, 2), RPM, 1100, FAN_LIMITS, m=100),
    Sensor("FANA", 12, FAN, (29, 3), RPM, 900, FAN_LIMITS, m=100),
    Sensor("FAN3 Duty", 13, FAN, (29, 4), NOTHING, 45, percent=True),
    Sensor("12V", 20, VOLTAGE, (7, 3), VOLTS, 12.0, (10.2, 10.5, 10.8, 13.2, 13.5, 13.8), m=60, exponent=-3),
    Sensor("5VCC", 21, VOLTAGE, (7, 4), VOLTS, 4.99, (4.2, 4.4, 4.5, 5.5, 5.6, 5.7), m=26, exponent=-3),
    Sensor("3.3VCC", 22, VOLTAGE, (7, 5), VOLTS, 3.33, (2.8, 2.9, 3.0, 3.6, 3.7, 3.8), m=17, exponent=-3),
    Sensor("VBAT", 23, VOLTAGE, (40, 1), VOLTS, 3.06, (2.4, 2.5, 2.6, 3.6, 3.7, 3.8), m=17, exponent=-3),
    Sensor("PS1 Current", 24, CURRENT, (10, 1), AMPERES, 0.4, (*UPPER, 4, 5, 6), exponent=-1),
    Sensor("PW Consumption", 30, OTHER_UNITS, (10, 1), WATTS, 86, (*UPPER, 400, 450, 500), m=2),
    Sensor("Airflow", 31, OTHER_UNITS, (7, 6), CFM, 36, m=3),
    Sensor("Humidity", 32, OTHER_UNITS, (55, 2), NOTHING, 41, percent=True),
    States("Chassis Intru", 40, INTRUSION, (23, 1), 0x0000, 0x0001),
    States("PS1 Status", 41, POWER_SUPPLY, (10, 1), 0x0001, 0x000F),
    States("PS Redundancy", 42, POWER_SUPPLY, (19, 1), 0x0001, 0x0003, REDUNDANCY),
    States("Drive Slot 1", 43, DRIVE_SLOT, (4, 1), 0x0001, 0x0003),
    States("CPU Prochot", 44, PROCESSOR, (3, 1), 0x0001, 0x0003, DIGITAL),
    States("PS2 Status", 45, POWER_SUPPLY, (10, 2), 0x0000, 0x000F, unavailable=True),
    Events("Memory ECC", 46, MEMORY, (32, 1), 0x000F),
]

# names and records that are right, and that few readers expect
ODD = [
    Sensor("Lüfter Gehäuse", 60, FAN, (29, 5), RPM, 800, m=100),
    Sensor("SYS 6BIT", 61, TEMPERATURE, (7, 7), CELSIUS, 30, id_code=packed("SYS 6BIT")),
    Sensor('Odd "N\\ame", x ', 62, TEMPERATURE, (7, 8), CELSIUS, 31),
    Sensor("Doppel", 63, TEMPERATURE, (7, 9), CELSIUS, 32),
    Sensor("Doppel", 64, TEMPERATURE, (7, 10), CELSIUS, 33),
    Sensor("", 65, TEMPERATURE, (7, 11), CELSIUS, 34),
    Sensor("Offset", 66, VOLTAGE, (7, 12), VOLTS, -11.9, m=60, b=-155, b_exponent=2, exponent=-3),
    States("DIMM", 70, MEMORY, (32, 2), 0x0000, 0x000F, shared_by=4),
]
