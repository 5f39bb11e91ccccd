from grafana import (
    BAD, CLUSTER, DATASOURCE, GOOD, SERIOUS, WATCH, Dashboard, column, grown, node_of, query, steps,
    to, words,
)

DASHBOARD = Dashboard(
    "vmstation-host", "VMStation host", "Homelab",
    "Is VMStation itself well: its routes, exchanges, failures, and its virtual machine?",
    variables=[DATASOURCE, CLUSTER, node_of("vmstation_build_info")],
    links=[("homelab-overview", "Overview"), ("sleep-and-wake", "Sleep and wake"),
           ("prometheus-health", "Prometheus"), ("loki-logs", "Logs")],
)
board = DASHBOARD

HOST = '$CLUSTER, job="vmstation"'

board.row(100, "Now")
board.stat(1, "Up", "Whether the host answers Prometheus.",
           'max(up{$CLUSTER, job="vmstation"}) or vector(0)',
           mappings=words({1: ("Up", GOOD), 0: ("Down", BAD)}), thresholds=steps(BAD, (1, GOOD)))
board.stat(2, "Running for", "How long the host has run.",
           "max(process_uptime_seconds{%s})" % HOST, unit="dtdurations", decimals=0)
board.stat(3, "Routes Running", "How many routes run.",
           "sum(camel_routes_running_routes{%s}) or vector(0)" % HOST,
           thresholds=steps(BAD, (1, GOOD)))
board.stat(4, "Broken Route Files", "Route files that cannot be used as they are; the last good"
           " version of each goes on.",
           "sum(vmstation_route_files_broken{%s}) or vector(0)" % HOST,
           thresholds=steps(GOOD, (1, BAD)))
board.stat(5, "Failed Exchanges", "Exchanges that ended with an error in the time shown.",
           'sum(increase(camel_exchanges_failed_total{%s, eventType="context"}[$__range]))'
           " or vector(0)" % HOST, decimals=0, thresholds=steps(GOOD, (1, BAD)))
board.stat(6, "Ledger Events Lost", "Events that could not be written down in the time shown.",
           'sum(increase(vmstation_ledger_events_total{%s, outcome="lost"}[$__range]))'
           " or vector(0)" % HOST, decimals=0, thresholds=steps(GOOD, (1, BAD)))

board.row(101, "Routes")
board.table(7, "Routes", "What each route has done since the host started.",
            [query('sum by (routeId) (camel_exchanges_total{%s, eventType="route"})' % HOST),
             query('sum by (routeId) (camel_exchanges_failed_total{%s, eventType="route"})' % HOST),
             query('sum by (routeId) (camel_exchanges_failures_handled_total{%s,'
                   ' eventType="route"})' % HOST),
             query("sum by (routeId) (camel_exchanges_inflight{%s})" % HOST),
             query('sum by (routeId) (camel_route_policy_seconds_sum{%s, eventType="route"})'
                   ' / sum by (routeId) (camel_route_policy_seconds_count{%s, eventType="route"})'
                   % (HOST, HOST)),
             query('max by (routeId) (camel_route_policy_seconds_max{%s, eventType="route"})'
                   % HOST)],
            [column("routeId", "Route"),
             column("Value #A", "Exchanges", decimals=0),
             column("Value #B", "Failed", decimals=0, colored=True,
                    thresholds=steps("transparent", (1, BAD))),
             column("Value #C", "Failures handled", decimals=0),
             column("Value #D", "Under way", decimals=0),
             column("Value #E", "On average", unit="s", no_value="never ran"),
             column("Value #F", "Slowest lately", unit="s", no_value="never ran")],
            sort="Exchanges", descending=True, height=11)
board.graph(8, "Exchanges by Route", "How many exchanges each route takes.",
            [('sum by (routeId) (rate(camel_exchanges_total{%s, eventType="route"}'
              "[$__rate_interval]))" % HOST, "{{routeId}}")],
            unit="cps", stacked=True, least=0)
board.graph(9, "Failures by Route", "Exchanges that ended with an error.",
            [('sum by (routeId) (rate(camel_exchanges_failed_total{%s, eventType="route"}'
              "[$__rate_interval]))" % HOST, "{{routeId}}")],
            unit="cps", stacked=True, least=0)
board.graph(10, "Time by Route", "How long exchanges took on average. Wakes wait for machines, so"
            " they take long.",
            [('sum by (routeId) (rate(camel_route_policy_seconds_sum{%s, eventType="route"}'
              "[$__rate_interval])) / sum by (routeId) (rate(camel_route_policy_seconds_count{%s,"
              ' eventType="route"}[$__rate_interval]))' % (HOST, HOST), "{{routeId}}")],
            unit="s", least=0)
board.graph(11, "Slowest Steps", "The ten steps of routes that took longest lately.",
            [("topk(10, max by (routeId, nodeId) (camel_message_history_seconds_max{%s}))" % HOST,
              "{{nodeId}}")],
            unit="s", least=0)

board.row(102, "Clients, shares, controllers")
board.graph(12, "Connections", "Clients that are held until their node is awake, and those that are"
            " relayed.",
            [("sum by (route) (vmstation_relay_held_connections{%s})" % HOST, "{{route}} held"),
             ("sum by (route) (vmstation_relay_open_connections{%s})" % HOST, "{{route}} relayed")],
            unit="short", least=0, width=8)
board.graph(13, "What Became of Connections", "By route and outcome.",
            [("sum by (route, outcome) (increase(vmstation_relay_connections_total{%s}"
              "[$__rate_interval]))" % HOST, "{{route}} {{outcome}}")],
            unit="short", least=0, bars=True, stacked=True, width=8)
