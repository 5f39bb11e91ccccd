from grafana import (
    BAD, CLUSTER, DATASOURCE, GOOD, NODE_OF_ROW, QUIET, SERIOUS, WATCH, Dashboard, column, node_of,
    query, steps, to, words,
)

DASHBOARD = Dashboard(
    "infrastructure-health", "Infrastructure health", "Infrastructure",
    "Are Kubernetes, storage, network, certificates, backups and hardware well?",
    variables=[DATASOURCE, CLUSTER, node_of()],
    links=[("homelab-overview", "Overview"), ("kubernetes-cluster", "Cluster"),
           ("node-metrics", "Nodes"), ("ipmi-hardware", "Hardware"),
           ("prometheus-health", "Prometheus"), ("security-monitoring", "Security"),
           ("capacity", "Capacity")],
)
board = DASHBOARD

WELL = words({1: ("Well", GOOD), 0: ("Not well", BAD)})

board.row(100, "Health")
board.stat(1, "Kubernetes", "Well when the API server answers and every node that is not asleep is"
           " ready.",
           '((min(up{$CLUSTER, job="kubernetes-apiservers"}) or vector(0)) == bool 1)'
           ' * ((count((max by (node) (kube_node_status_condition{$CLUSTER, condition="Ready",'
           ' status="true"}) == 0) unless on (node) max by (node) (vmstation_node_state{$CLUSTER,'
           ' state="asleep"}) == 1) or vector(0)) == bool 0)',
           mappings=WELL, link=to("kubernetes-cluster", "Cluster"))
board.stat(2, "Storage", "Well when no file system is read-only or above 85 %, and no volume claim"
           " is unfulfilled.",
           '((sum(node_filesystem_readonly{$CLUSTER, $FILES}) or vector(0))'
           " + (count(1 - node_filesystem_avail_bytes{$CLUSTER, $FILES}"
           " / node_filesystem_size_bytes > 0.85) or vector(0))"
           ' + (sum(kube_persistentvolumeclaim_status_phase{$CLUSTER, phase=~"Pending|Lost"})'
           " or vector(0))) == bool 0",
           mappings=WELL, link=to("capacity", "Capacity"))
board.stat(3, "Network", "Well when every probe from outside succeeds.",
           "min(probe_success{$CLUSTER})",
           mappings=WELL, link=to("application-performance", "Applications"))
board.stat(4, "Hardware", "Well when no sensor and no chassis reports a fault.",
           '(count({__name__=~"ipmi_(temperature|fan_speed|voltage|current|power|sensor)_state",'
           ' $CLUSTER} > 0) or vector(0)) + (count({__name__=~"ipmi_chassis_(drive|cooling)_fault'
           '_state", $CLUSTER} == 0) or vector(0)) == bool 0',
           mappings=WELL, link=to("ipmi-hardware", "Hardware"))
board.stat(5, "Next Certificate", "How long until the first certificate that is probed ends.",
           "min(probe_ssl_earliest_cert_expiry{$CLUSTER}) - time()",
           unit="dtdurations", decimals=0, thresholds=steps(BAD, (604800, WATCH), (2592000, GOOD)))
board.stat(6, "Oldest Backup", "How old the newest backup of what is backed up worst is.",
           "max(vmstation_backup_age_seconds{$CLUSTER})",
           unit="dtdurations", decimals=0, no_value="not watched",
           thresholds=steps(GOOD, (93600, WATCH), (172800, BAD)))

board.row(101, "Kubernetes")
board.table(7, "Node Conditions", "What is wrong with nodes by Kubernetes' own word, and which are"
            " not ready.",
            [query('max by (node, condition) (kube_node_status_condition{$NODE, status="true",'
                   ' condition!="Ready"} == 1 or kube_node_status_condition{$NODE,'
                   ' status=~"false|unknown", condition="Ready"} == 1)'),
             query('max by (node) (vmstation_node_state{$NODE, state="asleep"}) and on (node)'
                   ' max by (node) (kube_node_status_condition{$NODE,'
                   ' status=~"false|unknown", condition="Ready"}) == 1')],
            [column("node", "Node", link=NODE_OF_ROW), column("condition", "Condition"),
             column("Value #B", "VMStation", colored=True,
                    mappings=words({1: ("Asleep", QUIET), 0: ("Not asleep", SERIOUS)}))],
            width=12, sort="Node", no_value="none")
board.graph(8, "API Server Errors", "How many requests in a hundred the API server could not"
            " answer.",
            [('100 * sum(rate(apiserver_request_total{$CLUSTER, code=~"5.."}[$__rate_interval]))'
              " / sum(rate(apiserver_request_total{$CLUSTER}[$__rate_interval]))", "errors")],
            unit="percent", least=0, thresholds=steps(GOOD, (1, BAD)))
board.graph(9, "etcd", "How long the API server waits for its store, all but one request in a"
            " hundred.",
            [("histogram_quantile(0.99, sum by (le, operation)"
              " (rate(etcd_request_duration_seconds_bucket{$CLUSTER}[$__rate_interval])))",
              "{{operation}}")],
            unit="s", least=0)
board.graph(10, "Kubelets", "How many pods each kubelet runs.",
            [("max by (node) (kubelet_running_pods{$NODE})", "{{node}}")],
            unit="short", least=0)

