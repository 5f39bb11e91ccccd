from grafana import (
    BAD, CLUSTER, DATASOURCE, GOOD, LOGS, Dashboard, column, node_of, query, steps, words,
)

DASHBOARD = Dashboard(
    "terraform-state", "Terraform state", "Infrastructure",
    "Does what Terraform made still look as its state files say?",
    variables=[DATASOURCE, LOGS, CLUSTER, node_of("vmstation_build_info")],
    links=[("homelab-overview", "Overview"), ("infrastructure-health", "Health"),
           ("deployment-tracking", "Deployments"), ("security-monitoring", "Security")],
    since="now-7d",
)
board = DASHBOARD

DRIFT = "terraform_state_drift{$CLUSTER}"

board.row(100, "Now")
board.stat(1, "Files with Drift", "How many state files differ from what is there.",
           "count(max by (state_file) (%s) > 0) or vector(0)" % DRIFT,
           width=6, thresholds=steps(GOOD, (1, BAD)))
board.stat(2, "Files Watched", "How many state files VMStation looks at.",
           "count(max by (state_file) (%s)) or vector(0)" % DRIFT, width=6)
board.stat(3, "Differences", "How many resources differ, in all files.",
           "sum(max by (state_file) (%s)) or vector(0)" % DRIFT,
           width=6, thresholds=steps(GOOD, (1, BAD)))
board.stat(4, "Alerts", "How many files the alert TerraformStateDrift fires for.",
           'count(ALERTS{alertname="TerraformStateDrift", alertstate="firing"}) or vector(0)',
           width=6, thresholds=steps(GOOD, (1, BAD)))
board.table(5, "State Files", "Each state file, those that differ first.",
            [query("max by (state_file) (%s)" % DRIFT),
             query("changes(max by (state_file) (%s)[$__range:5m])" % DRIFT)],
            [column("state_file", "State file"),
             column("Value #A", "Differences", colored=True, decimals=0,
                    thresholds=steps(GOOD, (1, BAD))),
             column("Value #B", "Changes in the time shown", decimals=0)],
            sort="Differences", descending=True, no_value="none is watched")

board.row(101, "History")
board.states(6, "Drift by File", "When each state file differed.",
             [("max by (state_file) (%s) > bool 0" % DRIFT, "{{state_file}}")],
             words({0: ("As it should be", GOOD), 1: ("Drift", BAD)}), height=8)
board.graph(7, "Differences over Time", "How many resources differ, by file.",
            [("max by (state_file) (%s)" % DRIFT, "{{state_file}}")],
            unit="short", least=0, width=24, thresholds=steps(GOOD, (1, BAD)))
board.logs(8, "What VMStation Says of It", "Lines about Terraform in the logs of the machines.",
           '{job=~".+", namespace="", $CLUSTER, node=~"$node"} |~ `(?i)terraform`')
