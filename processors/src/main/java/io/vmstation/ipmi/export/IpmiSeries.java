package io.vmstation.ipmi.export;

import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.vmstation.ipmi.reading.Collector;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Every metric that a BMC has, with the name, the labels and the help text of ipmi_exporter 1.10,
 * so that dashboards and alerts made for it fit. All of them are gauges.
 */
public enum IpmiSeries {
    UP("ipmi_up", "'1' if a scrape of the IPMI device was successful, '0' otherwise.", "collector"),
    SCRAPE_DURATION(
            "ipmi_scrape_duration_seconds",
            "Returns how long the scrape took to complete in seconds."),
    TEMPERATURE(
            Collector.IPMI,
            "ipmi_temperature_celsius",
            "Temperature reading in degree Celsius.",
            "id",
            "name"),
    TEMPERATURE_STATE(
            Collector.IPMI,
            "ipmi_temperature_state",
            "Reported state of a temperature sensor (0=nominal, 1=warning, 2=critical).",
            "id",
            "name"),
    FAN_SPEED_RPM(
            Collector.IPMI,
            "ipmi_fan_speed_rpm",
            "Fan speed in rotations per minute.",
            "id",
            "name"),
    FAN_SPEED_RATIO(
            Collector.IPMI,
            "ipmi_fan_speed_ratio",
            "Fan speed as a proportion of the maximum speed.",
            "id",
            "name"),
    FAN_SPEED_STATE(
            Collector.IPMI,
            "ipmi_fan_speed_state",
            "Reported state of a fan speed sensor (0=nominal, 1=warning, 2=critical).",
            "id",
            "name"),
    VOLTAGE(Collector.IPMI, "ipmi_voltage_volts", "Voltage reading in Volts.", "id", "name"),
    VOLTAGE_STATE(
            Collector.IPMI,
            "ipmi_voltage_state",
            "Reported state of a voltage sensor (0=nominal, 1=warning, 2=critical).",
            "id",
            "name"),
    CURRENT(Collector.IPMI, "ipmi_current_amperes", "Current reading in Amperes.", "id", "name"),
    CURRENT_STATE(
            Collector.IPMI,
            "ipmi_current_state",
            "Reported state of a current sensor (0=nominal, 1=warning, 2=critical).",
            "id",
            "name"),
    POWER(Collector.IPMI, "ipmi_power_watts", "Power reading in Watts.", "id", "name"),
    POWER_STATE(
            Collector.IPMI,
            "ipmi_power_state",
            "Reported state of a power sensor (0=nominal, 1=warning, 2=critical).",
            "id",
            "name"),
    SENSOR_VALUE(
            Collector.IPMI,
            "ipmi_sensor_value",
            "Generic data read from an IPMI sensor of unknown type, relying on labels for context.",
            "id",
            "name",
            "type"),
    SENSOR_STATE(
            Collector.IPMI,
            "ipmi_sensor_state",
            "Indicates the severity of the state reported by an IPMI sensor (0=nominal, 1=warning,"
                    + " 2=critical).",
            "id",
            "name",
            "type"),
    DCMI_POWER(
            Collector.DCMI,
            "ipmi_dcmi_power_consumption_watts",
            "Current power consumption in Watts."),
    BMC_INFO(
            Collector.BMC,
            "ipmi_bmc_info",
            "Constant metric with value '1' providing details about the BMC.",
            "firmware_revision",
            "manufacturer_id",
            "system_firmware_version",
            "bmc_url"),
    CHASSIS_POWER_STATE(
            Collector.CHASSIS, "ipmi_chassis_power_state", "Current power state (1=on, 0=off)."),
    CHASSIS_DRIVE_FAULT(
            Collector.CHASSIS,
            "ipmi_chassis_drive_fault_state",
            "Current drive fault state (1=false, 0=true)."),
    CHASSIS_COOLING_FAULT(
            Collector.CHASSIS,
            "ipmi_chassis_cooling_fault_state",
            "Current Cooling/fan fault state (1=false, 0=true)."),
    SEL_LOGS(Collector.SEL, "ipmi_sel_logs_count", "Current number of log entries in the SEL."),
    SEL_FREE_SPACE(
            Collector.SEL,
            "ipmi_sel_free_space_bytes",
            "Current free space remaining for new SEL entries."),
    SEL_EVENTS_BY_STATE(
            Collector.SEL_EVENTS,
            "ipmi_sel_events_count_by_state",
            "Current number of log entries in the SEL by state.",
            "state"),
    SEL_EVENTS_BY_NAME(
            Collector.SEL_EVENTS,
            "ipmi_sel_events_count_by_name",
            "Current number of custom log entries in the SEL by name.",
            "name"),
    SEL_EVENTS_LATEST(
            Collector.SEL_EVENTS,
            "ipmi_sel_events_latest_timestamp",
            "Latest timestamp of custom log entries in the SEL by name.",
            "name"),
    WATCHDOG_TIMER(
            Collector.BMC_WATCHDOG,
            "ipmi_bmc_watchdog_timer_state",
            "Watchdog timer running (1: running, 0: stopped)"),
    WATCHDOG_TIMER_USE(
            Collector.BMC_WATCHDOG,
            "ipmi_bmc_watchdog_timer_use_state",
            "Watchdog timer use (1: active, 0: inactive)",
            "name"),
    WATCHDOG_LOGGING(
            Collector.BMC_WATCHDOG,
            "ipmi_bmc_watchdog_logging_state",
            "Watchdog log flag (1: Enabled, 0: Disabled / note: reverse of freeipmi)"),
    WATCHDOG_TIMEOUT_ACTION(
            Collector.BMC_WATCHDOG,
            "ipmi_bmc_watchdog_timeout_action_state",
            "Watchdog timeout action (1: active, 0: inactive)",
            "action"),
    WATCHDOG_PRETIMEOUT_INTERRUPT(
            Collector.BMC_WATCHDOG,
            "ipmi_bmc_watchdog_pretimeout_interrupt_state",
            "Watchdog pre-timeout interrupt (1: active, 0: inactive)",
            "interrupt"),
    WATCHDOG_PRETIMEOUT_INTERVAL(
            Collector.BMC_WATCHDOG,
            "ipmi_bmc_watchdog_pretimeout_interval_seconds",
            "Watchdog pre-timeout interval in seconds"),
    WATCHDOG_INITIAL_COUNTDOWN(
            Collector.BMC_WATCHDOG,
            "ipmi_bmc_watchdog_initial_countdown_seconds",
            "Watchdog initial countdown in seconds"),
    WATCHDOG_CURRENT_COUNTDOWN(
            Collector.BMC_WATCHDOG,
            "ipmi_bmc_watchdog_current_countdown_seconds",
            "Watchdog current countdown in seconds"),
    LAN_MODE(
            Collector.SM_LAN_MODE,
            "ipmi_config_lan_mode",
            "Returns configured LAN mode (0=dedicated, 1=shared, 2=failover).");

