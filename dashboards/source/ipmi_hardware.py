from grafana import (
    BAD, CLUSTER, DATASOURCE, GOOD, QUIET, SERIOUS, WATCH, Dashboard, column, node_of, query, steps,
    to, words,
)

DASHBOARD = Dashboard(
    "ipmi-hardware", "IPMI hardware", "Infrastructure",
    "Is the hardware of the servers well: temperatures, fans, power, voltages, and their"
    " controllers?",
    variables=[DATASOURCE, CLUSTER, node_of("ipmi_up")],
    links=[("homelab-overview", "Overview"), ("node-metrics", "Nodes"),
           ("infrastructure-health", "Health"), ("sleep-and-wake", "Sleep and wake")],
)
board = DASHBOARD

# A BMC may be read by VMStation and by ipmi_exporter, which number sensors differently: so sensors
# are told apart by their names.
TEMPERATURE = steps(GOOD, (65, WATCH), (75, SERIOUS), (85, BAD))
FAN = steps(BAD, (1000, WATCH), (2000, GOOD))
POWER = steps(GOOD, (200, WATCH), (300, BAD))
STATES = words({0: ("Nominal", GOOD), 1: ("Warning", WATCH), 2: ("Critical", BAD),
                3: ("Beyond repair", BAD)})

board.row(100, "Now")
board.stat(1, "Current Temperature Status", "The hottest sensor of each server.",
           [query("max by (node) (ipmi_temperature_celsius{$NODE})", "{{node}}")],
           unit="celsius", thresholds=TEMPERATURE, decimals=0, names=True, width=6)
board.stat(2, "Current Power Draw", "What each server draws, by its own measurement.",
           [query("max by (node) (ipmi_dcmi_power_consumption_watts{$NODE})", "{{node}}")],
           unit="watt", thresholds=POWER, decimals=0, names=True, width=6)
board.stat(3, "BMC Status", "Whether each controller answers. It also does while its server is"
           " off.",
           [query('max by (node) (ipmi_up{$NODE, collector="ipmi"})', "{{node}}")],
           thresholds=steps(BAD, (1, GOOD)),
           mappings=words({1: ("Online", GOOD), 0: ("Offline", BAD)}), names=True, width=6)
board.stat(4, "Chassis Power", "Whether each server is switched on. One that sleeps to memory is.",
           [query("max by (node) (ipmi_chassis_power_state{$NODE})", "{{node}}")],
           mappings=words({1: ("On", GOOD), 0: ("Off", QUIET)}), names=True, width=6)

board.row(101, "Sensors")
board.graph(5, "Server Temperature Sensors", "Every temperature. Yellow from 65, orange from 75,"
            " red from 85 degrees.",
            [("max by (node, name) (ipmi_temperature_celsius{$NODE})", "{{node}} {{name}}")],
            unit="celsius", thresholds=TEMPERATURE)
board.graph(6, "Fan Speeds", "Every fan. Red below 1000, yellow below 2000 turns a minute.",
            [("max by (node, name) (ipmi_fan_speed_rpm{$NODE})", "{{node}} {{name}}")],
            unit="rotrpm", thresholds=FAN, least=0)
board.graph(7, "Power Consumption", "What servers and their supplies draw. Yellow from 200, red"
            " from 300 watts.",
            [("max by (node) (ipmi_dcmi_power_consumption_watts{$NODE})", "{{node}}"),
             ("max by (node, name) (ipmi_power_watts{$NODE})", "{{node}} {{name}}")],
            unit="watt", thresholds=POWER, least=0)
board.graph(8, "Voltage Sensors", "Every rail; one that drifts tells of a supply or battery at its"
            " end.",
            [("max by (node, name) (ipmi_voltage_volts{$NODE})", "{{node}} {{name}}")],
            unit="volt", decimals=2)
board.graph(9, "Current Sensors", "How much current flows, where a server measures it.",
            [("max by (node, name) (ipmi_current_amperes{$NODE})", "{{node}} {{name}}")],
            unit="amp", decimals=2)
board.graph(10, "System Event Log", "How many events the controller's log holds; a full log"
            " remembers nothing more.",
            [("max by (node) (ipmi_sel_logs_count{$NODE})", "{{node}}")],
            unit="short", least=0)

board.row(102, "Health")
board.table(11, "Sensor Status", "What the controller itself thinks of every sensor, the worst"
            " first.",
            [query('max by (node, name, kind)'
                   ' (label_replace({__name__=~"ipmi_(temperature|fan_speed|voltage|current|power|'
                   'sensor)_state", $NODE}, "kind", "$1", "__name__", "ipmi_(.*)_state"))'),
             query('max by (node, name, kind) (label_replace({__name__=~"ipmi_(temperature_celsius|'
                   'fan_speed_rpm|voltage_volts|current_amperes|power_watts|sensor_value)", $NODE},'
                   ' "kind", "$1", "__name__",'
                   ' "ipmi_(temperature|fan_speed|voltage|current|power|sensor)_.*"))')],
            [column("node", "Node"), column("kind", "Kind"), column("name", "Sensor"),
             column("Value #B", "Value", decimals=2, no_value="no value"),
             column("Value #A", "State", colored=True, mappings=STATES, no_value="not known")],
            sort="State", descending=True, height=10)
board.table(12, "Controllers", "Each controller with the versions of its firmware.",
            [query("max by (node, firmware_revision, manufacturer_id, system_firmware_version)"
                   " (ipmi_bmc_info{$NODE})"),
             query("max by (node) (ipmi_sel_free_space_bytes{$NODE})"),
             query("min by (node) (ipmi_chassis_drive_fault_state{$NODE})"),
             query("min by (node) (ipmi_chassis_cooling_fault_state{$NODE})")],
            [column("node", "Node"),
             column("manufacturer_id", "Maker"),
             column("firmware_revision", "BMC firmware"),
             column("system_firmware_version", "System firmware"),
             column("Value #B", "Room in its log", unit="bytes"),
             column("Value #C", "Drives", colored=True,
                    mappings=words({1: ("No fault", GOOD), 0: ("Fault", BAD)})),
             column("Value #D", "Cooling", colored=True,
                    mappings=words({1: ("No fault", GOOD), 0: ("Fault", BAD)}))],
            sort="Node", height=5)
board.states(13, "BMC Polls", "What VMStation's polls of each controller came to.",
             [("sum by (node) (vmstation_bmc_state{$NODE, state=\"answering\"} * 1"
               ' or vmstation_bmc_state{$NODE, state="silent"} * 2'
               ' or vmstation_bmc_state{$NODE, state="refused"} * 3'
               ' or vmstation_bmc_state{$NODE, state="failing"} * 4'
               ' or vmstation_bmc_state{$NODE, state="asleep"} * 5)', "{{node}}")],
             words({0: ("Waiting", "text"), 1: ("Answering", GOOD), 2: ("Silent", BAD),
                    3: ("Log-in refused", BAD), 4: ("Failing", SERIOUS), 5: ("Asleep", QUIET)}),
             width=12, height=6)
board.graph(14, "Age of Readings", "How long ago each controller last answered a poll.",
            [("max by (node) (vmstation_bmc_reading_age_seconds{$NODE})", "{{node}}")],
            unit="s", least=0, height=6, link=to("vmstation-host", "VMStation host"))
