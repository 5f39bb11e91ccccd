package io.vmstation.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vmstation.config.SiteConfiguration;
import io.vmstation.config.SiteReader;
import io.vmstation.config.Vocabulary;
import io.vmstation.node.Node;
import io.vmstation.node.ReconciledCluster;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SiteReloadTest {
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final Queue<SiteConfiguration> swapped = new ConcurrentLinkedQueue<>();
    private final AtomicInteger looks = new AtomicInteger();
    @TempDir private Path home;

    @AfterEach
    void close() {
        scheduler.shutdownNow();
    }

    private void follow(Path watched) throws Exception {
        String defaults = Files.readString(Path.of("../config/application.properties"));
        SiteReader reader =
                new SiteReader(
                        new ByteArrayInputStream(defaults.getBytes(StandardCharsets.UTF_8)),
                        Optional.of(home),
                        Map.of(),
                        new Vocabulary(
                                Set.of(
                                        "magic-packet",
                                        "raw-frame",
                                        "etherwake",
                                        "wakeonlan",
                                        "bmc-power-on"),
                                Map.of("relay", new Vocabulary.Word(List.of(), Set.of())),
                                Map.of("suspend", new Vocabulary.Word(List.of(), Set.of()))));
        SiteConfiguration first = reader.read(Set.of());
        new SiteReload(
                        List.of(watched),
                        reader,
                        () -> {
                            looks.incrementAndGet();
                            return Set.of();
                        },
                        first,
                        swapped::add)
                .start(scheduler);
    }

    private void writeNodes() throws Exception {
        Files.writeString(
                home.resolve("config/nodes.yaml"),
                "nodes:\n  - {name: storage, address: 192.0.2.1}\n");
    }

    @Test
    void followsAFolderThatIsALinkToAnother() throws Exception {
        Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
        Path config = Files.createSymbolicLink(home.resolve("config"), elsewhere);
        follow(config);

        writeNodes();

        await().until(() -> !swapped.isEmpty());
    }

    @Test
    void readsRoundWhatCannotBeFollowed() throws Exception {
        Path config = Files.createDirectory(home.resolve("config"));
        Files.createSymbolicLink(config.resolve("again"), config);
        Files.createSymbolicLink(config.resolve("gone"), home.resolve("gone"));
        follow(config);

        writeNodes();

        await().until(() -> !swapped.isEmpty());
    }

    @Test
    void aScheduleAndSleepThatAreAddedCountAtOnce() throws Exception {
        Path config = Files.createDirectory(home.resolve("config"));
        writeNodes();
        follow(config);

        Files.writeString(
                config.resolve("nodes.yaml"),
                """
                nodes:
                  - name: storage
                    address: 192.0.2.1
                    macAddress: 02:00:00:00:00:01
                    sleep: {checks: [relay], idleFor: 30m}
                    schedule: {wake: "0 30 6 * * *", quiet: "22:00-06:00", quietCauses: schedule}
                """);

        await().until(() -> !swapped.isEmpty());
        Node storage = swapped.element().nodes().find("storage").orElseThrow();
        assertThat(storage.sleep().orElseThrow().idleFor()).isEqualTo(Duration.ofMinutes(30));
        assertThat(storage.schedule().wake()).containsExactly("0 30 6 * * *");
    }

    @Test
    void modulesOfBmcsThatAreChangedCountAtOnceAndBrokenOnesNever() throws Exception {
        Path config = Files.createDirectory(home.resolve("config"));
        Path modules = config.resolve("ipmi.yml");
        Files.writeString(config.resolve("application.properties"), "ipmi.modules-file=ipmi.yml\n");
        Files.writeString(modules, "modules: {one: {user: a}}");
        follow(config);

        Files.writeString(modules, "modules: {one: {user: a}, two: {custom_args: {ipmi: [-v]}}}");
        writeNodes();
        // The first look may fall between the two, and the next one sees both.
        await().until(() -> looks.get() > 0);
        scheduler.submit(() -> {}).get();
        assertThat(swapped).isEmpty();

        Files.writeString(modules, "modules: {one: {user: a}, two: {user: b}, three: {}}");

        await().until(() -> !swapped.isEmpty());
        assertThat(swapped)
                .allSatisfy(
                        configuration ->
                                assertThat(configuration.modules().byName())
                                        .containsOnlyKeys("one", "two", "three"));
    }

    @Test
    void clustersThatAreChangedCountAtOnceAndBrokenOnesNever() throws Exception {
        Path config = Files.createDirectory(home.resolve("config"));
        Path clusters = config.resolve("clusters.yaml");
        Files.writeString(clusters, "clusters: [{name: one, manifests: a}]");
        follow(config);

        Files.writeString(clusters, "clusters: [{name: one, manifests: a}, {name: two, manif");
        writeNodes();
        // The first look may fall between the two.
        Files.writeString(
                clusters, "clusters: [{name: one, manifests: a}, {name: two, manifests: b}]");

        await().until(() -> !swapped.isEmpty());
        assertThat(swapped)
                .allSatisfy(
                        configuration ->
                                assertThat(configuration.clusters())
                                        .extracting(ReconciledCluster::name)
                                        .containsExactly("one", "two"));
    }
}
