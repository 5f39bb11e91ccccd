from grafana import (
    BAD, CLUSTER, DATASOURCE, GOOD, LOGS, SERIOUS, SPEAKS_OF_TROUBLE, WATCH, Dashboard, choice,
    column, grown_lately, node_of, query, steps, to,
)

DASHBOARD = Dashboard(
    "application-performance", "Application performance", "Applications",
    "Do the applications answer, how fast, how often do they fail, and what do they use?",
    variables=[DATASOURCE, LOGS, CLUSTER, node_of("container_cpu_usage_seconds_total"),
               choice("namespace", "Namespace", "kube_pod_info{$CLUSTER}")],
    links=[("homelab-overview", "Overview"), ("kubernetes-cluster", "Cluster"),
           ("deployment-tracking", "Deployments"), ("loki-logs", "Logs"),
           ("sleep-and-wake", "Sleep and wake")],
)
board = DASHBOARD

PODS = '$NODE, namespace=~"$namespace", image!="", container!="", container!="POD"'
STATE = '$CLUSTER, namespace=~"$namespace"'

board.row(100, "Answers")
board.stat(1, "Services That Answer", "How many of the probed services answer, in a hundred.",
           "100 * avg(probe_success{$CLUSTER})", unit="percent", decimals=0, width=6,
           thresholds=steps(BAD, (90, WATCH), (100, GOOD)))
board.stat(2, "Slowest Service", "How long the slowest probed service takes.",
           "max(probe_duration_seconds{$CLUSTER})", unit="s", width=6,
           thresholds=steps(GOOD, (1, WATCH), (5, BAD)))
board.stat(3, "Containers Not Ready", "How many containers that should run are not ready.",
           'count(kube_pod_container_status_ready{%s} == 0 and on (namespace, pod)'
           ' max by (namespace, pod) (kube_pod_status_phase{%s, phase="Running"}) == 1)'
           " or vector(0)" % (STATE, STATE), width=6, thresholds=steps(GOOD, (1, BAD)))
board.stat(4, "Restarts in an Hour", "How often containers were restarted within an hour.",
           "sum(increase(kube_pod_container_status_restarts_total{%s}[1h])) or vector(0)" % STATE,
           decimals=0, width=6, thresholds=steps(GOOD, (1, WATCH), (5, BAD)))
board.graph(5, "Response Time", "How long each probed service takes, and which part of it.",
            [("max by (instance) (probe_duration_seconds{$CLUSTER})", "{{instance}}"),
             ("max by (instance, phase) (probe_http_duration_seconds{$CLUSTER,"
              ' phase="processing"})', "{{instance}} {{phase}}")],
            unit="s", least=0)
board.graph(6, "Availability", "How many of the probes of each service succeeded within an hour.",
            [("100 * avg by (instance) (avg_over_time(probe_success{$CLUSTER}[1h]))",
              "{{instance}}")],
            unit="percent", least=0, most=100)

board.row(101, "Requests, latency, errors")
board.graph(7, "Throughput", "How many requests each part of the monitoring answers, and what"
            " clients ask of sleeping nodes.",
            [("sum by (job) (rate(prometheus_http_requests_total{$CLUSTER}[$__rate_interval]))",
              "{{job}}"),
             ("sum by (job) (rate(grafana_http_request_duration_seconds_count{$CLUSTER}"
              "[$__rate_interval]))", "{{job}}"),
             ("sum by (job) (rate(loki_request_duration_seconds_count{$CLUSTER}"
              "[$__rate_interval]))", "{{job}}"),
             ("sum by (job) (rate(apiserver_request_total{$CLUSTER}[$__rate_interval]))",
              "{{job}}")],
            unit="reqps", least=0)
board.graph(8, "Latency", "How long all but one in twenty requests take.",
            [("histogram_quantile(0.95, sum by (le, job) (rate("
              "prometheus_http_request_duration_seconds_bucket{$CLUSTER}[$__rate_interval])))",
              "{{job}}"),
             ("histogram_quantile(0.95, sum by (le, job) (rate("
              "grafana_http_request_duration_seconds_bucket{$CLUSTER}[$__rate_interval])))",
              "{{job}}"),
             ("histogram_quantile(0.95, sum by (le, job) (rate("
              "loki_request_duration_seconds_bucket{$CLUSTER}[$__rate_interval])))", "{{job}}"),
             ("histogram_quantile(0.95, sum by (le, job) (rate("
              'apiserver_request_duration_seconds_bucket{$CLUSTER, verb!~"WATCH|CONNECT"}'
              "[$__rate_interval])))", "{{job}}")],
            unit="s", least=0)
