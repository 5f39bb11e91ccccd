package io.vmstation.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** Debian's {@code prometheus-ipmi-exporter}, on the masternode. Thread-safe. */
public final class IpmiExporter {
    private static final int PORT = 9290;

    /**
     * A configuration file that both it and the host read. {@code workaround_flags} is for {@code
     * ipmi_sim}, whose answer to Open Session gives a privilege level that FreeIPMI does not take.
     */
    public static final String MODULES =
            """
            modules:
              lab:
                user: admin
                pass: secret
                driver: LAN_2_0
                privilege: admin
                timeout: 10000
                workaround_flags: [opensesspriv]
                collectors: [bmc, ipmi, chassis, dcmi, sel]
              mistaken:
                user: admin
                pass: hunter2
                driver: LAN_2_0
                privilege: admin
                timeout: 1000
                workaround_flags: [opensesspriv]
                collectors: [bmc, ipmi, chassis, dcmi, sel]
              chosen:
                user: admin
                pass: secret
                driver: LAN_2_0
                privilege: admin
                timeout: 10000
                workaround_flags: [opensesspriv]
                collectors: [ipmi]
                exclude_sensor_ids: [2, 8]
            """;

    private final Lab lab;

    private IpmiExporter(Lab lab) {
        this.lab = lab;
    }

    static IpmiExporter start(Lab lab) {
        Path modules = lab.folder().resolve("exporter.yml");
        try {
            Files.writeString(modules, MODULES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        lab.start(
                Place.MASTERNODE,
                lab.folder().resolve("exporter.log"),
                // FreeIPMI keeps what it knows of sensors there
                Map.of("HOME", lab.folder().toString()),
                List.of(
                        "prometheus-ipmi-exporter",
                        "--config.file=" + modules,
                        "--web.listen-address=127.0.0.1:" + PORT));
        IpmiExporter exporter = new IpmiExporter(lab);
        Awaitility.await("the exporter listens").until(() -> exporter.get("/").exit() == 0);
        return exporter;
    }

    private Finished get(String path) {
        return lab.at(Place.MASTERNODE)
                .run("curl", "-sS", "--max-time", "60", "http://127.0.0.1:" + PORT + path);
    }

    /** Reads a BMC. */
    public Scrape scrape(String target, String module) {
        return Scrape.of(get("/ipmi?module=" + module + "&target=" + target).orFail());
    }

    /** The status of any request. */
    public int status(String path) {
        String url = "http://127.0.0.1:" + PORT + path;
        Finished curl =
                lab.at(Place.MASTERNODE)
                        .run("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", url);
        return Integer.parseInt(curl.output().strip());
    }
}
