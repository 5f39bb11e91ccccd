package io.vmstation.config;

import java.util.List;

/** The keys of a configuration file of ipmi_exporter, for the reader and for the reference. */
final class BmcModulesFormat {
    static final List<YamlKey> FILE = List.of(new YamlKey("modules", "map", "Modules by name."));

    static final List<YamlKey> MODULE =
            List.of(
                    new YamlKey("user", "text", "The login, at most 16 bytes. Default empty."),
                    new YamlKey("pass", "text", "Its password, at most 20 bytes. Default empty."),
                    new YamlKey(
                            "privilege",
                            "`user`, `operator` or `admin`",
                            "What to ask for. Default `operator`."),
                    new YamlKey(
                            "driver",
                            "`LAN_2_0`",
                            "`LAN`, which is IPMI 1.5, is read as `LAN_2_0` with a warning; the"
                                    + " drivers of the machine itself are refused."),
                    new YamlKey(
                            "timeout",
                            "milliseconds",
                            "How long one collector may take, 0 or absent: `ipmi.time-limit` for"
                                    + " all of them."),
                    new YamlKey(
                            "collectors",
                            "name or list",
                            "Default `ipmi`, `dcmi`, `bmc`, `chassis`."),
                    new YamlKey(
                            "exclude_sensor_ids",
                            "number or list",
                            "Record numbers of sensors that are left out."),
                    new YamlKey(
                            "workaround_flags",
                            "word or list",
                            "For FreeIPMI; other sources pass over them."),
                    new YamlKey(
                            "sel_events",
                            "list of `name` and `regex`",
                            "What the collector `sel-events` counts by name."),
                    new YamlKey("collector_cmd", "", "Refused."),
                    new YamlKey("default_args", "", "Refused."),
                    new YamlKey("custom_args", "", "Refused."));

    static final List<YamlKey> SEL_EVENT =
            List.of(
                    new YamlKey("name", "text, required", "The label `name` of the metrics."),
                    new YamlKey(
                            "regex",
                            "regular expression of RE2, required",
                            "Found somewhere in the text of such an event."));

    private BmcModulesFormat() {}
}
