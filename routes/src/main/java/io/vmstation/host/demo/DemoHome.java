package io.vmstation.host.demo;

import io.vmstation.host.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files a user would write for the simulated node, in a temporary folder. */
public final class DemoHome {
    /** Address that the simulated node wakes on; locally administered, no real card has it. */
    public static final String MAC = "02:00:5e:00:53:01";

    private DemoHome() {}

    /** Writes them. */
    public static Home create(int listen, int magicPort, int servicePort) throws IOException {
        Path home = Files.createTempDirectory("vmstation-demo-");
        Files.createDirectories(home.resolve("config"));
        Files.createDirectories(home.resolve("routes"));
        Files.writeString(
                home.resolve("config/application.properties"),
                """
                nodes.file=nodes.yaml
                metrics.host=127.0.0.1
                metrics.port=0
                reach.ping=false
                wake.methods=magic-packet
                wake.arm-local-interfaces=false
                """);
        Files.writeString(
                home.resolve("config/nodes.yaml"),
                """
                nodes:
                  - name: demo
                    address: 127.0.0.1
                    macAddress: "%s"
                    services:
                      - {name: web, port: %d, ready: {http: /, status: 200}}
                    wake:
                      methods: [magic-packet]
                      ports: [%d]
                      broadcastAddresses: [127.0.0.1]
                      deadline: 1m
                """
                        .formatted(MAC, servicePort, magicPort));
        Files.writeString(
                home.resolve("routes/wake-on-demo.camel.yaml"),
                """
                - templatedRoute:
                    routeTemplateRef: wake-on-connect
                    routeId: wake-on-demo
                    parameters:
                      - {name: node, value: demo}
                      - {name: service, value: web}
                      - {name: listen, value: "127.0.0.1:%d"}
                """
                        .formatted(listen));
        return Home.of(home);
    }
}
