package io.vmstation.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vmstation.node.Nodes;
import io.vmstation.spi.SleepCheck;
import io.vmstation.spi.WakeMethod;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsTest {
    private static final String METHOD =
            """
            package mine;
            import io.vmstation.node.Node;
            import io.vmstation.spi.*;
            import java.util.concurrent.CompletableFuture;
            public class Shout implements WakeMethod {
                public String name() { return "shout"; }
                public CompletableFuture<MethodOutcome> ask(Node node) {
                    return CompletableFuture.completedFuture(new MethodOutcome.Sent(1, "loud"));
                }
            }
            """;
    private static final String CHECKS =
            """
            package mine;
            import io.vmstation.spi.*;
            import java.util.concurrent.CompletableFuture;
            public class Peek implements SleepCheck {
                public String name() { return "peek"; }
                public String description() { return "Peeks."; }
                public CompletableFuture<Evidence> look(Question question) {
                    return CompletableFuture.completedFuture(new Evidence.Idle("dark"));
                }
                public static class Again extends Peek {}
            }
            """;
    private static final String PROCESSOR =
            """
            package mine;
            import org.apache.camel.*;
            public class Greet implements Processor {
                public void process(Exchange exchange) { exchange.getMessage().setBody("from a plugin"); }
            }
            """;

    private Path home = Path.of("");

    @BeforeEach
    void prepare(@TempDir Path folder) throws Exception {
        home = folder;
        Files.createDirectory(home.resolve("plugins"));
    }

    @Test
    void findsAWakeMethodInAJar() throws Exception {
        jar("Shout", METHOD, WakeMethod.class, "mine.Shout");
        try (Plugins plugins = Plugins.of(Home.of(home))) {
            assertThat(plugins.implementations(WakeMethod.class))
                    .extracting(WakeMethod::name)
                    .containsExactly("shout");
        }
    }

    @Test
    void namesAClassThatCannotBeUsed() throws Exception {
        jar("Greet", PROCESSOR, WakeMethod.class, "mine.NotThere");
        try (Plugins plugins = Plugins.of(Home.of(home))) {
            assertThatThrownBy(() -> plugins.implementations(WakeMethod.class))
                    .isInstanceOf(InvalidConfiguration.class)
                    .hasMessageContaining("plugins/")
                    .hasMessageContaining("mine.NotThere");
        }
    }

    @Test
    void letsTheConfigurationNameASleepCheckOfAJar() throws Exception {
        jar("Peek", CHECKS, SleepCheck.class, "mine.Peek");
        Files.createDirectory(home.resolve("config"));
        Files.writeString(
                home.resolve("config/nodes.yaml"),
                "nodes: [{name: tower, address: 192.0.2.1, sleep: {checks: [peak]}}]\n");

        assertThatThrownBy(this::assemble)
                .hasMessageContaining("\"peak\": is not a sleep check: did you mean 'peek'?");
    }

    @Test
    void refusesTwoSleepChecksOfOneName() throws Exception {
        jar("Peek", CHECKS, SleepCheck.class, "mine.Peek\nmine.Peek$Again\n");

        assertThatThrownBy(this::assemble)
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessage("plugins/: two sleep checks are named peek: rename one");
    }

    private void assemble() throws Exception {
        try (Plugins plugins = Plugins.of(Home.of(home))) {
            var unused =
                    new Wiring(Map.of(), event -> {})
                            .assemble(new Overlay(Bundle.ofApplication(), Home.of(home)), plugins);
        }
    }

    @Test
    void isEmptyWithoutAHome() throws Exception {
        try (Plugins plugins = Plugins.of(Home.bundledOnly(home))) {
            assertThat(plugins.jars()).isEmpty();
            assertThat(plugins.implementations(WakeMethod.class)).isEmpty();
        }
    }

    @Test
    void letsARouteUseAProcessorOfAJar() throws Exception {
        jar("Greet", PROCESSOR, WakeMethod.class, "");
        Files.createDirectory(home.resolve("routes"));
        Files.writeString(
                home.resolve("routes/greet.camel.yaml"),
                """
                - beans:
                  - name: greet
                    type: mine.Greet
                - route:
                    id: greet
                    from:
                      uri: direct:greet
                      steps:
                      - process: {ref: greet}
                """);
        Overlay overlay = new Overlay(new Bundle(new TreeMap<>()), Home.of(home));
        HostPlan plan =
                new HostPlan(
                        new Properties(),
                        Map.of(),
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                        "127.0.0.1",
                        0,
                        Duration.ofSeconds(1),
                        () -> Nodes.NONE,
                        new NoParts());
        try (Plugins plugins = Plugins.of(overlay.home());
                Host host = Host.start(overlay, plan, plugins.loader())) {
            assertThat(host.routes().problems()).isEmpty();
            assertThat(
                            host.context()
                                    .createFluentProducerTemplate()
                                    .to("direct:greet")
                                    .request(String.class))
                    .isEqualTo("from a plugin");
        }
    }

    private void jar(String name, String source, Class<?> type, String services) throws Exception {
        Path sources = Files.createDirectories(home.resolve("src/mine"));
        Path file = Files.writeString(sources.resolve(name + ".java"), source);
        int result =
                Objects.requireNonNull(ToolProvider.getSystemJavaCompiler())
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-cp",
                                System.getProperty("java.class.path"),
                                file.toString());
        assertThat(result).isZero();
        try (OutputStream out = Files.newOutputStream(home.resolve("plugins/mine.jar"));
                JarOutputStream jar = new JarOutputStream(out)) {
            for (String made : List.of(name + ".class", name + "$Again.class")) {
                if (Files.exists(sources.resolve(made))) {
                    jar.putNextEntry(new JarEntry("mine/" + made));
                    jar.write(Files.readAllBytes(sources.resolve(made)));
                }
            }
            if (!services.isEmpty()) {
                jar.putNextEntry(new JarEntry("META-INF/services/" + type.getName()));
                jar.write(services.getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
