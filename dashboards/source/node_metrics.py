from grafana import (
    BAD, CLUSTER, DATASOURCE, GOOD, QUIET, WATCH, Dashboard, column, node_of, query, steps, to,
    words,
)

DASHBOARD = Dashboard(
    "node-metrics", "Node metrics", "Infrastructure",
    "How loaded is each machine, and what does it run?",
    variables=[DATASOURCE, CLUSTER, node_of("node_uname_info")],
    links=[("homelab-overview", "Overview"), ("kubernetes-cluster", "Cluster"),
           ("ipmi-hardware", "Hardware"), ("capacity", "Capacity"),
           ("sleep-and-wake", "Sleep and wake")],
)
board = DASHBOARD

board.row(100, "Load")
board.states(1, "Asleep or Awake", "What VMStation saw each node doing: a gap in the graphs below"
             " is no fault while it sleeps.",
             [('max by (node) (vmstation_node_state{$NODE, state="asleep"})', "{{node}}")],
             words({1: ("Asleep", QUIET), 0: ("Awake", GOOD)}), height=4,
             link=to("sleep-and-wake", "Sleep and wake"))
board.graph(2, "CPU Usage by Node", "How busy the processors are; the legend says which system the"
            " node runs.",
            [('100 * (1 - avg by (node) (rate(node_cpu_seconds_total{$NODE, mode="idle"}'
              "[$__rate_interval]))) * on (node) group_left (pretty_name)"
              " max by (node, pretty_name) (node_os_info{$NODE})", "{{node}} ({{pretty_name}})")],
            unit="percent", least=0, most=100, thresholds=steps(GOOD, (80, BAD)))
board.graph(3, "Memory Usage by Node", "How much memory is in use; caches that can be given back do"
            " not count.",
            [("100 * (1 - max by (node) (node_memory_MemAvailable_bytes{$NODE})"
              " / max by (node) (node_memory_MemTotal_bytes{$NODE}))", "{{node}}")],
            unit="percent", least=0, most=100, thresholds=steps(GOOD, (85, BAD)))
board.graph(4, "Disk Usage by Node", "How full each file system is, as far as others than root may"
            " fill it.",
            [("100 * (1 - max by (node, mountpoint) (node_filesystem_avail_bytes{$NODE, $FILES})"
              " / max by (node, mountpoint) (node_filesystem_size_bytes{$NODE, $FILES}))",
              "{{node}} {{mountpoint}}")],
            unit="percent", least=0, most=100, thresholds=steps(GOOD, (85, BAD)))
board.graph(5, "System Load Average (5 minutes)", "How many tasks ran or waited on average, for"
            " each processor of the node: above 1 some wait.",
            [("max by (node) (node_load5{$NODE}) / on (node) count by (node)"
              ' (node_cpu_seconds_total{$NODE, mode="idle"})', "{{node}}")],
            unit="short", least=0, decimals=2, thresholds=steps(GOOD, (1, WATCH)))

board.row(101, "Network")
board.graph(6, "Received by Interface", "What each network card receives. Interfaces of containers"
            " are left out.",
            [("max by (node, device) (rate(node_network_receive_bytes_total{$NODE, $CARDS}"
              "[$__rate_interval])) * 8", "{{node}} {{device}}")],
            unit="bps", least=0)
board.graph(7, "Sent by Interface", "What each network card sends. Interfaces of containers are"
            " left out.",
            [("max by (node, device) (rate(node_network_transmit_bytes_total{$NODE, $CARDS}"
              "[$__rate_interval])) * 8", "{{node}} {{device}}")],
            unit="bps", least=0)
board.graph(8, "Errors and Drops", "Packets that network cards damaged or threw away, in both"
            " directions. Mostly zero on a good cable.",
            [("sum by (node, device) (rate(node_network_receive_errs_total{$NODE, $CARDS}"
              "[$__rate_interval]) + rate(node_network_transmit_errs_total{$NODE, $CARDS}"
              "[$__rate_interval]))", "{{node}} {{device}} damaged"),
             ("sum by (node, device) (rate(node_network_receive_drop_total{$NODE, $CARDS}"
              "[$__rate_interval]) + rate(node_network_transmit_drop_total{$NODE, $CARDS}"
              "[$__rate_interval]))", "{{node}} {{device}} dropped")],
            unit="pps", least=0)
board.graph(9, "TCP Connections", "How many connections are open.",
            [("max by (node) (node_netstat_Tcp_CurrEstab{$NODE})", "{{node}}")],
            unit="short", least=0)

board.row(102, "Disks and waiting")
board.graph(10, "Disk Throughput", "What each disk reads and writes.",
            [('sum by (node, device) (rate(node_disk_read_bytes_total{$NODE,'
              ' $DISKS}'
              "[$__rate_interval]))", "{{node}} {{device}} read"),
             ('sum by (node, device) (rate(node_disk_written_bytes_total{$NODE,'
              ' $DISKS}[$__rate_interval]))', "{{node}} {{device}} written")],
            unit="Bps", least=0)
board.graph(11, "Disk Busy", "For how much of the time each disk had something to do.",
            [("100 * max by (node, device) (rate(node_disk_io_time_seconds_total{$NODE,"
              ' $DISKS}[$__rate_interval]))', "{{node}} {{device}}")],
            unit="percent", least=0, most=100)
board.graph(12, "Waiting for Disks", "For how much of the time processors had nothing to do but"
            " wait for a disk.",
            [('100 * avg by (node) (rate(node_cpu_seconds_total{$NODE, mode="iowait"}'
              "[$__rate_interval]))", "{{node}}")],
            unit="percent", least=0)
board.graph(13, "Context Switches and Forks", "How often the processors change between tasks.",
            [("max by (node) (rate(node_context_switches_total{$NODE}[$__rate_interval]))",
              "{{node}} switches"),
             ("max by (node) (rate(node_forks_total{$NODE}[$__rate_interval]))",
              "{{node}} new processes")],
            unit="ops", least=0)

board.row(103, "Systems")
board.table(14, "Operating Systems", "What each node runs, Debian or RHEL, its kernel, its name for"
            " itself, and how long it has been up.",
            [query("max by (node, pretty_name, id) (node_os_info{$NODE})"),
             query("max by (node, release, nodename, machine) (node_uname_info{$NODE})"),
             query("time() - max by (node) (node_boot_time_seconds{$NODE})")],
            [column("node", "Node"),
             column("pretty_name", "System"),
             column("id", "Family", colored=True, mappings=[
                 {"type": "value", "options": {
                     "debian": {"text": "Debian", "color": "purple", "index": 0},
                     "rhel": {"text": "RHEL", "color": "red", "index": 1}}}]),
             column("release", "Kernel"),
             column("nodename", "Host name"),
             column("machine", "Machine"),
             column("Value #C", "Up for", unit="dtdurations", decimals=0)],
            sort="Node", height=6)
