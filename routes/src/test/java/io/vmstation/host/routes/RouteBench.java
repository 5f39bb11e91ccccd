package io.vmstation.host.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.host.Bundle;
import io.vmstation.host.Home;
import io.vmstation.host.Overlay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.DefaultSupervisingRouteController;
import org.jspecify.annotations.Nullable;

/** A real context with a loader on bundled and user's files that a test writes. */
final class RouteBench {
    private final SortedMap<String, String> bundled = new TreeMap<>();
    private final Path home;
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Properties properties = new Properties();
    private @Nullable RouteLoader loader;

    RouteBench() {
        try {
            home = Files.createTempDirectory("routes");
            Files.createDirectory(home.resolve("routes"));
            properties.setProperty("off.enabled", "false");
            properties.setProperty("port.a", String.valueOf(freePort()));
            properties.setProperty("port.b", String.valueOf(freePort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    void bundled(String name, String text) {
        bundled.put("routes/" + name, text);
    }

    void users(String name, String text) {
        try {
            Files.writeString(home.resolve("routes").resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete(String name) throws IOException {
        Files.delete(home.resolve("routes").resolve(name));
    }

    void bind(String name, Object bean) {
        context.getRegistry().bind(name, bean);
    }

    void start() {
        context.disableJMX();
        context.getComponent("direct", DirectComponent.class).setBlock(false);
        context.getPropertiesComponent().setInitialProperties(properties);
        DefaultSupervisingRouteController supervisor = new DefaultSupervisingRouteController();
        supervisor.setBackOffDelay(100);
        supervisor.setInitialDelay(0);
        context.setRouteController(supervisor);
        context.start();
        RouteFiles files = new RouteFiles(new Overlay(new Bundle(bundled), Home.of(home)));
        loader = new RouteLoader(context, files, () -> io.vmstation.node.Nodes.NONE);
        sync();
    }

    RouteLoader loader() {
        if (loader == null) {
            throw new IllegalStateException("not started");
        }
        return loader;
    }

    Path routes() {
        return home.resolve("routes");
    }

    void sync() {
        try {
            loader().sync();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    CamelContext context() {
        return context;
    }

    ProducerTemplate template() {
        return context.createProducerTemplate();
    }

    String answer(String route) {
        try (FluentProducerTemplate template = context.createFluentProducerTemplate()) {
            return template.to("direct:" + route).withBody("").request(String.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean accepts(String portKey) {
        int port = Integer.parseInt(properties.getProperty(portKey));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    Map<String, RouteProblem> problems() {
        return loader().problems();
    }

    String problem(String file) {
        assertThat(problems()).containsKey(file);
        return String.valueOf(problems().get(file));
    }

    void close() throws Exception {
        context.stop();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
