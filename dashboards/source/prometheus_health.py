from grafana import (
    BAD, CLUSTER, DATASOURCE, GOOD, WATCH, Dashboard, column, node_of, query, steps, to,
    words,
)

DASHBOARD = Dashboard(
    "prometheus-health", "Prometheus health", "Infrastructure",
    "Does Prometheus see everything, in time, and do its alerts get out?",
    variables=[DATASOURCE, CLUSTER, node_of()],
    links=[("homelab-overview", "Overview"), ("infrastructure-health", "Health"),
           ("loki-logs", "Logs"), ("capacity", "Capacity")],
)
board = DASHBOARD

UP = words({1: ("Up", GOOD), 0: ("Down", BAD)})

board.row(100, "Targets")
board.stat(1, "Targets Up", "How many targets answered the latest scrape.",
           "count(up{$NODE} == 1) or vector(0)", thresholds=steps(BAD, (1, GOOD)))
board.stat(2, "Total Scrape Targets", "How many targets Prometheus knows.",
           "count(up{$NODE}) or vector(0)", thresholds=steps(BAD, (1, GOOD)))
board.stat(3, "Targets Down", "How many targets did not answer, those on nodes that sleep left"
           " out.",
           'count((up{$NODE} == 0) unless on (node) max by (node) (vmstation_node_state{$NODE,'
           ' state="asleep"}) == 1) or vector(0)', thresholds=steps(GOOD, (1, BAD)))
board.stat(4, "Firing Alerts", "How many alerts fire, the Watchdog, which always does, left out.",
           'count(ALERTS{alertstate="firing", alertname!="Watchdog"}) or vector(0)',
           thresholds=steps(GOOD, (1, WATCH)))
board.stat(5, "Rules Failed", "How many evaluations of rules failed within the last hour.",
           "sum(increase(prometheus_rule_evaluation_failures_total{$NODE}[1h])) or vector(0)",
           decimals=0, thresholds=steps(GOOD, (1, BAD)))
board.stat(6, "Configuration", "Whether Prometheus could read its configuration the last time.",
           "min(prometheus_config_last_reload_successful{$NODE})",
           thresholds=steps(BAD, (1, GOOD)), mappings=words({1: ("Good", GOOD), 0: ("Bad", BAD)}))
board.table(7, "Scrape Target Status", "Every target, those that are down first.",
            [query("min by (job, instance, node) (up{$NODE})"),
             query("max by (job, instance, node) (scrape_duration_seconds{$NODE})"),
             query("max by (job, instance, node) (scrape_samples_scraped{$NODE})")],
            [column("Value #A", "Status", colored=True, mappings=UP),
             column("job", "Job"), column("node", "Node"), column("instance", "Instance"),
             column("Value #B", "Scrape took", unit="s"),
             column("Value #C", "Samples")],
            sort="Status", height=10)

board.row(101, "Work")
board.graph(8, "Samples Ingested Rate", "How many samples come in.",
            [("sum by (instance) (rate(prometheus_tsdb_head_samples_appended_total{$NODE}"
              "[$__rate_interval]))", "{{instance}}")],
            unit="cps", least=0)
board.graph(9, "Query Duration", "How long all but one in a hundred queries took, and all but"
            " five.",
            [("histogram_quantile(0.99, sum by (le) (rate("
              'prometheus_http_request_duration_seconds_bucket{$NODE, handler=~"/api/v1/query'
              '(_range)?"}[$__rate_interval])))', "99th percentile"),
             ("histogram_quantile(0.95, sum by (le) (rate("
              'prometheus_http_request_duration_seconds_bucket{$NODE, handler=~"/api/v1/query'
              '(_range)?"}[$__rate_interval])))', "95th percentile")],
            unit="s", least=0)
board.graph(10, "Rule Evaluation", "How long the slowest round of each group of rules took; it must"
            " stay below the group's interval.",
            [("max by (rule_group) (prometheus_rule_group_last_duration_seconds{$NODE})",
              "{{rule_group}}")],
            unit="s", least=0)
