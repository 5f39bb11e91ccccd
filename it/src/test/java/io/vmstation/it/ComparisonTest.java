package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same BMCs, the same configuration file and the same URL, read by Debian's {@code
 * prometheus-ipmi-exporter} and by the host: series, labels and values are equal, but for what
 * {@code docs/hardware-comparison.md} lists.
 */
@Needs({
    "ip",
    "nft",
    "python3",
    "sysctl",
    "curl",
    "ipmi_sim",
    "gcc",
    "OpenIPMI/mcserv.h",
    "ipmitool",
    "ipmi-sensors",
    "prometheus-ipmi-exporter"
})
@Timeout(180)
class ComparisonTest {
    private static final int HOST = 9876;

    @RegisterExtension static final Lab LAB = new Lab();

    private static final Map<String, SimulatedBmc> BMCS = new LinkedHashMap<>();
    private static IpmiExporter exporter;

    /** Where the two may differ. Each has a row in the document that says why. */
    enum Difference {
        /** A sensor without reading and state: {@code NaN} here, left out there. */
        UNAVAILABLE("Sensors without a reading") {
            @Override
            boolean explains(String series, @Nullable Double ours, @Nullable Double theirs) {
                return theirs == null
                        && ours != null
                        && ours.isNaN()
                        && series.matches("ipmi_\\w+\\{id=\"\\d+\",name=\".*");
            }
        },
        /** There since 1.7 of ipmi_exporter; Debian has 1.6.1. */
        CHASSIS_FAULTS("Faults of the chassis") {
            @Override
            boolean explains(String series, @Nullable Double ours, @Nullable Double theirs) {
                return theirs == null && series.matches("ipmi_chassis_(drive|cooling)_fault_state");
            }
        },
        /** The label is there since 1.10. */
        BMC_URL("Label `bmc_url`") {
            @Override
            boolean explains(String series, @Nullable Double ours, @Nullable Double theirs) {
                boolean labelled = series.contains("bmc_url=\"N/A\"");
                return series.startsWith("ipmi_bmc_info{")
                        && (labelled ? theirs == null : ours == null);
            }
        },
        /** Absent since 1.7 where the measurement of power does not run. */
        STOPPED_MEASUREMENT("A BMC that has stopped to measure power") {
            @Override
            boolean explains(String series, @Nullable Double ours, @Nullable Double theirs) {
                return series.equals("ipmi_dcmi_power_consumption_watts")
                        && ours == null
                        && theirs != null;
            }
        },
        DURATION("Duration of the scrape") {
            @Override
            boolean explains(String series, @Nullable Double ours, @Nullable Double theirs) {
                return series.equals("ipmi_scrape_duration_seconds")
                        && ours != null
                        && theirs != null;
            }
        };

        private final String row;

        Difference(String row) {
            this.row = row;
        }

        abstract boolean explains(String series, @Nullable Double ours, @Nullable Double theirs);
    }

    @BeforeAll
    static void start() {
        exporter = IpmiExporter.start(LAB);
        List<String> states =
                List.of(
                        "calm",
                        "hot",
                        "still",
                        "unpowered",
                        "off",
                        "full",
                        "unable to measure",
                        "measuring no more",
                        "partial");
        List<SimulatedBmc> bmcs = LAB.bmcs("bmcs", states.size(), "--firmware", "2.17.0");
        for (int i = 0; i < bmcs.size(); i++) {
            BMCS.put(states.get(i), bmcs.get(i));
        }
        bmc("hot").set("CPU Temp", 86).set("System Temp", 78).set("DIMMA1 Temp", 90);
        bmc("still").set("FAN1", 0).set("FAN2", 600).set("FAN3 Duty", 0);
        bmc("unpowered").set("PS1 Status", 3).set("PS Redundancy", 2).set("Drive Slot 1", 3);
        bmc("unpowered").set("Chassis Intru", 1).set("12V", 10.6).set("PW Consumption", 470);
        bmc("off").tell("power", "off").tell("faults", "drive", "cooling");
        bmc("full").tell("sel", "fill", "999").tell("sel", "add", "Memory ECC", "0");
        bmc("unable to measure").tell("watts", "off");
        bmc("measuring no more").tell("watts", "stopped");
        bmc("partial").tell("unavailable", "FAN2").tell("fail", "12V", "0xcb");
        bmc("partial").tell("remove", "VBAT").set("PS1 Status", 0);
    }

    private @Nullable HostProcess host;

    @AfterEach
    void stopHost() throws InterruptedException {
        if (host != null) {
            host.terminate();
        }
    }

    private static SimulatedBmc bmc(String state) {
        return Objects.requireNonNull(BMCS.get(state), state);
    }