board.graph(14, "Relayed", "Bytes that went through, by direction.",
            [("sum by (route, direction) (rate(vmstation_relay_bytes_total{%s}"
              "[$__rate_interval]))" % HOST, "{{route}} {{direction}}")],
            unit="Bps", least=0, width=8)
board.stat(15, "Shares Watched", "Whether the use of each share is noticed.",
           [query("min by (route, signal) (vmstation_share_watch_alive{%s})" % HOST,
                  "{{route}} {{signal}}")],
           width=8, height=6, names=True, no_value="none",
           mappings=words({1: ("Watched", GOOD), 0: ("Not watched", BAD)}))
board.graph(16, "Polls of Controllers", "How long polls of BMCs take on average.",
            [("sum by (node) (rate(vmstation_bmc_poll_seconds_sum{$CLUSTER}[$__rate_interval]))"
              " / sum by (node) (rate(vmstation_bmc_poll_seconds_count{$CLUSTER}"
              "[$__rate_interval]))", "{{node}}")],
            unit="s", least=0, width=8, height=6, link=to("ipmi-hardware", "Hardware"))
board.table(17, "Ways of Waking", "What came of asking by each method in the time shown.",
            [query("round(sum by (method, outcome) (%s)) > 0"
                   % grown("vmstation_wake_method_outcomes_total{%s}" % HOST))],
            [column("method", "Method"), column("outcome", "Outcome"),
             column("Value", "Times", decimals=0)],
            width=8, height=6, sort="Times", descending=True)
board.graph(18, "Pushed Samples", "Samples of BMCs that were sent to a receiver, or not; none"
            " unless pushing is configured.",
            [("sum by (receiver, outcome) (rate(vmstation_push_samples_total{%s}"
              "[$__rate_interval]))" % HOST, "{{receiver}} {{outcome}}")],
            unit="cps", least=0, width=12, height=6)
board.graph(19, "Samples That Wait", "Samples that wait for remote write; none unless it is"
            " configured.",
            [("sum(vmstation_push_queue_samples{%s})" % HOST, "waiting")],
            unit="short", least=0, width=12, height=6)

board.row(103, "Virtual machine")
board.graph(20, "Memory", "What Java uses of its heap, of what it took from the system, and the"
            " most that it may.",
            [('sum by (node) (jvm_memory_used_bytes{%s, area="heap"})' % HOST, "{{node}} heap"
                                                                               " used"),
             ('sum by (node) (jvm_memory_committed_bytes{%s, area="heap"})' % HOST, "{{node}} heap"
                                                                                    " taken"),
             ('sum by (node) (jvm_memory_used_bytes{%s, area="nonheap"})' % HOST, "{{node}}"
                                                                                  " besides"),
             ("max by (node) (jvm_gc_max_data_size_bytes{%s})" % HOST, "{{node}} most")],
            unit="bytes", least=0)
board.graph(21, "Processor", "How much of all processors the host uses, and everything together.",
            [("100 * max by (node) (process_cpu_usage{%s})" % HOST, "{{node}} VMStation"),
             ("100 * max by (node) (system_cpu_usage{%s})" % HOST, "{{node}} all")],
            unit="percent", least=0, most=100)
board.graph(22, "Threads", "How many there are, by what they do. They must not grow with clients.",
            [("sum by (state) (jvm_threads_states_threads{%s})" % HOST, "{{state}}")],
            unit="short", stacked=True, least=0)
board.graph(23, "Open Files", "Sockets and files, and how many the system allows.",
            [("max by (node) (process_files_open_files{%s})" % HOST, "{{node}} open"),
             ("max by (node) (process_files_max_files{%s})" % HOST, "{{node}} allowed")],
            unit="short", least=0)
board.graph(24, "Garbage Collection", "For how much of the time the host stood still for it.",
            [("100 * sum by (cause) (rate(jvm_gc_pause_seconds_sum{%s}[$__rate_interval]))" % HOST,
              "{{cause}}")],
            unit="percent", least=0)
board.table(25, "Build", "Which version runs on which Java.",
            [query("max by (version, java, node) (vmstation_build_info{%s})" % HOST)],
            [column("node", "Node"), column("version", "Version"), column("java", "Java")],
            width=12)

board.row(104, "Keeping clusters as files say")
board.stat(26, "Last Success", "How long ago each cluster was last found or put in order.",
           [query("time() - max by (cluster) (vmstation_reconcile_last_success_timestamp_seconds"
                  "{$CLUSTER})", "{{cluster}}")],
           unit="dtdurations", decimals=0, width=6, height=6, names=True,
           thresholds=steps(GOOD, (1800, WATCH), (7200, BAD)))
board.graph(27, "Objects by Outcome", "What the latest run did with the objects of each cluster.",
            [("sum by (cluster, outcome) (vmstation_reconcile_objects{$CLUSTER})",
              "{{cluster}} {{outcome}}")],
            unit="short", least=0, width=9, height=6)
board.graph(28, "Drift", "Differences that were found, and those that were put right.",
            [("sum by (cluster, kind) (increase(vmstation_reconcile_drift_detected_total{$CLUSTER}"
              "[$__rate_interval]))", "{{cluster}} {{kind}} found"),
             ("sum by (cluster, kind) (increase(vmstation_reconcile_drift_corrected_total{$CLUSTER}"
              "[$__rate_interval]))", "{{cluster}} {{kind}} put right")],
            unit="short", least=0, width=9, height=6, thresholds=steps(GOOD, (1, SERIOUS)))
