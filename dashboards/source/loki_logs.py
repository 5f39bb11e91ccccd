from grafana import (
    BAD, CLUSTER, DATASOURCE, GOOD, LOGS, SPEAKS_OF_TROUBLE, Dashboard, log_choice, node_of, query,
    steps, words_to_find,
)

DASHBOARD = Dashboard(
    "loki-logs", "Logs", "Infrastructure",
    "What do the applications, Kubernetes, the monitoring and the machines say?",
    variables=[
        DATASOURCE, LOGS, CLUSTER, node_of(),
        log_choice("namespace", "Namespace"),
        log_choice("pod", "Pod", '{namespace=~"$namespace"}'),
        words_to_find("search", "Contains", "Only lines with this text; case counts."),
    ],
    links=[("homelab-overview", "Overview"), ("kubernetes-cluster", "Cluster"),
           ("application-performance", "Applications"), ("security-monitoring", "Security")],
    since="now-1h",
)
board = DASHBOARD

CHOSEN = '$CLUSTER, node=~"$node", namespace=~"$namespace", pod=~"$pod"'

board.row(100, "How much")
board.graph(1, "Log Volume by Namespace", "How many lines each namespace writes.",
            [query('sum by (namespace) (count_over_time({namespace=~".+", %s} |= `$search`'
                   " [$__auto]))" % CHOSEN, "{{namespace}}", loki=True)],
            unit="short", stacked=True, bars=True, least=0)
board.graph(2, "Error Log Rate", "How many lines a second speak of an error, by namespace. Above"
            " the line something is wrong.",
            [query('sum by (namespace) (rate({namespace=~".+", %s} %s [$__auto]))'
                   % (CHOSEN, SPEAKS_OF_TROUBLE), "{{namespace}}", loki=True)],
            unit="cps", least=0, thresholds=steps(GOOD, (1, BAD)))

board.row(101, "Applications")
board.logs(3, "Application Logs", "Lines of all namespaces but those of Kubernetes and of the"
           " monitoring.",
           '{namespace!~"kube-system|monitoring|", %s} |= `$search`' % CHOSEN)
board.logs(4, "Errors of Applications", "Those of these lines that speak of an error.",
           '{namespace!~"kube-system|monitoring|", %s} |= `$search` %s'
           % (CHOSEN, SPEAKS_OF_TROUBLE))

board.row(102, "The house")
board.logs(5, "System Logs (kube-system)", "Lines of what Kubernetes itself runs.",
           '{namespace="kube-system", $CLUSTER, node=~"$node", pod=~"$pod"} |= `$search`')
board.logs(6, "Monitoring Stack Logs", "Lines of Prometheus, Grafana, Loki and their helpers.",
           '{namespace="monitoring", $CLUSTER, node=~"$node", pod=~"$pod"} |= `$search`')
board.logs(7, "Logs of the Machines", "The journal and /var/log of the nodes, VMStation's own lines"
           " among them.",
           '{job=~".+", namespace="", $CLUSTER, node=~"$node"} |= `$search`')