board.row(102, "Storage")
board.bars(11, "Volumes", "How full each volume of a pod is.",
           [("100 * max by (namespace, persistentvolumeclaim)"
             " (kubelet_volume_stats_used_bytes{$NODE}"
             " / kubelet_volume_stats_capacity_bytes{$NODE})",
             "{{namespace}}/{{persistentvolumeclaim}}")],
           unit="percent", most=100, thresholds=steps(GOOD, (70, WATCH), (85, BAD)))
board.graph(12, "Disk Latency", "How long one reading and one writing take on average.",
            [('max by (node, device) (rate(node_disk_read_time_seconds_total{$NODE,'
              ' $DISKS}[$__rate_interval])'
              ' / rate(node_disk_reads_completed_total{$NODE, $DISKS}'
              "[$__rate_interval]))", "{{node}} {{device}} read"),
             ('max by (node, device) (rate(node_disk_write_time_seconds_total{$NODE,'
              ' $DISKS}[$__rate_interval])'
              ' / rate(node_disk_writes_completed_total{$NODE, $DISKS}'
              "[$__rate_interval]))", "{{node}} {{device}} write")],
            unit="s", least=0)
board.table(13, "Volume Claims", "Every claim, and whether it has its volume.",
            [query("max by (namespace, persistentvolumeclaim, phase)"
                   " (kube_persistentvolumeclaim_status_phase{$CLUSTER}) == 1"),
             query("max by (namespace, persistentvolumeclaim)"
                   " (kube_persistentvolumeclaim_resource_requests_storage_bytes{$CLUSTER})")],
            [column("namespace", "Namespace"), column("persistentvolumeclaim", "Claim"),
             column("phase", "Phase"), column("Value #B", "Asked for", unit="bytes")],
            width=24, height=7, sort="Namespace")

board.row(103, "Network and load balancing")
board.table(14, "Probes", "What blackbox-exporter asks from outside, and what it finds.",
            [query("min by (instance) (probe_success{$CLUSTER})"),
             query("max by (instance) (probe_duration_seconds{$CLUSTER})"),
             query("max by (instance) (probe_http_status_code{$CLUSTER})"),
             query("min by (instance) (probe_ssl_earliest_cert_expiry{$CLUSTER}) - time()")],
            [column("instance", "Target"),
             column("Value #A", "Answers", colored=True,
                    mappings=words({1: ("Yes", GOOD), 0: ("No", BAD)})),
             column("Value #B", "After", unit="s"),
             column("Value #C", "HTTP status", decimals=0),
             column("Value #D", "Certificate ends in", unit="dtdurations", decimals=0,
                    colored=True,
                    thresholds=steps(BAD, (604800, WATCH), (2592000, "transparent")))],
            width=12, sort="Answers")
board.graph(15, "Network Errors", "Packets that network cards damaged or threw away.",
            [("sum by (node) (rate(node_network_receive_errs_total{$NODE}[$__rate_interval])"
              " + rate(node_network_transmit_errs_total{$NODE}[$__rate_interval])"
              " + rate(node_network_receive_drop_total{$NODE}[$__rate_interval])"
              " + rate(node_network_transmit_drop_total{$NODE}[$__rate_interval]))", "{{node}}")],
            unit="pps", least=0)
board.table(16, "Services for the LAN", "Services with an address or port for the LAN, and how many"
            " pods stand behind them.",
            [query('max by (namespace, service, type) (kube_service_spec_type{$CLUSTER,'
                   ' type=~"LoadBalancer|NodePort"})'),
             query("max by (namespace, service, ip)"
                   " (kube_service_status_load_balancer_ingress{$CLUSTER})"),
             query('sum by (namespace, service) (label_replace(kube_endpointslice_endpoints{'
                   '$CLUSTER, ready="true"}, "service", "$1", "endpointslice", "(.*)-[^-]+"))')],
            [column("namespace", "Namespace"), column("service", "Service"),
             column("type", "Kind"), column("ip", "Address"),
             column("Value #C", "Pods behind it", decimals=0, no_value="none")],
            width=24, height=7, sort="Namespace")

board.row(104, "Certificates, backups, time")
board.table(17, "Certificates", "Certificates that VMStation watches, and when they end.",
            [query("min without (instance, job) (vmstation_certificate_expiry_timestamp_seconds"
                   "{$CLUSTER}) - time()")],
            [column("certificate", "Certificate"), column("node", "Node"),
             column("Value", "Ends in", unit="dtdurations", decimals=0, colored=True,
                    thresholds=steps(BAD, (604800, WATCH), (2592000, "transparent")))],
            width=8, sort="Ends in", no_value="none is watched")
board.table(18, "Backups", "Backups that VMStation watches, and how old the newest of each is.",
            [query("max without (instance, job) (vmstation_backup_age_seconds{$CLUSTER})")],
            [column("backup", "Backup"), column("node", "Node"),
             column("Value", "Age", unit="dtdurations", decimals=0, colored=True,
                    thresholds=steps("transparent", (93600, WATCH), (172800, BAD)))],
            width=8, sort="Age", descending=True, no_value="none is watched")
board.graph(19, "Clock", "How far each node's clock is off, by its own estimate.",
            [("max by (node) (node_timex_offset_seconds{$NODE})", "{{node}}")],
            unit="s", width=8)
