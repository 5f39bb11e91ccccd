package io.vmstation.config;

import java.util.List;

/** The keys of clusters.yaml, for the reader and for the reference. */
final class ClustersFormat {
    static final List<YamlKey> FILE =
            List.of(new YamlKey("clusters", "list", "The clusters that are kept as files say."));

    static final List<YamlKey> CLUSTER =
            List.of(
                    new YamlKey(
                            "name",
                            "name, required",
                            "Lower case letters, digits and dashes, at most 63. Its objects carry it"
                                    + " as a label: under another name it is another cluster, whose"
                                    + " objects have yet to be taken over."),
                    new YamlKey(
                            "mode",
                            "`enforce`, `observe` or `suspend`",
                            "Whether differences are made to go away, are told and nothing is"
                                    + " touched, or nobody looks. Default `reconcile.mode`."),
                    new YamlKey(
                            "kubeconfig",
                            "path",
                            "How its API is reached. Relative to the folder of clusters.yaml; `~/`"
                                    + " works. Default: the first there is of `$KUBECONFIG`,"
                                    + " `/etc/kubernetes/admin.conf`,"
                                    + " `/etc/rancher/rke2/rke2.yaml`, `~/.kube/config`, and the"
                                    + " account of the pod."),
                    new YamlKey("context", "name", "One of that file. Default: its current one."),
                    new YamlKey(
                            "node",
                            "name of a node",
                            "The node of nodes.yaml that the cluster runs on. While it sleeps, the"
                                    + " cluster is expected to be away."),
                    new YamlKey(
                            "manifests",
                            "folder, required",
                            "Its objects, relative to the home, such as `manifests/monitoring`. A"
                                    + " file of yours takes the place of the bundled one of the"
                                    + " same path."),
                    new YamlKey(
                            "dashboards",
                            "folder",
                            "Dashboards of Grafana, likewise: a ConfigMap is made of each."),
                    new YamlKey(
                            "alerts",
                            "folder",
                            "Rules of Prometheus and Loki, likewise: ConfigMaps are made of them."),
                    new YamlKey(
                            "values",
                            "file or list",
                            "What stands for `${...}` in manifests and alerts, likewise; later"
                                    + " files are stronger."),
                    new YamlKey(
                            "namespace",
                            "name",
                            "Where objects go that name none, and those made of dashboards and"
                                    + " alerts. Default `monitoring`."),
                    new YamlKey(
                            "interval",
                            "duration, at least 1s",
                            "How often it is looked at when nothing happens. Default"
                                    + " `reconcile.interval`."),
                    new YamlKey(
                            "force",
                            "`true` or `false`",
                            "Whether fields are taken over from whoever owns them. Default"
                                    + " `false`: that they belong to somebody else is told."),
                    new YamlKey(
                            "recreate",
                            "`true` or `false`",
                            "Whether an object is deleted and made anew when a field changes that"
                                    + " cannot be changed, where that loses no data. Default"
                                    + " `false`."),
                    new YamlKey("ignore", "list", "Fields that are left alone, see below."),
                    new YamlKey("prune", "map", "What may be deleted, see below."));

    static final List<YamlKey> IGNORE =
            List.of(
                    new YamlKey("kind", "kind", "Of which objects. Default: all."),
                    new YamlKey(
                            "name", "name, may hold `*`", "Of which objects. Default: all names."),
                    new YamlKey(
                            "pointer",
                            "JSON pointer, required",
                            "The field, such as `/spec/replicas` where an autoscaler sets it."));

    static final List<YamlKey> PRUNE =
            List.of(
                    new YamlKey(
                            "enabled",
                            "`true` or `false`",
                            "Whether objects are deleted that the files no longer have. Default"
                                    + " `true`."),
                    new YamlKey(
                            "mostObjects",
                            "number, 0 to 100000",
                            "More at once are refused. Default `reconcile.prune-objects`."),
                    new YamlKey(
                            "mostPercent",
                            "percent, 0% to 100%",
                            "A larger part of all its objects is refused. Default"
                                    + " `reconcile.prune-percent`."),
                    new YamlKey(
                            "kinds",
                            "kind or list",
                            "Of those that are never deleted without consent ("
                                    + String.join(", ", ClustersReader.KEPT_KINDS)
                                    + "), the ones that you consent to. Default: none."));

    private ClustersFormat() {}
}