    private HostProcess hostWith(String source) {
        HostSetup setup =
                LAB.host("with-" + source)
                        .properties(
                                """
                                ipmi.source=%s
                                ipmi.modules-file=modules.yml
                                ipmi.targets=127.0.0.1
                                """
                                        .formatted(source));
        HostProcess started = setup.secret("config/modules.yml", IpmiExporter.MODULES).start();
        host = started;
        return started;
    }

    private static Scrape ours(String target, String module) {
        String path = "/ipmi?module=" + module + "&target=" + target;
        return Scrape.of(LAB.clients().get(HOST, path).body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "freeipmi", "ipmitool"})
    void seriesLabelsAndValuesAreThoseOfTheExporter(String source) {
        hostWith(source);
        Set<Difference> seen = EnumSet.noneOf(Difference.class);
        Map<String, Set<String>> unexplained = new TreeMap<>();
        BMCS.forEach(
                (state, bmc) -> {
                    Scrape theirs = exporter.scrape(bmc.target(), "lab");
                    assertThat(theirs.series()).hasSizeGreaterThan(45);
                    Set<String> odd = compare(ours(bmc.target(), "lab"), theirs, seen);
                    if (!odd.isEmpty()) {
                        unexplained.put(state, odd);
                    }
                });

        assertThat(unexplained).as("by state, with %s", source).isEmpty();
        assertThat(seen).as("what is still different").containsExactly(Difference.values());
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "freeipmi", "ipmitool"})
    void aNameWithACommaAndAQuotationMarkStopsTheExporterAlone(String source) {
        hostWith(source);
        SimulatedBmc bmc = LAB.bmcs("odd-" + source, 1, "--odd").get(0);

        Scrape theirs = exporter.scrape(bmc.target(), "lab");
        Scrape ours = ours(bmc.target(), "lab");

        assertThat(theirs.series()).containsEntry("ipmi_up{collector=\"ipmi\"}", 0.0);
        assertThat(ours.series()).containsEntry("ipmi_up{collector=\"ipmi\"}", 1.0);
        assertThat(ours.series().keySet())
                .anyMatch(
                        series ->
                                series.startsWith("ipmi_temperature_celsius{")
                                        && series.contains("Odd \\\"N"));
    }

    @Test
    void sensorsThatAreExcludedByTheModuleAreLeftOut() {
        hostWith("auto");

        Scrape chosen = ours(bmc("calm").target(), "chosen");

        assertThat(compare(chosen, exporter.scrape(bmc("calm").target(), "chosen"), seen()))
                .isEmpty();
        assertThat(chosen.series().keySet()).noneMatch(series -> series.contains("CPU Temp"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "freeipmi"})
    void aWrongPasswordIsNotUpAndNoError(String source) {
        HostProcess running = hostWith(source);
        SimulatedBmc bmc = bmc("calm");

        Scrape mistaken = ours(bmc.target(), "mistaken");

        assertThat(compare(mistaken, exporter.scrape(bmc.target(), "mistaken"), seen())).isEmpty();
        assertThat(mistaken.series()).containsEntry("ipmi_up{collector=\"ipmi\"}", 0.0);
        assertThat(running.log()).doesNotContain("hunter2");
    }

    @Test
    void requestsThatMakeNoSenseAreRefusedAlike() {
        hostWith("auto");
        for (String path :
                List.of("/ipmi", "/ipmi?module=lab", "/ipmi?target=127.0.0.1&module=nothing")) {
            assertThat(LAB.clients().get(HOST, path).status())
                    .as(path)
                    .isEqualTo(exporter.status(path))
                    .isEqualTo(400);
        }
    }

    @Test
    void everyDifferenceHasARowInTheDocument() throws IOException {
        String document =
                Files.readString(Path.of("../docs/hardware-comparison.md").toAbsolutePath());

        for (Difference difference : Difference.values()) {
            assertThat(document).contains("| " + difference.row + " |");
        }
        assertThat(document.lines().filter(line -> line.matches("\\| [^-].*")).count())
                .as("rows, without that of the heading")
                .isEqualTo(Difference.values().length + 1L);
    }

    private static Set<Difference> seen() {
        return EnumSet.noneOf(Difference.class);
    }

    /** What differs and is not explained; what is explained goes into {@code seen}. */
    private static Set<String> compare(Scrape ours, Scrape theirs, Set<Difference> seen) {
        Set<String> all = new TreeSet<>(ours.series().keySet());
        all.addAll(theirs.series().keySet());
        Set<String> unexplained = new TreeSet<>();
        for (String series : all) {
            Double our = ours.series().get(series);
            Double their = theirs.series().get(series);
            if (our != null && our.equals(their)) {
                continue;
            }
            boolean explained = false;
            for (Difference difference : Difference.values()) {
                if (difference.explains(series, our, their)) {
                    seen.add(difference);
                    explained = true;
                }
            }
            if (!explained) {
                unexplained.add("%s: ours %s, theirs %s".formatted(series, our, their));
            }
        }
        return unexplained;
    }
}
