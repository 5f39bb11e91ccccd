package io.vmstation.ipmi.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Finding.Unsupported;
import io.vmstation.ipmi.reading.Sensor;
import io.vmstation.ipmi.reading.SensorState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Debian's prometheus-ipmi-exporter, 1.6.1, whose FreeIPMI are scripts that tell what our reading
 * holds: it must export the same.
 */
@Timeout(60)
class RealExporterTest {
    private static final Path EXPORTER = Path.of("/usr/bin/prometheus-ipmi-exporter");

    /** Which came after 1.6.1, or which no two runs have in common. */
    private static final List<String> NOT_THERE =
            List.of(
                    "ipmi_chassis_drive_fault_state",
                    "ipmi_chassis_cooling_fault_state",
                    "ipmi_scrape_duration_seconds");

    private final HttpClient client = HttpClient.newHttpClient();
    private final BmcReading reading = reading();
    private Optional<Process> exporter = Optional.empty();
    private Path tools = Path.of("");
    private int port;

    private static BmcReading reading() {
        Map<Collector, Finding> findings = new EnumMap<>(TestReadings.usual().findings());
        List<Sensor> sensors = new ArrayList<>(TestReadings.SENSORS);
        sensors.add(
                new Sensor(200, "T\u00e4mp \\ x", "Temperature", 0.5, "C", SensorState.WARNING));
        findings.put(Collector.IPMI, new Finding.Sensors(sensors));
        return TestReadings.told(findings);
    }

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        assumeTrue(
                Files.isExecutable(EXPORTER), "skipped, missing package: prometheus-ipmi-exporter");
        tools = folder;
        tool(folder, "ipmimonitoring", 0, sensors());
        tool(folder, "ipmi-dcmi", 0, "Current Power : 86 Watts\nPower Measurement : Active");
        tool(folder, "ipmi-chassis", 0, "System Power : on");
        tool(
                folder,
                "ipmi-sel",
                0,
                "Number of log entries : 12\nFree space remaining : 15984 bytes");
        tool(
                folder,
                "bmc-info",
                0,
                "Firmware Revision : 1.66\nManufacturer ID : Dell Inc. (674)\nSystem Firmware Version : 2.6.1");
        Path configuration = folder.resolve("ipmi.yml");
        Files.writeString(
                configuration,
                """
                modules:
                  default: {user: u, pass: p, driver: LAN_2_0, collectors: [ipmi, dcmi, bmc, chassis, sel]}
                """);
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        exporter =
                Optional.of(
                        new ProcessBuilder(
                                        EXPORTER.toString(),
                                        "--config.file=" + configuration,
                                        "--freeipmi.path=" + folder,
                                        "--web.listen-address=127.0.0.1:" + port)
                                .redirectErrorStream(true)
                                .redirectOutput(folder.resolve("log").toFile())
                                .start());
        await().ignoreExceptions().until(() -> get("/").statusCode() == 200);
    }

    /** Reads its configuration, which comes through a pipe, and says its piece. */
    private static void tool(Path folder, String name, int exit, String said) throws IOException {
        Path script =
                Files.writeString(
                        folder.resolve(name),
                        """
                        #!/bin/sh
                        while [ $# -gt 0 ]; do
                            [ "$1" != --config-file ] || cat "$2" >/dev/null
                            shift
                        done
                        cat <<'END'
                        %s
                        END
                        exit %d
                        """
                                .formatted(said, exit));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** As ipmimonitoring lists them. */
    private String sensors() {
        return reading.finding(Collector.IPMI, Finding.Sensors.class).orElseThrow().all().stream()
                .map(
                        sensor ->
                                "%d,%s,%s,%s,%s,%s,'OK'"
                                        .formatted(
                                                sensor.id(),
                                                sensor.name(),
                                                sensor.type(),
                                                state(sensor.state()),
                                                Double.isNaN(sensor.value())
                                                        ? "N/A"
                                                        : String.valueOf(sensor.value()),
                                                sensor.unit()))
                .collect(Collectors.joining("\n"));
    }

    private static String state(SensorState state) {
        return state == SensorState.UNKNOWN
                ? "N/A"
                : state.name().charAt(0) + state.name().substring(1).toLowerCase(Locale.ROOT);
    }

    @AfterEach
    void stop() {
        exporter.ifPresent(Process::destroyForcibly);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                BodyHandlers.ofString());
    }

    /** Each series and its value, and each comment. */
    private static Map<String, String> parsed(String text) {
        Map<String, String> found = new TreeMap<>();
        for (String line : text.lines().toList()) {
            int end = line.startsWith("#") ? line.indexOf(' ', 7) : line.lastIndexOf(' ');
            String value = line.substring(end + 1);
            String series = line.substring(0, end).replace("bmc_url=\"N/A\",", "");
            if (NOT_THERE.stream().noneMatch(series::contains)) {
                found.put(
                        series,
                        line.startsWith("#") ? value : String.valueOf(Double.parseDouble(value)));
            }
        }
        return found;
    }

    private static String ours(BmcReading reading) {
        return TestReadings.text(IpmiMetrics.of(reading, List.of()));
    }

    @Test
    void exportsTheSame() throws Exception {
        HttpResponse<String> theirs = get("/ipmi?target=127.0.0.1");

        assertThat(theirs.headers().firstValue("Content-Type")).hasValue(ShowReading.MEDIA_TYPE);
        assertThat(parsed(ours(reading))).isEqualTo(parsed(theirs.body())).hasSizeGreaterThan(50);
    }

    @Test
    void isDownForTheSame() throws Exception {
        tool(tools, "ipmi-dcmi", 1, "ipmi-dcmi: DCMI not supported");
        Map<Collector, Finding> findings = new EnumMap<>(reading.findings());
        findings.put(Collector.DCMI, new Unsupported("no DCMI"));

        assertThat(parsed(ours(TestReadings.told(findings))))
                .isEqualTo(parsed(get("/ipmi?target=127.0.0.1").body()))
                .containsEntry("ipmi_up{collector=\"dcmi\"}", "0.0");
    }

    @Test
    void saysTheSameOfWhatMakesNoSense() throws Exception {
        HttpResponse<String> noTarget = get("/ipmi");
        assertThat(noTarget.statusCode()).isEqualTo(400);
        assertThat(noTarget.body()).isEqualTo("'target' parameter must be specified\n");
        assertThat(noTarget.headers().firstValue("Content-Type"))
                .hasValue("text/plain; charset=utf-8");
        HttpResponse<String> noModule = get("/ipmi?target=x&module=a%22b");
        assertThat(noModule.statusCode()).isEqualTo(400);
        assertThat(noModule.body()).isEqualTo("Unknown module \"a\\\"b\"\n");
    }
}
