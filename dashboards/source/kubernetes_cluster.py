from grafana import (
    BAD, CLUSTER, DATASOURCE, GOOD, NODE_OF_ROW, NODE_OF_SERIES, QUIET, WATCH, Dashboard, column,
    node_of, query, steps, to, words,
)

DASHBOARD = Dashboard(
    "kubernetes-cluster", "Kubernetes cluster", "Infrastructure",
    "Are the nodes and pods of the cluster well, and how loaded are the nodes?",
    variables=[DATASOURCE, CLUSTER, node_of()],
    links=[("homelab-overview", "Overview"), ("node-metrics", "Nodes"),
           ("deployment-tracking", "Deployments"), ("capacity", "Capacity"),
           ("sleep-and-wake", "Sleep and wake")],
    refresh="30s",
)
board = DASHBOARD

NONE_IS_GOOD = steps(GOOD, (1, BAD))
ANY_IS_ODD = steps(GOOD, (1, WATCH))

board.row(100, "Now")
board.stat(1, "Total Nodes", "How many nodes the cluster has, those asleep included.",
           "count(count by (node) (kube_node_info{$CLUSTER})) or vector(0)",
           thresholds=steps(BAD, (1, GOOD)))
board.stat(2, "Nodes Ready", "How many nodes Kubernetes finds ready. A node asleep is not.",
           'sum(max by (node) (kube_node_status_condition{$CLUSTER, condition="Ready",'
           ' status="true"})) or vector(0)',
           thresholds=steps(BAD, (1, GOOD)))
board.stat(3, "Nodes Asleep", "How many nodes VMStation sees asleep, as they may be.",
           'sum(max by (node) (vmstation_node_state{$CLUSTER, state="asleep"})) or vector(0)',
           thresholds=steps(QUIET), link=to("sleep-and-wake", "Sleep and wake"))
board.stat(4, "Running Pods", "How many pods are in the phase Running.",
           'sum(kube_pod_status_phase{$CLUSTER, phase="Running"}) or vector(0)',
           thresholds=steps(WATCH, (1, GOOD)))
board.stat(5, "Failed Pods", "How many pods are in the phase Failed.",
           'sum(kube_pod_status_phase{$CLUSTER, phase="Failed"}) or vector(0)',
           thresholds=NONE_IS_GOOD)
board.stat(6, "Pending Pods", "How many pods are in the phase Pending: no node takes them yet, or"
           " their images are still fetched.",
           'sum(kube_pod_status_phase{$CLUSTER, phase="Pending"}) or vector(0)',
           thresholds=ANY_IS_ODD)

board.row(101, "Nodes")
board.graph(7, "Node CPU Usage", "How busy the processors of each node are. The line is where the"
            " alert begins.",
            [('100 * (1 - avg by (node) (rate(node_cpu_seconds_total{$NODE, mode="idle"}'
              "[$__rate_interval])))", "{{node}}")],
            unit="percent", least=0, most=100, thresholds=steps(GOOD, (80, BAD)),
            link=NODE_OF_SERIES)
board.graph(8, "Node Memory Usage", "How much memory of each node is in use; caches that can be"
            " given back do not count.",
            [("100 * (1 - max by (node) (node_memory_MemAvailable_bytes{$NODE})"
              " / max by (node) (node_memory_MemTotal_bytes{$NODE}))", "{{node}}")],
            unit="percent", least=0, most=100, thresholds=steps(GOOD, (85, BAD)),
            link=NODE_OF_SERIES)
board.table(9, "Node Status", "What Kubernetes, and VMStation, think of each node, and what it"
            " runs.",
            [query('max by (node) (kube_node_status_condition{$NODE, condition="Ready",'
                   ' status="true"})'),
             query('max by (node) (vmstation_node_state{$NODE, state="asleep"})'),
             query("max by (node) (kube_node_spec_unschedulable{$NODE})"),
             query("count by (node) (kube_pod_info{$NODE})"),
             query("max by (node, os_image, kernel_version, kubelet_version)"
                   " (kube_node_info{$NODE})")],
            [column("node", "Node", link=NODE_OF_ROW),
             column("Value #A", "Kubernetes", colored=True,
                    mappings=words({1: ("Ready", GOOD), 0: ("Not ready", BAD)})),
             column("Value #B", "VMStation", colored=True,
                    mappings=words({1: ("Asleep", QUIET), 0: ("Not asleep", "transparent")})),
             column("Value #C", "Scheduling", colored=True,
                    mappings=words({1: ("Cordoned", WATCH), 0: ("Open", "transparent")})),
             column("Value #D", "Pods"),
             column("os_image", "System"),
             column("kubelet_version", "Kubelet"),
             column("kernel_version", "Kernel")],
            sort="Node", height=7)

board.row(102, "Pods")
board.graph(10, "Container CPU by Namespace", "How many processor cores the containers of each"
            " namespace use.",
            [('sum by (namespace) (rate(container_cpu_usage_seconds_total{$NODE, image!="",'
              ' container!="", container!="POD"}[$__rate_interval]))', "{{namespace}}")],
            unit="short", stacked=True, least=0)
board.graph(11, "Container Memory by Namespace", "How much memory the containers of each namespace"
            " hold and cannot give back.",
            [('sum by (namespace) (container_memory_working_set_bytes{$NODE, image!="",'
              ' container!="", container!="POD"})', "{{namespace}}")],
            unit="bytes", stacked=True, least=0)
board.graph(12, "Restarts", "How often containers were restarted within the last hour, the pods"
            " with any.",
            [("topk(10, sum by (namespace, pod) (increase("
              "kube_pod_container_status_restarts_total{$CLUSTER}[1h])) > 0)",
              "{{namespace}}/{{pod}}")],
            unit="short", least=0)
board.table(13, "Pods Not Ready", "Pods that run and are not ready, with the node they are on.",
            [query("max by (namespace, pod, node) (kube_pod_info{$CLUSTER}) and on (namespace, pod)"
                   ' kube_pod_status_ready{$CLUSTER, condition="false"} == 1'
                   " and on (namespace, pod)"
                   ' kube_pod_status_phase{$CLUSTER, phase="Running"} == 1')],
            [column("namespace", "Namespace"), column("pod", "Pod"), column("node", "Node")],
            width=12, sort="Namespace", no_value="all are ready")

board.row(103, "API server")
board.graph(14, "Requests", "How many requests the API server answers, by their result.",
            [("sum by (code) (rate(apiserver_request_total{$CLUSTER}[$__rate_interval]))",
              "{{code}}")],
            unit="reqps", stacked=True, least=0)
board.graph(15, "Latency", "How long the API server takes for all but one in a hundred requests,"
            " watches and the like left out.",
            [("histogram_quantile(0.99, sum by (le, verb)"
              " (rate(apiserver_request_duration_seconds_bucket{$CLUSTER,"
              ' verb!~"WATCH|CONNECT"}[$__rate_interval])))', "{{verb}}")],
            unit="s", least=0, thresholds=steps(GOOD, (1, BAD)))
