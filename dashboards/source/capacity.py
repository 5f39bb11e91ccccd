from grafana import (
    BAD, CLUSTER, DATASOURCE, GOOD, NODE_OF_ROW, WATCH, Dashboard, column, node_of,
    query, steps, to,
)

DASHBOARD = Dashboard(
    "capacity", "Capacity", "Infrastructure",
    "What is left, when is it used up, what is asked for and not used, and what does it cost?",
    variables=[DATASOURCE, CLUSTER, node_of()],
    links=[("homelab-overview", "Overview"), ("node-metrics", "Nodes"),
           ("kubernetes-cluster", "Cluster"), ("infrastructure-health", "Health"),
           ("prometheus-health", "Prometheus")],
    since="now-7d",
)
board = DASHBOARD

# By the trend of a day, at most ten years: nothing is foretold of what does not fill.
FULL_IN = ("clamp_max(min by (node, mountpoint) (node_filesystem_avail_bytes{$NODE, $FILES}"
           " / clamp_min(-deriv(node_filesystem_avail_bytes{$NODE, $FILES}[1d]), 1)), 315360000)")
CPU_ASKED = 'sum by (node) (kube_pod_container_resource_requests{$NODE, resource="cpu"})'
MEMORY_ASKED = 'sum by (node) (kube_pod_container_resource_requests{$NODE, resource="memory"})'
CPU_THERE = 'max by (node) (kube_node_status_allocatable{$NODE, resource="cpu"})'
MEMORY_THERE = 'max by (node) (kube_node_status_allocatable{$NODE, resource="memory"})'

board.row(100, "Now")
board.stat(1, "First Disk Full in", "By the trend of the last day; ten years when none fills.",
           "min(%s)" % FULL_IN, unit="dtdurations", decimals=0, width=6,
           thresholds=steps(BAD, (345600, WATCH), (2592000, GOOD)))
board.stat(2, "CPU Asked For", "How much of the processors of all nodes pods have reserved.",
           "100 * sum(%s) / sum(%s)" % (CPU_ASKED, CPU_THERE), unit="percent", decimals=0, width=6,
           thresholds=steps(GOOD, (80, WATCH), (100, BAD)))
board.stat(3, "Memory Asked For", "How much of the memory of all nodes pods have reserved.",
           "100 * sum(%s) / sum(%s)" % (MEMORY_ASKED, MEMORY_THERE), unit="percent", decimals=0,
           width=6, thresholds=steps(GOOD, (80, WATCH), (100, BAD)))
board.stat(4, "Cost of Energy", "What all nodes that are measured cost in the time shown, by the"
           " tariff.",
           "sum(increase(vmstation_node_energy_cost_total{$NODE}[$__range])) or vector(0)",
           decimals=2, width=6, link=to("sleep-and-wake", "Sleep and wake"))

board.row(101, "Disks")
board.table(5, "File Systems", "What is left, and when it is used up by the trend of the last day.",
            [query("max by (node, mountpoint) (node_filesystem_size_bytes{$NODE, $FILES})"),
             query("max by (node, mountpoint) (node_filesystem_avail_bytes{$NODE, $FILES})"),
             query("100 * (1 - max by (node, mountpoint)"
                   " (node_filesystem_avail_bytes{$NODE, $FILES})"
                   " / max by (node, mountpoint) (node_filesystem_size_bytes{$NODE, $FILES}))"),
             query(FULL_IN)],
            [column("node", "Node", link=NODE_OF_ROW), column("mountpoint", "Mounted at"),
             column("Value #A", "Size", unit="bytes"),
             column("Value #B", "Left", unit="bytes"),
             column("Value #C", "Used", unit="percent", decimals=0, colored=True,
                    thresholds=steps("transparent", (70, WATCH), (85, BAD))),
             column("Value #D", "Full in", unit="dtdurations", decimals=0, colored=True,
                    thresholds=steps(BAD, (345600, WATCH), (2592000, "transparent")))],
            sort="Full in", height=8)
board.graph(6, "Disk in a Month", "How full file systems are, and would be in 30 days, by the trend"
            " of the last week.",
            [("100 * (1 - max by (node, mountpoint) (node_filesystem_avail_bytes{$NODE, $FILES})"
              " / max by (node, mountpoint) (node_filesystem_size_bytes{$NODE, $FILES}))",
              "{{node}} {{mountpoint}} now"),
             ("clamp(100 * (1 - max by (node, mountpoint) (predict_linear("
              "node_filesystem_avail_bytes{$NODE, $FILES}[7d], 2592000))"
              " / max by (node, mountpoint) (node_filesystem_size_bytes{$NODE, $FILES})), 0, 100)",
              "{{node}} {{mountpoint}} in 30 days")],
            unit="percent", least=0, most=100, thresholds=steps(GOOD, (85, BAD)))