board.graph(9, "Errors", "How many requests in a hundred could not be answered.",
            [('100 * (sum by (job) (rate(prometheus_http_requests_total{$CLUSTER, code=~"5.."}'
              "[$__rate_interval])) or 0 * sum by (job) (rate(prometheus_http_requests_total"
              "{$CLUSTER}[$__rate_interval])))"
              " / sum by (job) (rate(prometheus_http_requests_total{$CLUSTER}"
              "[$__rate_interval]))", "{{job}}"),
             ('100 * (sum by (job) (rate(grafana_http_request_duration_seconds_count{$CLUSTER,'
              ' status_code=~"5.."}[$__rate_interval])) or 0 * sum by (job)'
              " (rate(grafana_http_request_duration_seconds_count{$CLUSTER}[$__rate_interval])))"
              " / sum by (job) (rate(grafana_http_request_duration_seconds_count{$CLUSTER}"
              "[$__rate_interval]))", "{{job}}"),
             ('100 * (sum by (job) (rate(loki_request_duration_seconds_count{$CLUSTER,'
              ' status_code=~"5.."}[$__rate_interval])) or 0 * sum by (job)'
              " (rate(loki_request_duration_seconds_count{$CLUSTER}[$__rate_interval])))"
              " / sum by (job) (rate(loki_request_duration_seconds_count{$CLUSTER}"
              "[$__rate_interval]))", "{{job}}"),
             ('100 * sum by (job) (rate(apiserver_request_total{$CLUSTER, code=~"5.."}'
              "[$__rate_interval])) / sum by (job) (rate(apiserver_request_total{$CLUSTER}"
              "[$__rate_interval]))", "{{job}}")],
            unit="percent", least=0, thresholds=steps(GOOD, (1, BAD)))
board.graph(10, "Clients of Sleeping Nodes", "What became of clients that VMStation held or"
            " relayed.",
            [("sum by (route, outcome) (%s)"
              % grown_lately("vmstation_relay_connections_total{$CLUSTER}"),
              "{{route}} {{outcome}}")],
            unit="short", bars=True, stacked=True, least=0,
            link=to("sleep-and-wake", "Sleep and wake"))

board.row(102, "What they use")
board.graph(11, "CPU of Pods", "The ten pods that use most processor cores.",
            [("topk(10, sum by (namespace, pod) (rate(container_cpu_usage_seconds_total{%s}"
              "[$__rate_interval])))" % PODS, "{{namespace}}/{{pod}}")],
            unit="short", least=0)
board.graph(12, "Memory of Pods", "The ten pods that hold most memory.",
            [("topk(10, sum by (namespace, pod) (container_memory_working_set_bytes{%s}))" % PODS,
              "{{namespace}}/{{pod}}")],
            unit="bytes", least=0)
board.graph(13, "Held Back by Limits", "For how much of the time pods wanted more processor than"
            " their limit lets them have.",
            [("100 * topk(10, sum by (namespace, pod) (rate(container_cpu_cfs_throttled_periods"
              '_total{$NODE, namespace=~"$namespace", container!=""}[$__rate_interval]))'
              " / sum by (namespace, pod) (rate(container_cpu_cfs_periods_total{$NODE,"
              ' namespace=~"$namespace", container!=""}[$__rate_interval])))',
              "{{namespace}}/{{pod}}")],
            unit="percent", least=0, most=100, thresholds=steps(GOOD, (25, SERIOUS)))
board.bars(14, "Memory of Limit", "How near each container is to its memory limit; at 100 % it is"
           " killed.",
           [("100 * topk(10, max by (namespace, pod, container)"
             " (container_memory_working_set_bytes{%s}) / on (namespace, pod, container)"
             " max by (namespace, pod, container)"
             ' (kube_pod_container_resource_limits{%s, resource="memory"}))' % (PODS, STATE),
             "{{namespace}}/{{pod}} {{container}}")],
           unit="percent", most=100, thresholds=steps(GOOD, (80, WATCH), (90, BAD)))
board.graph(15, "Network of Pods", "The ten pods that send and receive most.",
            [("topk(10, sum by (namespace, pod) (rate(container_network_receive_bytes_total{$NODE,"
              ' namespace=~"$namespace"}[$__rate_interval]) + rate('
              "container_network_transmit_bytes_total{$NODE,"
              ' namespace=~"$namespace"}[$__rate_interval]))) * 8', "{{namespace}}/{{pod}}")],
            unit="bps", least=0)
board.graph(16, "Disk of Pods", "The ten pods that read and write most.",
            [("topk(10, sum by (namespace, pod) (rate(container_fs_reads_bytes_total{%s}"
              "[$__rate_interval]) + rate(container_fs_writes_bytes_total{%s}"
              "[$__rate_interval])))" % (PODS, PODS), "{{namespace}}/{{pod}}")],
            unit="Bps", least=0)

board.row(103, "What they say")
board.table(17, "Why Containers Wait", "Containers that do not run, and why.",
            [query("max by (namespace, pod, container, reason)"
                   " (kube_pod_container_status_waiting_reason{%s}) == 1" % STATE)],
            [column("namespace", "Namespace"), column("pod", "Pod"),
             column("container", "Container"), column("reason", "Reason")],
            width=12, sort="Namespace", no_value="none waits")
board.table(18, "Why Containers Ended", "How containers that were restarted ended the last time.",
            [query("max by (namespace, pod, container, reason)"
                   " (kube_pod_container_status_last_terminated_reason{%s}) == 1" % STATE)],
            [column("namespace", "Namespace"), column("pod", "Pod"),
             column("container", "Container"), column("reason", "Reason")],
            width=12, sort="Namespace", no_value="none did")
board.logs(19, "Errors in Logs", "Lines of the chosen namespaces that speak of an error.",
           '{namespace=~".+", namespace=~"$namespace", $CLUSTER} ' + SPEAKS_OF_TROUBLE)
