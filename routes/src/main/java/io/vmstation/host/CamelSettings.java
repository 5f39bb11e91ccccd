package io.vmstation.host;

import java.time.Duration;
import java.util.Properties;

/**
 * How Camel itself is set up.
 *
 * @param metricsHost address of the read-only door
 * @param metricsPort its port
 * @param drain how long exchanges may take to end when the host stops
 */
record CamelSettings(String metricsHost, int metricsPort, Duration drain) {
    private static final long RETRY_MILLIS = 2000;

    Properties asProperties() {
        Properties settings = new Properties();
        set(settings, "main.name", Host.NAME);
        set(settings, "main.routesCollectorEnabled", false);
        set(settings, "main.autoConfigurationLogSummary", false);
        set(settings, "main.startupSummaryLevel", "Off");
        set(settings, "main.shutdownTimeout", Math.max(1, drain.toSeconds()));
        set(settings, "main.shutdownLogInflightExchangesOnTimeout", false);
        set(settings, "routecontroller.enabled", true);
        set(settings, "routecontroller.initialDelay", 0);
        set(settings, "routecontroller.backOffDelay", RETRY_MILLIS);
        set(settings, "health.enabled", true);
        set(settings, "health.routesEnabled", false);
        set(settings, "health.consumersEnabled", false);
        set(settings, "management.enabled", true);
        set(settings, "management.host", metricsHost);
        set(settings, "management.port", metricsPort);
        set(settings, "management.healthCheckEnabled", true);
        set(settings, "management.infoEnabled", true);
        set(settings, "management.metricsEnabled", true);
        set(settings, "metrics.enabled", true);
        set(settings, "metrics.path", "/metrics");
        set(settings, "metrics.clearOnReload", false);
        set(settings, "metrics.enableMessageHistory", true);
        set(
                settings,
                "metrics.binders",
                "jvm-memory,processor,jvm-thread,jvm-gc,uptime,file-descriptor");
        return settings;
    }

    private static void set(Properties settings, String key, Object value) {
        settings.setProperty("camel." + key, String.valueOf(value));
    }
}
