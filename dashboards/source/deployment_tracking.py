from grafana import (
    BAD, CLUSTER, DATASOURCE, GOOD, QUIET, WATCH, Dashboard, choice, column, node_of, query, steps,
    to,
)

DASHBOARD = Dashboard(
    "deployment-tracking", "Deployment tracking", "Applications",
    "What was rolled out when, did it succeed, and which version runs?",
    variables=[DATASOURCE, CLUSTER, node_of("kube_pod_info"),
               choice("namespace", "Namespace", "kube_pod_info{$CLUSTER}")],
    links=[("homelab-overview", "Overview"), ("kubernetes-cluster", "Cluster"),
           ("application-performance", "Applications"), ("vmstation-host", "VMStation host"),
           ("terraform-state", "Terraform")],
    since="now-7d",
)
board = DASHBOARD

HERE = '$CLUSTER, namespace=~"$namespace"'

board.row(100, "Now")
board.stat(1, "Deployments", "How many deployments there are.",
           "count(kube_deployment_created{%s}) or vector(0)" % HERE)
board.stat(2, "Not Whole", "Deployments with fewer pods available than they should have.",
           "count(kube_deployment_status_replicas_unavailable{%s} > 0) or vector(0)" % HERE,
           thresholds=steps(GOOD, (1, WATCH)))
board.stat(3, "Rollouts Stuck", "Deployments that gave up rolling out.",
           'sum(kube_deployment_status_condition{%s, condition="Progressing", status="false"})'
           " or vector(0)" % HERE, thresholds=steps(GOOD, (1, BAD)))
board.stat(4, "Rollouts", "How many changes of deployments there were in the time shown.",
           "sum(changes(kube_deployment_metadata_generation{%s}[$__range])) or vector(0)" % HERE,
           decimals=0)
board.stat(5, "Rollouts That Succeeded", "Of the deployments that were changed in the time shown,"
           " how many in a hundred are whole now. 100 when none was changed.",
           "100 * (count(changes(kube_deployment_metadata_generation{%s}[$__range]) > 0"
           " unless on (namespace, deployment)"
           " kube_deployment_status_replicas_unavailable{%s} > 0) or vector(0))"
           " / (count(changes(kube_deployment_metadata_generation{%s}[$__range]) > 0))"
           " or vector(100)" % (HERE, HERE, HERE), unit="percent", decimals=0,
           thresholds=steps(BAD, (80, WATCH), (95, GOOD)))
board.stat(6, "Jobs Failed", "How many jobs failed.",
           "count(kube_job_status_failed{%s} > 0) or vector(0)" % HERE,
           thresholds=steps(GOOD, (1, BAD)))

board.row(101, "Rollouts")
board.table(7, "Rollout Status", "What each deployment should have and has.",
            [query("max by (namespace, deployment) (kube_deployment_spec_replicas{%s})" % HERE),
             query("max by (namespace, deployment) (kube_deployment_status_replicas_available{%s})"
                   % HERE),
             query("max by (namespace, deployment) (kube_deployment_status_replicas_updated{%s})"
                   % HERE),
             query("max by (namespace, deployment) (kube_deployment_metadata_generation{%s})"
                   % HERE),
             query("max by (namespace, deployment) (kube_deployment_metadata_generation{%s})"
                   " - max by (namespace, deployment) (kube_deployment_status_observed_generation"
                   "{%s})" % (HERE, HERE)),
             query("time() - max by (namespace, deployment) (kube_deployment_created{%s})" % HERE)],
            [column("namespace", "Namespace"), column("deployment", "Deployment"),
             column("Value #A", "Wanted", decimals=0),
             column("Value #B", "Available", decimals=0),
             column("Value #C", "Up to date", decimals=0),
             column("Value #D", "Generation", decimals=0),
             column("Value #E", "Not seen yet", decimals=0, colored=True,
                    thresholds=steps("transparent", (1, WATCH))),
             column("Value #F", "Age", unit="dtdurations", decimals=0)],
            sort="Namespace", height=9)
board.graph(8, "Changes", "When deployments were changed.",
            [("sum by (namespace, deployment) (changes(kube_deployment_metadata_generation{%s}"
              "[$__rate_interval]))" % HERE, "{{namespace}}/{{deployment}}")],
            unit="short", bars=True, stacked=True, least=0)
board.graph(9, "Pods Not Available", "How many pods of each deployment are missing.",
            [("max by (namespace, deployment) (kube_deployment_status_replicas_unavailable{%s})"
              % HERE, "{{namespace}}/{{deployment}}")],
            unit="short", least=0, thresholds=steps(GOOD, (1, WATCH)))

board.row(102, "What runs")
board.table(10, "Images", "Which image each container runs, and on how many pods.",
            [query("count by (namespace, container, image) (kube_pod_container_info{%s})" % HERE)],
            [column("namespace", "Namespace"), column("container", "Container"),
             column("image", "Image"), column("Value", "Pods", decimals=0)],
            sort="Namespace", height=9)
board.table(11, "Sets", "Stateful sets, with the pods they should have and have.",
            [query("max by (namespace, statefulset) (kube_statefulset_replicas{%s})" % HERE),
             query("max by (namespace, statefulset) (kube_statefulset_status_replicas_ready{%s})"
                   % HERE)],
            [column("namespace", "Namespace"), column("statefulset", "Stateful set"),
             column("Value #A", "Wanted", decimals=0), column("Value #B", "Ready", decimals=0)],
            width=12, sort="Namespace")
board.table(12, "Daemons", "Daemon sets; on a node that sleeps their pods are not ready, and need"
            " not be.",
            [query("max by (namespace, daemonset) (kube_daemonset_status_desired_number_scheduled"
                   "{%s})" % HERE),
             query("max by (namespace, daemonset) (kube_daemonset_status_number_ready{%s})" % HERE),
             query("max by (namespace, daemonset) (kube_daemonset_status_updated_number_scheduled"
                   "{%s})" % HERE)],
            [column("namespace", "Namespace"), column("daemonset", "Daemon set"),
             column("Value #A", "Wanted", decimals=0), column("Value #B", "Ready", decimals=0),
             column("Value #C", "Up to date", decimals=0)],
            width=12, sort="Namespace")

board.row(103, "As the files say")
board.stat(13, "Last in Order", "How long ago VMStation last found or put each cluster in order.",
           [query("time() - max by (cluster) (vmstation_reconcile_last_success_timestamp_seconds"
                  "{$CLUSTER})", "{{cluster}}")],
           unit="dtdurations", decimals=0, names=True, width=6, height=6,
           thresholds=steps(GOOD, (1800, WATCH), (7200, BAD)),
           link=to("vmstation-host", "VMStation host"))
board.graph(14, "Objects", "What the latest run did with the objects of each cluster.",
            [("sum by (cluster, outcome) (vmstation_reconcile_objects{$CLUSTER})",
              "{{cluster}} {{outcome}}")],
            unit="short", least=0, width=9, height=6)
board.stat(15, "Nodes Asleep", "Nodes on which pods do not run because they sleep.",
           'sum(max by (node) (vmstation_node_state{$NODE, state="asleep"})) or vector(0)',
           thresholds=steps(QUIET), width=9, height=6, link=to("sleep-and-wake", "Sleep and wake"))
