package io.vmstation.host.demo;

import io.vmstation.host.Home;
import io.vmstation.node.MacAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The files a user would write for the simulated node, in a temporary folder. */
final class DemoHome implements AutoCloseable {
    private final Path folder;

    private DemoHome(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes them.
     *
     * @param listen port of the stand-in listener
     */
    static DemoHome create(int listen, MacAddress mac, int cardPort, InetSocketAddress web)
            throws IOException {
        Path home = Files.createTempDirectory("vmstation-demo-");
        Files.createDirectories(home.resolve("config"));
        Files.createDirectories(home.resolve("routes"));
        Files.writeString(
                home.resolve("config/application.properties"),
                """
                metrics.host=127.0.0.1
                metrics.port=0
                api.port=0
                reach.ping=false
                reach.watch-interval=1s
                wake.arm-local-interfaces=false
                """);
        Files.writeString(
                home.resolve("config/nodes.yaml"),
                """
                nodes:
                  - name: demo
                    address: %s
                    macAddress: "%s"
                    services:
                      - {name: web, port: %d, ready: {http: /, status: 200}}
                    wake:
                      methods: [magic-packet]
                      ports: [%d]
                      interfaces: [lo]
                      deadline: 1m
                """
                        .formatted(
                                web.getAddress().getHostAddress(), mac, web.getPort(), cardPort));
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
        return new DemoHome(home);
    }

    Home home() {
        return Home.of(folder);
    }

    /** Removes the folder. */
    @Override
    public void close() throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.deleteIfExists(file);
        }
    }
}
