package io.vmstation.ipmi.standard;

import io.vmstation.ipmi.reading.SensorState;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What events of sensors are called and what they mean: the tables 42-1 to 42-3 of IPMI 2.0, judged
 * as FreeIPMI does by custom ({@code freeipmi_interpret_sensor.conf(5)}, {@code
 * freeipmi_interpret_sel.conf(5)}). Events that a maker defines are not judged. Immutable.
 */
public final class EventTable {
    /** Event/reading type code of sensors with thresholds. */
    public static final int THRESHOLD = 0x01;

    /** The last event/reading type code that is the same for all kinds of sensors. */
    public static final int LAST_GENERIC = 0x0c;

    /** Event/reading type code of events that go by the kind of sensor. */
    public static final int SENSOR_SPECIFIC = 0x6f;

    /** Of a threshold sensor only the comparisons count; the other bits may be set (35.14). */
    private static final int COMPARISONS = 0x3f;

    private final Map<Integer, Judgement> judgements = new HashMap<>();
    private final Map<Integer, String> words = new HashMap<>();

    private EventTable() {
        Facts.lines("event-states.txt").forEach(this::addJudgement);
        Facts.lines("event-words.txt").forEach(this::addWords);
    }

    /** The table as FreeIPMI comes. */
    public static EventTable ofFreeIpmi() {
        return new EventTable();
    }

    private void addJudgement(String line) {
        String[] part = line.split(" ", -1);
        int code = Integer.parseInt(part[0], 16);
        int type = code == THRESHOLD ? 0 : Integer.parseInt(part[1], 16);
        judgements.put(key(code, type), new Judgement(part[2], part[3], part[4]));
    }

    private void addWords(String line) {
        String[] part = line.split(" ", 3);
        String[] kind = part[0].split("\\.", -1);
        int code = Integer.parseInt(kind[0], 16);
        int type = kind.length > 1 ? Integer.parseInt(kind[1], 16) : 0;
        words.put(key(code, type) << 4 | Integer.parseInt(part[1]), part[2]);
    }

    private static int key(int code, int type) {
        return code << 8 | type;
    }

    /**
     * What a sensor shows.
     *
     * @param code event/reading type code
     * @param type kind of sensor
     * @param bits which of its events are true now, the lowest bit for offset 0
     * @return the gravest of them; those that are not judged are passed over
     */
    public SensorState ofSensor(int code, int type, int bits) {
        Judgement judgement = judgements.get(key(code, code == THRESHOLD ? 0 : type));
        if (judgement == null || judgement.shown.equals("-")) {
            return SensorState.UNKNOWN;
        }
        int counted = code == THRESHOLD ? bits & COMPARISONS : bits;
        SensorState gravest = SensorState.NOMINAL;
        for (int offset = 0; offset < judgement.shown.length(); offset++) {
            SensorState state = state(judgement.shown.charAt(offset));
            if ((counted >> offset & 1) != 0 && state.compareTo(gravest) > 0) {
                gravest = state;
            }
        }
        return gravest;
    }

    /**
     * What a record in the system event log means.
     *
     * @param code event/reading type code
     * @param type kind of sensor
     * @param offset which of its events
     * @param asserted whether it began; otherwise it ended
     */
    public SensorState ofEvent(int code, int type, int offset, boolean asserted) {
        Judgement judgement = judgements.get(key(code, code == THRESHOLD ? 0 : type));
        if (judgement == null) {
            return SensorState.UNKNOWN;
        }
        String states = asserted ? judgement.asserted : judgement.deasserted;
        return offset < states.length() ? state(states.charAt(offset)) : SensorState.UNKNOWN;
    }

    /** What an event is called, if the standard knows it. */
    public Optional<String> words(int code, int type, int offset) {
        int kind = key(code, code == SENSOR_SPECIFIC ? type : 0);
        return Optional.ofNullable(words.get(kind << 4 | offset));
    }

    private static SensorState state(char letter) {
        return switch (letter) {
            case 'N' -> SensorState.NOMINAL;
            case 'W' -> SensorState.WARNING;
            case 'C' -> SensorState.CRITICAL;
            default -> SensorState.UNKNOWN;
        };
    }

    private record Judgement(String shown, String asserted, String deasserted) {}
}
