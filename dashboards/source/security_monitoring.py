from grafana import (
    BAD, CLUSTER, DATASOURCE, GOOD, LOGS, SERIOUS, WATCH, Dashboard, column, grown_lately, node_of,
    query, steps,
)

DASHBOARD = Dashboard(
    "security-monitoring", "Security monitoring", "Infrastructure",
    "Who was refused, what breaks the rules, which certificates end, and who tried?",
    variables=[DATASOURCE, LOGS, CLUSTER, node_of()],
    links=[("homelab-overview", "Overview"), ("infrastructure-health", "Health"),
           ("kubernetes-cluster", "Cluster"), ("loki-logs", "Logs")],
    since="now-24h",
)
board = DASHBOARD

MACHINES = '{job=~".+", namespace="", $CLUSTER, node=~"$node"}'

board.row(100, "Now")
board.stat(1, "Log-ins Refused", "Requests to the API server in the time shown with no, or a wrong,"
           " identity.",
           'sum(increase(apiserver_request_total{$CLUSTER, code="401"}[$__range]))'
           " or vector(0)", decimals=0, thresholds=steps(GOOD, (1, WATCH), (100, BAD)))
board.stat(2, "Not Allowed", "Requests to the API server in the time shown that RBAC forbade.",
           'sum(increase(apiserver_request_total{$CLUSTER, code="403"}[$__range]))'
           " or vector(0)", decimals=0, thresholds=steps(GOOD, (1, WATCH), (100, BAD)))
board.stat(3, "Pods Refused", "Pods that the Pod Security Standards kept out in the time shown.",
           'sum(increase(pod_security_evaluations_total{$CLUSTER, decision="deny",'
           ' mode="enforce"}[$__range])) or vector(0)', decimals=0,
           thresholds=steps(GOOD, (1, WATCH)))
board.stat(4, "Open Namespaces", "Namespaces without a NetworkPolicy: what runs there may be"
           " reached from everywhere.",
           "count(count by (namespace) (kube_namespace_created{$CLUSTER}) unless on (namespace)"
           " count by (namespace) (kube_networkpolicy_created{$CLUSTER})) or vector(0)",
           thresholds=steps(GOOD, (1, WATCH)))
board.stat(5, "Unpinned Images", "Containers whose image has no version: it changes by itself.",
           'count(kube_pod_container_info{$CLUSTER, image!~".*(:v?[0-9].*|@sha256:.+)"})'
           " or vector(0)", thresholds=steps(GOOD, (1, WATCH)))
board.stat(6, "BMC Log-ins Refused", "Controllers that do not take VMStation's password: somebody"
           " changed it.",
           'sum(vmstation_bmc_state{$CLUSTER, state="refused"}) or vector(0)',
           thresholds=steps(GOOD, (1, BAD)))

board.row(101, "Identity and rights")
board.graph(7, "Authentication", "Who asked the API server and was believed, or not.",
            [("sum by (result) (rate(authentication_attempts{$CLUSTER}[$__rate_interval]))",
              "{{result}}")],
            unit="reqps", least=0)
board.graph(8, "Refusals", "Requests that the API server refused, by verb and resource.",
            [('topk(10, sum by (code, verb, resource) (rate(apiserver_request_total{$CLUSTER,'
              ' code=~"401|403"}[$__rate_interval])))', "{{code}} {{verb}} {{resource}}")],
            unit="reqps", least=0)
board.graph(9, "Changes", "What is created, changed and deleted through the API server, leases and"
            " events left out.",
            [('sum by (verb) (rate(apiserver_request_total{$CLUSTER,'
              ' verb=~"POST|PUT|PATCH|APPLY|DELETE|DELETECOLLECTION",'
              ' resource!~"leases|events|tokenreviews|subjectaccessreviews"}[$__rate_interval]))',
              "{{verb}}")],
            unit="reqps", stacked=True, least=0)
board.graph(10, "Audit Events", "What the API server writes into its audit log; zero when there is"
            " none.",
            [("sum(rate(apiserver_audit_event_total{$CLUSTER}[$__rate_interval]))", "events")],
            unit="cps", least=0)
