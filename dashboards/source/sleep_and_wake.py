from grafana import (
    BAD, CLUSTER, DATASOURCE, GOOD, NODE_OF_ROW, QUIET, SERIOUS, WATCH, Dashboard, column, grown,
    grown_lately, node_of, query, steps, to, words,
)

STATES = words({0: ("Unknown", "text"), 1: ("Asleep", QUIET), 2: ("Waking", WATCH),
                3: ("Awake", GOOD), 4: ("Wake failed", BAD)})
STATE_OF_NODES = (
    'sum by (node) (vmstation_node_state{$NODE, state="asleep"} * 1'
    ' or vmstation_node_state{$NODE, state="waking"} * 2'
    ' or vmstation_node_state{$NODE, state="awake"} * 3'
    ' or vmstation_node_state{$NODE, state="failed"} * 4)'
)
SAVED = "increase(vmstation_node_energy_saved_kilowatthours_total{$NODE}[$__range])"

# Left sleep an hour to two hours ago, was awake, and no check has found any use in those two hours.
# Looked at every hour, so that each wake counts once.
FALSE_WAKES = (
    '((resets(vmstation_node_state{$NODE, state="asleep"}[1h] offset 1h) > 0'
    ' and on (node) max_over_time(vmstation_node_state{$NODE, state="awake"}[1h] offset 1h) == 1)'
    " unless on (node) max by (node)"
    ' (max_over_time(vmstation_sleep_check{$NODE, state!="idle"}[2h])) == 1)'
)

DASHBOARD = Dashboard(
    "sleep-and-wake", "Sleep and wake", "Homelab",
    "Who sleeps, who woke whom, how long that took, what it saved, and why is it still awake?",
    variables=[DATASOURCE, CLUSTER, node_of("vmstation_node_state")],
    links=[("homelab-overview", "Overview"), ("vmstation-host", "VMStation host"),
           ("node-metrics", "Nodes"), ("ipmi-hardware", "Hardware")],
    since="now-24h",
)
board = DASHBOARD

board.row(100, "When")
board.states(1, "State of Each Node", "What each node was doing, as VMStation saw it.",
             [(STATE_OF_NODES, "{{node}}")], STATES, height=7)
board.stat(2, "Hours Asleep", "For how long each node slept in the time shown.",
           [("sum by (node) (increase(vmstation_node_asleep_seconds_total{$NODE}[$__range]))",
             "{{node}}")],
           unit="dtdurations", decimals=0, width=6, names=True, thresholds=steps(QUIET))
board.stat(3, "Energy Saved", "What each node would have drawn more in the time shown, had it"
           " stayed awake and idle. A lower bound: only what was measured counts.",
           [("sum by (node) (%s)" % SAVED, "{{node}}")],
           unit="kwatth", decimals=2, width=6, names=True, thresholds=steps(GOOD))
board.stat(4, "Money Saved", "What that energy would have cost by the tariff of the time, in the"
           " currency that is named.",
           [("sum by (node, currency) (increase(vmstation_node_energy_saved_cost_total{$NODE}"
             "[$__range]))", "{{node}} {{currency}}")],
           unit="none", decimals=2, width=6, names=True, thresholds=steps(GOOD))
board.stat(5, "Wakes Without Use", "False wakes: how often a node was woken in the time shown and"
           " no sleep check found any use until an hour later. A lower bound: use within the hour"
           " before hides one, and a wake of the last hour is not judged yet.",
           [("sum by (node) (sum_over_time(%s[$__range:1h])"
             ' or 0 * vmstation_node_state{$NODE, state="asleep"})' % FALSE_WAKES, "{{node}}")],
           unit="none", decimals=0, width=6, names=True, thresholds=steps(GOOD, (1, WATCH)))

board.row(101, "Waking")
board.table(6, "Who Woke What", "Requests in the time shown, by node, by what triggered them, and"
            " by what came of them. joined: a wake was under way already; ignored: its source may"
            " not wake. The ledger knows each single one.",
            [query("round(sum by (node, cause, outcome) (%s)) > 0"
                   % grown("vmstation_wake_requests_total{$NODE}"))],
            [column("node", "Node", link=NODE_OF_ROW), column("cause", "Cause"),
             column("outcome", "Outcome"), column("Value", "Requests", decimals=0)],
            width=12, sort="Requests", descending=True)
board.bars(7, "Wake Latency by Stage", "How long each stage of a wake took on average in the time"
           " shown: until the address answered, until the port was open, until the service was"
           " ready.",
           [("sum by (node, stage) (%s) / sum by (node, stage) (%s)"
             % (grown("vmstation_wake_stage_seconds_sum{$NODE}"),
                grown("vmstation_wake_stage_seconds_count{$NODE}")), "{{node}} {{stage}}")],
           unit="s", decimals=1)
board.graph(8, "Whole Wakes", "How long the slowest of the latest wakes of each node took, until"
            " the service was ready.",
            [("max by (node) (vmstation_wake_seconds_max{$NODE} > 0)", "{{node}}")],
            unit="s", least=0)
board.graph(9, "Requests", "When nodes were asked for, by what triggered it.",
            [("sum by (node, cause) (%s)" % grown_lately("vmstation_wake_requests_total{$NODE}"),
              "{{node}} {{cause}}")],
            unit="short", bars=True, stacked=True, least=0)
board.graph(10, "Waiting for a Wake", "How many requests, and clients on the line, wait.",
            [("sum by (node) (vmstation_wake_waiting{$NODE})", "requests for {{node}}"),
             ("sum by (route) (vmstation_relay_held_connections{$CLUSTER})",
              "clients of {{route}}")],
            unit="short", least=0)