board.bars(7, "Volumes", "How full each volume of a pod is.",
           [("100 * max by (namespace, persistentvolumeclaim)"
             " (kubelet_volume_stats_used_bytes{$NODE}"
             " / kubelet_volume_stats_capacity_bytes{$NODE})",
             "{{namespace}}/{{persistentvolumeclaim}}")],
           unit="percent", most=100, thresholds=steps(GOOD, (70, WATCH), (85, BAD)))

board.row(102, "Processors and memory")
board.bars(8, "CPU Reserved by Node", "How much of each node's processors pods have asked for.",
           [("100 * %s / %s" % (CPU_ASKED, CPU_THERE), "{{node}}")],
           unit="percent", most=100, thresholds=steps(GOOD, (80, WATCH), (100, BAD)), height=6)
board.bars(9, "Memory Reserved by Node", "How much of each node's memory pods have asked for.",
           [("100 * %s / %s" % (MEMORY_ASKED, MEMORY_THERE), "{{node}}")],
           unit="percent", most=100, thresholds=steps(GOOD, (80, WATCH), (100, BAD)), height=6)
board.graph(10, "CPU Trend", "How busy the processors of each node are on average of a day.",
            [('100 * (1 - avg by (node) (rate(node_cpu_seconds_total{$NODE, mode="idle"}[1d])))',
              "{{node}}")],
            unit="percent", least=0, most=100)
board.graph(11, "Memory Trend", "How much memory each node uses on average of a day.",
            [("100 * (1 - avg by (node) (avg_over_time(node_memory_MemAvailable_bytes{$NODE}[1d]))"
              " / max by (node) (node_memory_MemTotal_bytes{$NODE}))", "{{node}}")],
            unit="percent", least=0, most=100)
board.stat(12, "Fits on One Node Less", "Memory that stays free, of what may be reserved, when the"
           " largest node sleeps. Below zero not all pods would find a place.",
           "sum(%s) - max(%s) - sum(%s)" % (MEMORY_THERE, MEMORY_THERE, MEMORY_ASKED),
           unit="bytes", width=6, height=8, thresholds=steps(BAD, (0, GOOD)))
board.stat(13, "Room for Pods", "How many pods more the nodes take.",
           'sum(max by (node) (kube_node_status_allocatable{$NODE, resource="pods"}))'
           ' - sum(kube_pod_status_phase{$CLUSTER, phase=~"Running|Pending"})',
           width=6, height=8, thresholds=steps(BAD, (10, WATCH), (30, GOOD)))
board.graph(14, "Series and Logs", "How monitoring itself grows: series in memory, and log bytes a"
            " second.",
            [("max(prometheus_tsdb_head_series{$CLUSTER})", "series"),
             ("sum(rate(loki_distributor_bytes_received_total{$CLUSTER}[$__rate_interval]))",
              "log bytes a second")],
            unit="short", least=0, link=to("prometheus-health", "Prometheus"))

board.row(103, "Scaling")
board.table(15, "Memory Asked For and Not Used", "Pods that have reserved more memory than they"
            " used at most within a day: ask for less.",
            [query("topk(15, sum by (namespace, pod) (kube_pod_container_resource_requests{$NODE,"
                   ' resource="memory"}) - on (namespace, pod) sum by (namespace, pod)'
                   " (max_over_time(container_memory_working_set_bytes{$NODE,"
                   ' container!="", container!="POD"}[1d])) > 0)')],
            [column("namespace", "Namespace"), column("pod", "Pod"),
             column("Value", "Unused", unit="bytes")],
            width=12, sort="Unused", descending=True, no_value="none")
board.table(16, "Memory Used and Not Asked For", "Pods that used more memory within a day than they"
            " have reserved: ask for more, or a full node kills them first.",
            [query("topk(15, sum by (namespace, pod) (max_over_time("
                   'container_memory_working_set_bytes{$NODE, container!="", container!="POD"}'
                   "[1d])) - on (namespace, pod) sum by (namespace, pod)"
                   ' (kube_pod_container_resource_requests{$NODE, resource="memory"}) > 0)')],
            [column("namespace", "Namespace"), column("pod", "Pod"),
             column("Value", "Beyond", unit="bytes")],
            width=12, sort="Beyond", descending=True, no_value="none")
board.table(17, "Quotas", "What namespaces may use, and use.",
            [query('max by (namespace, resourcequota, resource) (kube_resourcequota{$CLUSTER,'
                   ' type="hard"})'),
             query('max by (namespace, resourcequota, resource) (kube_resourcequota{$CLUSTER,'
                   ' type="used"})')],
            [column("namespace", "Namespace"), column("resourcequota", "Quota"),
             column("resource", "Resource"), column("Value #A", "May", decimals=0),
             column("Value #B", "Uses", decimals=0)],
            width=12, sort="Namespace", no_value="none")
board.graph(18, "Hours Asleep a Day", "For how long of a day each node sleeps: what it need not"
            " serve.",
            [("sum by (node) (increase(vmstation_node_asleep_seconds_total{$NODE}[1d]))",
              "{{node}}")],
            unit="dtdurations", least=0, link=to("sleep-and-wake", "Sleep and wake"))