board.graph(11, "Pod Security Standards", "What pods break, by the level of the rule and whether it"
            " was refused or only noted.",
            [("sum by (policy_level, mode) (rate(pod_security_evaluations_total{$CLUSTER,"
              ' decision="deny"}[$__rate_interval]))', "{{policy_level}} {{mode}}")],
            unit="cps", least=0)
board.graph(12, "Client Certificates", "In how long the certificates end with which clients came to"
            " the API server: the shortest-lived one in a hundred.",
            [("histogram_quantile(0.01, sum by (le) (rate("
              "apiserver_client_certificate_expiration_seconds_bucket{$CLUSTER}"
              "[$__rate_interval])))", "soonest")],
            unit="dtdurations", least=0, thresholds=steps(BAD, (604800, WATCH), (2592000, GOOD)))

board.row(102, "Rules kept")
board.table(13, "Namespaces Without NetworkPolicy", "What runs there may be reached from every"
            " pod.",
            [query("count by (namespace) (kube_namespace_created{$CLUSTER}) unless on (namespace)"
                   " count by (namespace) (kube_networkpolicy_created{$CLUSTER})")],
            [column("namespace", "Namespace")], width=6, sort="Namespace", no_value="none")
board.table(14, "Pods on the Host's Network", "They see, and may listen on, everything that the"
            " node does.",
            [query('count by (namespace, created_by_name) (kube_pod_info{$CLUSTER,'
                   ' host_network="true"})')],
            [column("namespace", "Namespace"), column("created_by_name", "Made by"),
             column("Value", "Pods", decimals=0)],
            width=9, sort="Namespace", no_value="none")
board.table(15, "Images Without a Version", "They change by themselves.",
            [query("count by (namespace, container, image) (kube_pod_container_info{$CLUSTER,"
                   ' image!~".*(:v?[0-9].*|@sha256:.+)"})')],
            [column("namespace", "Namespace"), column("image", "Image"),
             column("Value", "Pods", decimals=0)],
            width=9, sort="Namespace", no_value="none")
board.table(16, "Certificates", "When the certificates end that are shown to probes.",
            [query("min by (instance) (probe_ssl_earliest_cert_expiry{$CLUSTER}) - time()")],
            [column("instance", "Target"),
             column("Value", "Ends in", unit="dtdurations", decimals=0, colored=True,
                    thresholds=steps(BAD, (604800, WATCH), (2592000, "transparent")))],
            width=12, height=7, sort="Ends in")
board.table(17, "Certificates in Files", "When the certificates end that VMStation watches.",
            [query("min without (instance, job) (vmstation_certificate_expiry_timestamp_seconds"
                   "{$CLUSTER}) - time()")],
            [column("certificate", "Certificate"), column("node", "Node"),
             column("Value", "Ends in", unit="dtdurations", decimals=0, colored=True,
                    thresholds=steps(BAD, (604800, WATCH), (2592000, "transparent")))],
            width=12, height=7, sort="Ends in", no_value="none is watched")

board.row(103, "Who tried")
board.graph(18, "Wakes Not Allowed", "Requests for sleeping nodes by sources that may not wake"
            " them.",
            [("sum by (node, cause) (%s)"
              % grown_lately('vmstation_wake_requests_total{$NODE, outcome="ignored"}'),
              "{{node}} {{cause}}")],
            unit="short", bars=True, stacked=True, least=0)
board.graph(19, "Failed Log-ins on Machines", "Lines about failed log-ins in the journals.",
            [query('sum by (node) (count_over_time(%s |~ `(?i)failed password|invalid user|'
                   "authentication failure` [$__auto]))" % MACHINES, "{{node}}", loki=True)],
            unit="short", bars=True, least=0, thresholds=steps(GOOD, (10, SERIOUS)))
board.logs(20, "Log-ins and sudo", "Who came in, who did not, and who became root.",
           MACHINES + " |~ `(?i)failed password|invalid user|authentication failure|"
           "accepted (publickey|password)|sudo:|COMMAND=`")
