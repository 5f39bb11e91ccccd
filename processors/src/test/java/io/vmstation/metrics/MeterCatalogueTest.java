package io.vmstation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.ipmi.export.IpmiSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeterCatalogueTest {
    private static final Path PAGE =
            Path.of(System.getProperty("basedir", "."), "..", "docs", "metrics.md").normalize();

    @Test
    void namesEachMeterOnce() {
        assertThat(MeterCatalogue.all())
                .isNotEmpty()
                .extracting(MeterDescription::name)
                .doesNotHaveDuplicates();
    }

    @Test
    void pageOfMetricsIsUpToDate() throws IOException {
        String page = MetricsPage.of(MeterCatalogue.all(), List.of(IpmiSeries.values()));
        if (Boolean.getBoolean("vmstation.renew-docs")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE)
                .as(
                        "docs/metrics.md; renew it by: mvn -pl processors test"
                                + " -Dtest=MeterCatalogueTest -Dvmstation.renew-docs=true")
                .hasContent(page);
    }

    @Test
    void noticesAMeterThatIsNotListed() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        registry.counter("vmstation.something.new");

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> CatalogueAssertions.assertCatalogued(registry))
                .withMessageContaining("vmstation_something_new_total");
    }

    @Test
    void noticesALabelThatIsNotListed() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Counter.builder("vmstation.ledger.events").tag("disk", "a").register(registry);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> CatalogueAssertions.assertCatalogued(registry))
                .withMessageContaining("disk");
    }

    @Test
    void knowsTheNamesThatPrometheusWillShow() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        registry.timer("vmstation.wake", "node", "storage");
        Counter.builder("vmstation.relay.bytes")
                .baseUnit("bytes")
                .tags("route", "ssh", "direction", "in")
                .register(registry);

        CatalogueAssertions.assertCatalogued(
                registry, "vmstation_wake_seconds", "vmstation_relay_bytes_total");
    }
}