board.graph(11, "Slowest Scrapes", "The five targets that take longest to answer.",
            [("topk(5, max by (job, instance) (scrape_duration_seconds{$NODE}))",
              "{{job}} {{instance}}")],
            unit="s", least=0)

board.row(102, "Storage")
board.graph(12, "TSDB Head Series", "How many series are in memory. A jump is a label with too many"
            " values.",
            [("max by (instance) (prometheus_tsdb_head_series{$NODE})", "{{instance}}")],
            unit="short", least=0)
board.graph(13, "Storage Size", "What lies on the disk: blocks, and the log of what is not yet in"
            " one, where this version of Prometheus tells.",
            [("max by (instance) (prometheus_tsdb_storage_blocks_bytes{$NODE}"
              " + (prometheus_tsdb_wal_storage_size_bytes{$NODE}"
              " or 0 * prometheus_tsdb_storage_blocks_bytes{$NODE}))", "{{instance}}")],
            unit="bytes", least=0)
board.graph(14, "Memory of Prometheus", "What the process holds.",
            [('max by (instance) (process_resident_memory_bytes{$NODE, job="prometheus"})',
              "{{instance}}")],
            unit="bytes", least=0)
board.graph(15, "Damage Found", "Broken pieces of the log, and blocks that could not be compacted;"
            " any is bad.",
            [("max by (instance) (prometheus_tsdb_wal_corruptions_total{$NODE})",
              "{{instance}} broken pieces"),
             ("max by (instance) (prometheus_tsdb_compactions_failed_total{$NODE})",
              "{{instance}} not compacted")],
            unit="short", least=0, thresholds=steps(GOOD, (1, BAD)))

board.row(103, "Alerts on their way")
board.graph(16, "Notifications to Alertmanager", "Alerts that Prometheus sent, and those that it"
            " dropped.",
            [("sum by (instance) (rate(prometheus_notifications_sent_total{$NODE}"
              "[$__rate_interval]))", "sent to {{instance}}"),
             ("sum by (instance) (rate(prometheus_notifications_dropped_total{$NODE}"
              "[$__rate_interval]))", "dropped")],
            unit="cps", least=0)
board.graph(17, "Notifications by Alertmanager", "What Alertmanager sent on, and what failed, by"
            " way.",
            [("sum by (integration) (rate(alertmanager_notifications_total{$NODE}"
              "[$__rate_interval]))", "sent by {{integration}}"),
             ("sum by (integration) (rate(alertmanager_notifications_failed_total{$NODE}"
              "[$__rate_interval]))", "failed by {{integration}}")],
            unit="cps", least=0)
board.table(18, "Alerts", "What fires, or is about to.",
            [query("max by (alertname, alertstate, severity, node) (ALERTS)")],
            [column("alertstate", "State"), column("severity", "Severity"),
             column("alertname", "Alert"), column("node", "Node")],
            sort="Severity", height=8, no_value="none")
board.stat(19, "Logs Stored by Loki", "Bytes that Loki took within the last day.",
           "sum(increase(loki_distributor_bytes_received_total{$NODE}[1d])) or vector(0)",
           unit="bytes", width=6, link=to("loki-logs", "Logs"))
board.stat(20, "Lines Refused by Loki", "Lines that Loki did not take within the last day: too many"
           " at once, or too old.",
           "sum(increase(loki_discarded_samples_total{$NODE}[1d])) or vector(0)",
           decimals=0, width=6, thresholds=steps(GOOD, (1, WATCH)))
board.stat(21, "Grafana", "Whether Grafana answers.",
           'max(up{$NODE, job="grafana"}) or vector(0)', width=6, mappings=UP)
board.stat(22, "Alertmanager", "Whether Alertmanager answers.",
           'max(up{$NODE, job="alertmanager"}) or vector(0)', width=6, mappings=UP)