    private static final String INFO = "_info";

    private final Optional<Collector> collector;
    private final String text;
    private final String help;

    @SuppressWarnings("ImmutableEnumChecker") // it is, being made by List.of
    private final List<String> labels;

    IpmiSeries(String text, String help, String... labels) {
        this(Optional.empty(), text, help, labels);
    }

    IpmiSeries(Collector collector, String text, String help, String... labels) {
        this(Optional.of(collector), text, help, labels);
    }

    IpmiSeries(Optional<Collector> collector, String text, String help, String... labels) {
        this.collector = collector;
        this.text = text;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** What it is read by; absent where every reading has it. */
    public Optional<Collector> collector() {
        return collector;
    }

    /** Its name, as Prometheus shows it. */
    public String text() {
        return text;
    }

    /** What it says, in the words of ipmi_exporter. */
    public String help() {
        return help;
    }

    /** The names of its labels, without {@code node}. */
    public List<String> labels() {
        return labels;
    }

    /** The library wants to add this ending itself. */
    String registeredName() {
        return isInfo() ? text.substring(0, text.length() - INFO.length()) : text;
    }

    private boolean isInfo() {
        return text.endsWith(INFO);
    }

    DataPointSnapshot point(Labels values, double value) {
        return isInfo()
                ? new InfoDataPointSnapshot(values)
                : GaugeDataPointSnapshot.builder().labels(values).value(value).build();
    }

    /**
     * @param points made by {@link #point}, no two of the same labels
     */
    MetricSnapshot snapshot(Collection<DataPointSnapshot> points) {
        MetricMetadata metadata = new MetricMetadata(registeredName(), help);
        return isInfo()
                ? new InfoSnapshot(
                        metadata, points.stream().map(InfoDataPointSnapshot.class::cast).toList())
                : new GaugeSnapshot(
                        metadata, points.stream().map(GaugeDataPointSnapshot.class::cast).toList());
    }
}
