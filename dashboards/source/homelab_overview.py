from grafana import (
    BAD, CLUSTER, DATASOURCE, GOOD, NODE_OF_ROW, NODE_OF_SERIES, QUIET, SERIOUS, WATCH, Dashboard,
    column, node_of, query, steps, to, words,
)
from sleep_and_wake import SAVED, STATE_OF_NODES, STATES

DASHBOARD = Dashboard(
    "homelab-overview", "Homelab overview", "Homelab",
    "Is everything well, what sleeps, what does it draw, and where to look?",
    variables=[DATASOURCE, CLUSTER, node_of()],
    links=[("sleep-and-wake", "Sleep and wake"), ("kubernetes-cluster", "Cluster"),
           ("node-metrics", "Nodes"), ("ipmi-hardware", "Hardware"),
           ("infrastructure-health", "Health"), ("application-performance", "Applications"),
           ("loki-logs", "Logs"), ("prometheus-health", "Prometheus"),
           ("vmstation-host", "VMStation"), ("deployment-tracking", "Deployments"),
           ("security-monitoring", "Security"), ("terraform-state", "Terraform"),
           ("capacity", "Capacity")],
    since="now-24h",
)
board = DASHBOARD

board.row(100, "Now")
board.stat(1, "Firing Alerts", "How many alerts fire; the Watchdog, which always does, left out.",
           'count(ALERTS{alertstate="firing", alertname!="Watchdog"}) or vector(0)',
           thresholds=steps(GOOD, (1, BAD)), link=to("prometheus-health", "Prometheus"))
board.stat(2, "Nodes Awake", "How many nodes VMStation sees awake.",
           'sum(max by (node) (vmstation_node_state{$NODE, state="awake"})) or vector(0)',
           thresholds=steps(GOOD), link=to("sleep-and-wake", "Sleep and wake"))
board.stat(3, "Nodes Asleep", "How many nodes VMStation sees asleep.",
           'sum(max by (node) (vmstation_node_state{$NODE, state="asleep"})) or vector(0)',
           thresholds=steps(QUIET), link=to("sleep-and-wake", "Sleep and wake"))
board.stat(4, "Wakes Failed", "How many nodes could not be woken the last time somebody asked.",
           'sum(max by (node) (vmstation_node_state{$NODE, state="failed"})) or vector(0)',
           thresholds=steps(GOOD, (1, BAD)), link=to("sleep-and-wake", "Sleep and wake"))
board.stat(5, "Targets Down", "How many targets Prometheus cannot reach, those on nodes that sleep"
           " left out.",
           'count((up{$NODE} == 0) unless on (node) max by (node) (vmstation_node_state{$NODE,'
           ' state="asleep"}) == 1) or vector(0)',
           thresholds=steps(GOOD, (1, BAD)), link=to("prometheus-health", "Prometheus"))
board.stat(6, "Pods in Trouble", "How many pods failed, or wait for a place.",
           'sum(kube_pod_status_phase{$CLUSTER, phase=~"Failed|Pending|Unknown"}) or vector(0)',
           thresholds=steps(GOOD, (1, WATCH)), link=to("kubernetes-cluster", "Cluster"))

board.row(101, "Sleep")
board.states(7, "Nodes", "What each node was doing, as VMStation saw it.",
             [(STATE_OF_NODES, "{{node}}")], STATES, width=18, height=7,
             link=to("sleep-and-wake", "Sleep and wake"))
board.stat(8, "Drawn Now", "What all servers that measure it draw together.",
           "sum(max by (node) (ipmi_dcmi_power_consumption_watts{$NODE})) or vector(0)",
           unit="watt", decimals=0, width=3, height=7, link=to("ipmi-hardware", "Hardware"))
board.stat(9, "Saved", "Energy that sleep saved in the time shown; a lower bound.",
           "sum(%s) or vector(0)" % SAVED, unit="kwatth", decimals=2, width=3, height=7,
           thresholds=steps(GOOD), link=to("sleep-and-wake", "Sleep and wake"))

board.row(102, "Machines")
board.bars(10, "CPU", "How busy the processors are, now.",
           [('100 * (1 - avg by (node) (rate(node_cpu_seconds_total{$NODE, mode="idle"}'
             "[$__rate_interval])))", "{{node}}")],
           unit="percent", most=100, width=8, height=6, link=NODE_OF_SERIES,
           thresholds=steps(GOOD, (60, WATCH), (80, BAD)))
board.bars(11, "Memory", "How much memory is in use, now.",
           [("100 * (1 - max by (node) (node_memory_MemAvailable_bytes{$NODE})"
             " / max by (node) (node_memory_MemTotal_bytes{$NODE}))", "{{node}}")],
           unit="percent", most=100, width=8, height=6, link=NODE_OF_SERIES,
           thresholds=steps(GOOD, (70, WATCH), (85, BAD)))
board.bars(12, "Fullest Disk", "How full the fullest file system of each node is.",
           [("max by (node) (100 * (1 - node_filesystem_avail_bytes{$NODE,"
             ' $FILES}'
             " / node_filesystem_size_bytes))", "{{node}}")],
           unit="percent", most=100, width=8, height=6, link=NODE_OF_SERIES,
           thresholds=steps(GOOD, (70, WATCH), (85, BAD)))
board.graph(13, "Network", "What each node receives and sends through its real network cards.",
            [("sum by (node) (rate(node_network_receive_bytes_total{$NODE,"
              ' $CARDS}'
              "[$__rate_interval])) * 8", "{{node}} in"),
             ("sum by (node) (rate(node_network_transmit_bytes_total{$NODE,"
              ' $CARDS}'
              "[$__rate_interval])) * 8", "{{node}} out")],
            unit="bps", least=0, height=7)
board.graph(14, "Hottest Sensor", "The hottest sensor of each server.",
            [("max by (node) (ipmi_temperature_celsius{$NODE})", "{{node}}")],
            unit="celsius", height=7, link=to("ipmi-hardware", "Hardware"),
            thresholds=steps(GOOD, (65, WATCH), (75, SERIOUS), (85, BAD)))

board.row(103, "What wants attention")
board.table(15, "Alerts", "What fires, or is about to.",
            [query('max by (alertname, alertstate, severity, node)'
                   ' (ALERTS{alertname!="Watchdog"})')],
            [column("severity", "Severity"), column("alertstate", "State"),
             column("alertname", "Alert"), column("node", "Node", link=NODE_OF_ROW)],
            width=12, height=7, sort="Severity", no_value="none")
board.table(16, "Services", "What is probed from outside, and whether it answers.",
            [query("min by (instance) (probe_success{$CLUSTER})"),
             query("max by (instance) (probe_duration_seconds{$CLUSTER})")],
            [column("instance", "Service"),
             column("Value #A", "Answers", colored=True,
                    mappings=words({1: ("Yes", GOOD), 0: ("No", BAD)})),
             column("Value #B", "After", unit="s")],
            width=12, height=7, sort="Answers")