board.graph(11, "Packets and Orders", "What was sent to wake nodes, by method; more a wake means"
            " that something does not hear them.",
            [("sum by (node, method) (%s)" % grown_lately("vmstation_wake_packets_total{$NODE}"),
              "{{node}} {{method}}"),
             ("sum by (node, action) (%s)"
              % grown_lately('vmstation_power_orders_total{$NODE, outcome="ordered"}'),
              "{{node}} power {{action}}")],
            unit="short", bars=True, stacked=True, least=0)

board.row(102, "Why awake")
board.table(12, "What Keeps It Awake", "Sleep checks that found use, or could not tell, which"
            " counts as use.",
            [query('max by (node, check, state) (vmstation_sleep_check{$NODE,'
                   ' state=~"busy|unknown"}) == 1')],
            [column("node", "Node", link=NODE_OF_ROW), column("check", "Check"),
             column("state", "Found", colored=True, mappings=[
                 {"type": "value", "options": {
                     "busy": {"text": "In use", "color": GOOD, "index": 0},
                     "unknown": {"text": "Cannot tell", "color": SERIOUS, "index": 1}}}])],
            width=12, sort="Node", no_value="nothing")
board.table(13, "What Holds It Awake Besides", "Windows, hours and rules that keep a node awake"
            " although nobody uses it.",
            [query("max by (node, hold) (vmstation_sleep_hold{$NODE}) == 1")],
            [column("node", "Node", link=NODE_OF_ROW), column("hold", "Held by")],
            width=12, sort="Node", no_value="nothing")
board.states(14, "Use over Time", "What each sleep check found: in use, idle, or it could not"
             " tell.",
             [("sum by (node, check) (vmstation_sleep_check{$NODE, state=\"busy\"} * 2"
               ' or vmstation_sleep_check{$NODE, state="unknown"} * 3'
               ' or vmstation_sleep_check{$NODE, state="idle"} * 1)', "{{node}} {{check}}")],
             words({1: ("Idle", "text"), 2: ("In use", GOOD), 3: ("Cannot tell", SERIOUS)}),
             height=9)
board.graph(15, "Idle for", "For how long every check has found a node idle: it sleeps when this"
            " reaches its idleFor.",
            [("max by (node) (vmstation_node_idle_seconds{$NODE})", "{{node}}")],
            unit="dtdurations", least=0)
board.table(16, "Attempts to Sleep", "In the time shown, by what triggered them and what came of"
            " them.",
            [query("round(sum by (node, cause, outcome) (%s)) > 0"
                   % grown("vmstation_sleep_requests_total{$NODE}"))],
            [column("node", "Node", link=NODE_OF_ROW), column("cause", "Cause"),
             column("outcome", "Outcome"), column("Value", "Attempts", decimals=0)],
            width=12, sort="Attempts", descending=True)
board.bars(17, "Time to Sleep by Step", "How long the steps of putting a node to sleep took on"
           " average in the time shown.",
           [("sum by (node, stage) (%s) / sum by (node, stage) (%s)"
             % (grown("vmstation_sleep_duration_seconds_sum{$NODE}"),
                grown("vmstation_sleep_duration_seconds_count{$NODE}")), "{{node}} {{stage}}")],
           unit="s", decimals=1)
board.stat(18, "Steps Not Taken Back", "Steps of a sleep that failed and could not be undone. Look"
           " at the node when there is any.",
           "sum(increase(vmstation_sleep_undo_failures_total{$NODE}[$__range])) or vector(0)",
           decimals=0, width=6, height=8, thresholds=steps(GOOD, (1, BAD)))
board.stat(19, "Waiting to Be Uncordoned", "Nodes that are awake and that Kubernetes does not use"
           " yet.",
           "sum(vmstation_kubernetes_uncordon_pending{$NODE}) or vector(0)",
           width=6, height=8, thresholds=steps(GOOD, (1, WATCH)),
           link=to("kubernetes-cluster", "Cluster"))

board.row(103, "Energy")
board.graph(20, "Power Drawn", "What each node drew on average, apart by what it was doing, as far"
            " as somebody measured.",
            [("sum by (node, state) (rate(vmstation_node_energy_kilowatthours_total{$NODE}"
              "[$__rate_interval])) * 3600000", "{{node}} {{state}}")],
            # energy is told when it has been written down, once a minute
            unit="watt", stacked=True, least=0, interval="5m")
board.table(21, "Energy and Its Cost", "In the time shown. What was not measured is missing, and"
            " says so.",
            [query("sum by (node) (increase(vmstation_node_energy_kilowatthours_total{$NODE}"
                   "[$__range]))"),
             query("sum by (node) (%s)" % SAVED),
             query("sum by (node) (increase(vmstation_node_energy_cost_total{$NODE}[$__range]))"),
             query("sum by (node)"
                   " (increase(vmstation_node_energy_saved_cost_total{$NODE}[$__range]))"),
             query("sum by (node) (vmstation_node_idle_watts{$NODE})"),
             query("sum by (node) (increase(vmstation_node_energy_unknown_seconds_total{$NODE}"
                   "[$__range]))")],
            [column("node", "Node", link=NODE_OF_ROW),
             column("Value #A", "Drawn", unit="kwatth", decimals=2),
             column("Value #B", "Saved", unit="kwatth", decimals=2, no_value="not known"),
             column("Value #C", "Cost", decimals=2, no_value="no tariff"),
             column("Value #D", "Saved cost", decimals=2, no_value="not known"),
             column("Value #E", "Idle", unit="watt", decimals=0, no_value="not learnt yet"),
             column("Value #F", "Not measured", unit="dtdurations", decimals=0)],
            width=12, sort="Node")
