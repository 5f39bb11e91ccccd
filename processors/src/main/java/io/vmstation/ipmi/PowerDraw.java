package io.vmstation.ipmi;

import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding.Chassis;
import io.vmstation.ipmi.reading.Finding.DcmiPower;
import io.vmstation.ipmi.reading.Finding.Sensors;
import io.vmstation.ipmi.reading.Sensor;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the whole machine draws, as its controller tells it: by DCMI, else by a sensor of the whole
 * machine, else by those of the inputs of its power supplies. Never by adding up parts such as
 * processors: nobody knows what else there is.
 */
public final class PowerDraw {
    private static final Set<String> WATTS = Set.of("w", "watt", "watts");

    /**
     * Names of sensors of the whole machine without anything but letters and digits, the most
     * trustworthy first. Makers: Inspur and OpenBMC ({@code Total_Power}), Fujitsu ({@code Total
     * Power}, beside a {@code System Power} that is a part of it); Dell ({@code Pwr Consumption},
     * of old {@code System Level}), Supermicro ({@code PW Consumption}), HP ({@code Power Meter}),
     * Cisco ({@code POWER_USAGE}); Lenovo ({@code Sys Power}); IBM ({@code Avg Power}).
     */
    private static final List<Pattern> WHOLE =
            List.of(
                    Pattern.compile("(sys(tem)?|node|server)?total(input)?(power|pwr)"),
                    Pattern.compile(
                            "((sys(tem)?|node|server)(board)?)?(power|pwr|pw)"
                                    + "(consumption|consumed|usage|meter|draw)"),
                    Pattern.compile("(sys(tem)?|node|server)(input)?(power|pwr)"),
                    Pattern.compile("(systemboard)?systemlevel"),
                    Pattern.compile("(avg|average)(power|pwr)"));

    /** Intel ({@code PS1 Input Power}), AMI ({@code PSU1 Power In}), Cisco ({@code PSU1_PIN}). */
    private static final Pattern INPUT =
            Pattern.compile(
                    "(ps|psu|powersupply)[0-9]{1,2}"
                            + "(input(power|pwr)?|(power|pwr)in(put)?|pin|acinput(power|pwr)?)");

    private PowerDraw() {}

    /**
     * In watts; absent when the controller does not tell. Zero is told only of a machine that is
     * said to be off: of one that is on it means that nothing is measured.
     */
    public static OptionalDouble watts(BmcReading reading) {
        boolean off =
                reading.finding(Collector.CHASSIS, Chassis.class)
                        .map(chassis -> !chassis.powerOn())
                        .orElse(false);
        OptionalDouble dcmi =
                reading.finding(Collector.DCMI, DcmiPower.class)
                        .map(DcmiPower::watts)
                        .orElse(OptionalDouble.empty());
        if (dcmi.isPresent() && isTold(dcmi.getAsDouble(), off)) {
            return dcmi;
        }
        List<Sensor> sensors =
                reading.finding(Collector.IPMI, Sensors.class).map(Sensors::all).orElse(List.of());
        OptionalDouble whole = whole(sensors, off);
        return whole.isPresent() ? whole : inputs(sensors, off);
    }

    private static OptionalDouble whole(List<Sensor> sensors, boolean off) {
        for (Pattern pattern : WHOLE) {
            for (Sensor sensor : sensors) {
                if (measures(sensor, pattern) && isTold(sensor.value(), off)) {
                    return OptionalDouble.of(sensor.value());
                }
            }
        }
        return OptionalDouble.empty();
    }

    /** A supply that is not there has no value; it draws nothing. */
    private static OptionalDouble inputs(List<Sensor> sensors, boolean off) {
        double[] told =
                sensors.stream()
                        .filter(sensor -> measures(sensor, INPUT))
                        .mapToDouble(Sensor::value)
                        .filter(watts -> watts >= 0 && Double.isFinite(watts))
                        .toArray();
        double sum = 0;
        for (double watts : told) {
            sum += watts;
        }
        return told.length > 0 && isTold(sum, off)
                ? OptionalDouble.of(sum)
                : OptionalDouble.empty();
    }

    private static boolean measures(Sensor sensor, Pattern pattern) {
        String name = sensor.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return WATTS.contains(sensor.unit().toLowerCase(Locale.ROOT))
                && pattern.matcher(name).matches();
    }

    private static boolean isTold(double watts, boolean off) {
        return Double.isFinite(watts) && (off ? watts >= 0 : watts > 0);
    }
}
