package io.vmstation.host;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The only place that constructs processors and what they need. */
public final class Wiring implements HostPlan.Assembler {
    private static final String PROPERTIES = "config/application.properties";
    private static final Duration DRAIN = Duration.ofSeconds(10);

    @Override
    public HostPlan assemble(Overlay overlay, Plugins plugins) throws InvalidConfiguration {
        Properties properties = new Properties();
        read(overlay.bundled(PROPERTIES), properties);
        read(overlay.file(PROPERTIES), properties);
        Map<String, Object> beans = new LinkedHashMap<>();
        beans.put("explainFailure", new ExplainFailure());
        return new HostPlan(
                properties,
                beans,
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                properties.getProperty("metrics.host", "0.0.0.0"),
                Integer.parseInt(properties.getProperty("metrics.port", "9876")),
                DRAIN,
                0,
                () -> {});
    }

    private static void read(Optional<OverlayFile> file, Properties into)
            throws InvalidConfiguration {
        if (file.isPresent()) {
            try {
                into.load(new StringReader(file.get().text()));
            } catch (IOException | IllegalArgumentException e) {
                throw new InvalidConfiguration(
                        file.get().origin() + ": it cannot be read: " + e.getMessage());
            }
        }
    }
}
