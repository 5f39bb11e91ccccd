"""How workloads get ready, or do not: statuses as the controllers of Kubernetes write them, claims
of StatefulSets, volumes of claims, and one pod a node of every DaemonSet. Deployments, StatefulSets
and Jobs get no pods: their status says what there would be. Standard library only."""

import hashlib
import json
import time

from apiserver_store import clone, now

WORKLOADS = {
    ("apps", "deployments"),
    ("apps", "statefulsets"),
    ("apps", "daemonsets"),
    ("apps", "replicasets"),
    ("batch", "jobs"),
    ("", "persistentvolumeclaims"),
    ("", "persistentvolumes"),
    ("", "pods"),
    ("policy", "poddisruptionbudgets"),
    ("autoscaling", "horizontalpodautoscalers"),
    ("apiregistration.k8s.io", "apiservices"),
}
NODES = ("", "nodes")
DAEMONSETS = ("apps", "daemonsets")


def condition(status, sort, value, reason, message=""):
    """Sets a condition; its times move only when it changes."""
    conditions = status.setdefault("conditions", [])
    for found in conditions:
        if found["type"] == sort:
            if found["status"] != value:
                found["lastTransitionTime"] = now()
            if (found["status"], found.get("reason")) != (value, reason):
                found.update(status=value, reason=reason, message=message)
            return
    conditions.append(
        {
            "type": sort,
            "status": value,
            "lastTransitionTime": now(),
            "reason": reason,
            "message": message,
        }
    )


def numbers(status, **values):
    """Counts, which are not written while they are 0."""
    for name, value in values.items():
        if value:
            status[name] = value
        else:
            status.pop(name, None)


def node_ready(node):
    for found in (node.get("status") or {}).get("conditions") or []:
        if found.get("type") == "Ready":
            return found.get("status") == "True"
    return True


def short_hash(value):
    return hashlib.sha1(json.dumps(value, sort_keys=True).encode()).hexdigest()[:10]


class Workloads:
    def __init__(self, work):
        self.work = work
        self.store = work.store
        self.due = {}
        # uid -> (hash of the template, revision).
        self.revisions = {}
        for key in WORKLOADS:
            self.note_all(key)

    # When

    def note(self, event):
        if event.key in WORKLOADS and event.sort != "DELETED":
            metadata = event.obj["metadata"]
            place = (event.key, metadata.get("namespace", ""), metadata["name"])
            self.due.setdefault(place, time.monotonic() + self.store.settings["ready"])
        if event.key == NODES:
            self.note_all(DAEMONSETS)
        if event.key == ("", "pods"):
            for owner in event.obj["metadata"].get("ownerReferences") or []:
                if owner.get("kind") == "DaemonSet":
                    place = (DAEMONSETS, event.obj["metadata"].get("namespace"), owner["name"])
                    self.due.setdefault(place, time.monotonic() + self.store.settings["ready"])

    def note_all(self, key):
        for namespace, name in self.store.all(key):
            self.due[(key, namespace, name)] = time.monotonic()

    def everything(self):
        for key in WORKLOADS:
            self.note_all(key)

    def waiting(self):
        return bool(self.due) and self.store.settings["work"]

    def round(self):
        if not self.store.settings["work"]:
            return
        moment = time.monotonic()
        for place in [place for place, when in self.due.items() if when <= moment]:
            del self.due[place]
            key, namespace, name = place
            obj = self.store.all(key).get((namespace, name))
            if obj is None or obj["metadata"].get("deletionTimestamp"):
                continue
            resource = self.store.by_kind(key[0], obj["kind"])
            getattr(self, obj["kind"].lower())(resource, obj)

    def told(self, setting, obj):
        metadata = obj["metadata"]
        names = {
            obj["kind"] + "/*",
            "%s/%s" % (obj["kind"], metadata["name"]),
            "%s/%s/%s" % (obj["kind"], metadata.get("namespace", ""), metadata["name"]),
        }
        return bool(names & set(self.store.settings[setting]))

    def stuck(self, obj):
        return self.told("stuck", obj) or self.told("failed", obj)

    # What

    def deployment(self, resource, obj):
        wanted = obj["spec"].get("replicas", 1)
        ready = 0 if self.stuck(obj) else wanted
        failed = self.told("failed", obj)
        name = obj["metadata"]["name"]
        obj = self.revised(resource, obj)

        def change(status):
            status["observedGeneration"] = obj["metadata"].get("generation", 1)
            numbers(
                status,
                replicas=wanted,
                updatedReplicas=wanted,
                readyReplicas=ready,
                availableReplicas=ready,
                unavailableReplicas=wanted - ready,
            )
            available = ready == wanted
            condition(
                status,
                "Available",
                "True" if available else "False",
                "MinimumReplicasAvailable" if available else "MinimumReplicasUnavailable",
                "Deployment has minimum availability."
                if available
                else "Deployment does not have minimum availability.",
            )
            text = 'ReplicaSet "%s-lab" %s.'
            if failed:
                text %= (name, "has timed out progressing")
                condition(status, "Progressing", "False", "ProgressDeadlineExceeded", text)
            elif available:
                text %= (name, "has successfully progressed")
                condition(status, "Progressing", "True", "NewReplicaSetAvailable", text)
            else:
                text %= (name, "is progressing")
                condition(status, "Progressing", "True", "ReplicaSetUpdated", text)

        self.work.status(resource, obj, change)

    def revised(self, resource, obj):
        """With the revision of its template, which is written into its annotations."""
        name, uid = "deployment.kubernetes.io/revision", obj["metadata"]["uid"]
        notes = obj["metadata"].get("annotations") or {}
        template = short_hash(obj["spec"]["template"])
        known, revision = self.revisions.get(uid, (template, int(notes.get(name, 1))))
        if known != template:
            revision += 1
        self.revisions[uid] = (template, revision)
        if notes.get(name) == str(revision):
            return obj
        new = clone(obj)
        new["metadata"]["annotations"] = {**notes, name: str(revision)}
        return self.work.write(resource, obj, new, "status")

    def replicaset(self, resource, obj):
        wanted = obj["spec"].get("replicas", 1)
        ready = 0 if self.stuck(obj) else wanted

        def change(status):
            status["observedGeneration"] = obj["metadata"].get("generation", 1)
            status["replicas"] = wanted
            numbers(
                status,
                fullyLabeledReplicas=wanted,
                readyReplicas=ready,
                availableReplicas=ready,
            )

        self.work.status(resource, obj, change)

    def statefulset(self, resource, obj):
        wanted = obj["spec"].get("replicas", 1)
        ready = 0 if self.stuck(obj) else wanted
        name, namespace = obj["metadata"]["name"], obj["metadata"]["namespace"]
        revision = "%s-%s" % (name, short_hash(obj["spec"]["template"]))
        for template in obj["spec"].get("volumeClaimTemplates") or []:
            for number in range(wanted):
                claim = "%s-%s-%d" % (template["metadata"]["name"], name, number)
                self.work.ensure(
                    "PersistentVolumeClaim",
                    "",
                    namespace,
                    claim,
                    labels=(obj["spec"].get("selector") or {}).get("matchLabels") or {},
                    spec=clone(template["spec"]),
                )

        def change(status):
            status["observedGeneration"] = obj["metadata"].get("generation", 1)
            status["replicas"] = wanted
            status["availableReplicas"] = ready
            status["collisionCount"] = 0
            numbers(status, readyReplicas=ready, currentReplicas=wanted, updatedReplicas=wanted)
            status["updateRevision"] = revision
            if ready == wanted or not status.get("currentRevision"):
                status["currentRevision"] = revision

        self.work.status(resource, obj, change)

    def job(self, resource, obj):
        if obj["spec"].get("suspend"):
            return
        failed, stuck = self.told("failed", obj), self.told("stuck", obj)
        wanted = obj["spec"].get("completions", 1)

        def change(status):
            status.setdefault("startTime", now())
            status["uncountedTerminatedPods"] = {}
            if failed:
                numbers(status, active=0, failed=obj["spec"].get("backoffLimit", 6) + 1)
                status.update(ready=0, terminating=0)
                text = "Job has reached the specified backoff limit"
                condition(status, "FailureTarget", "True", "BackoffLimitExceeded", text)
                condition(status, "Failed", "True", "BackoffLimitExceeded", text)
            elif stuck:
                numbers(status, active=obj["spec"].get("parallelism", 1))
                status.update(ready=0, terminating=0)
            else:
                numbers(status, active=0, succeeded=wanted)
                status.update(ready=0, terminating=0)
                status.setdefault("completionTime", now())
                text = "Reached expected number of succeeded pods"
                condition(status, "SuccessCriteriaMet", "True", "CompletionsReached", text)
                condition(status, "Complete", "True", "CompletionsReached", text)

        self.work.status(resource, obj, change)

    def persistentvolumeclaim(self, resource, obj):
        if self.stuck(obj):
            return
        spec = obj["spec"]
        volumes = self.store.by_kind("", "PersistentVolume")
        if not spec.get("volumeName"):
            name = self.volume_for(volumes, obj)
            if name is None:
                return
            new = clone(obj)
            new["spec"]["volumeName"] = name
            notes = new["metadata"].setdefault("annotations", {})
            notes["pv.kubernetes.io/bind-completed"] = "yes"
            notes["pv.kubernetes.io/bound-by-controller"] = "yes"
            obj = self.work.write(resource, obj, new)

        def change(status):
            status["phase"] = "Bound"
            status["accessModes"] = spec.get("accessModes") or []
            requests = (spec.get("resources") or {}).get("requests") or {}
            status["capacity"] = {"storage": requests.get("storage", "1Gi")}

        self.work.status(resource, obj, change)

    def volume_for(self, volumes, claim):
        """One that waits for it, or a new one of its storage class."""
        spec, metadata = claim["spec"], claim["metadata"]
        reference = {
            "kind": "PersistentVolumeClaim",
            "namespace": metadata["namespace"],
            "name": metadata["name"],
            "uid": metadata["uid"],
            "apiVersion": "v1",
        }
        wanted = spec.get("storageClassName") or ""
        for (_, name), volume in self.store.all(volumes.key).items():
            its = volume["spec"].get("claimRef") or {}
            if its and (its.get("namespace"), its.get("name")) != (
                metadata["namespace"],
                metadata["name"],
            ):
                continue
            if (volume["spec"].get("storageClassName") or "") == wanted and not its.get("uid"):
                new = clone(volume)
                new["spec"]["claimRef"] = reference
                self.work.write(volumes, volume, new)
                return name
        if ("", wanted) not in self.store.all(("storage.k8s.io", "storageclasses")):
            return None
        name = "pvc-" + metadata["uid"]
        requests = (spec.get("resources") or {}).get("requests") or {}
        self.work.ensure(
            "PersistentVolume",
            "",
            "",
            name,
            spec={
                "capacity": {"storage": requests.get("storage", "1Gi")},
                "accessModes": spec.get("accessModes") or ["ReadWriteOnce"],
                "storageClassName": wanted,
                "persistentVolumeReclaimPolicy": "Delete",
                "claimRef": reference,
                "hostPath": {"path": "/var/lib/lab/" + name},
            },
        )
        return name

    def persistentvolume(self, resource, obj):
        claim = obj["spec"].get("claimRef")
        there = claim and self.store.all(("", "persistentvolumeclaims")).get(
            (claim.get("namespace", ""), claim.get("name", ""))
        )
        phase = "Bound" if there else "Released" if claim and claim.get("uid") else "Available"
        self.work.status(resource, obj, lambda status: status.update(phase=phase))

    def pod(self, resource, obj):
        owners = obj["metadata"].get("ownerReferences") or []
        if any(owner.get("kind") == "DaemonSet" for owner in owners):
            return
        if (obj.get("status") or {}).get("phase") in ("Succeeded", "Failed"):
            return
        self.pod_status(resource, obj, not self.stuck(obj))

    def pod_status(self, resource, obj, ready):
        def change(status):
            status["phase"] = "Running"
            value = "True" if ready else "False"
            condition(status, "PodScheduled", "True", "")
            condition(status, "Initialized", "True", "")
            condition(status, "ContainersReady", value, "" if ready else "ContainersNotReady")
            condition(status, "Ready", value, "" if ready else "ContainersNotReady")
            status.setdefault("startTime", now())

        self.work.status(resource, obj, change, "kubelet")

    # DaemonSets

    def daemonset(self, resource, obj):
        nodes = {
            name: node
            for (_, name), node in self.store.all(NODES).items()
            if self.wants(obj, node)
        }
        pods = self.pods_of(obj)
        kind = self.store.by_kind("", "Pod")
        revision = short_hash(obj["spec"]["template"])
        for name in list(pods):
            if name not in nodes:
                self.work.end(kind, pods.pop(name))
        ready, updated = 0, 0
        for name, node in nodes.items():
            awake = node_ready(node)
            pod = pods.get(name)
            old = pod and pod["metadata"]["labels"].get("controller-revision-hash") != revision
            if old and awake:
                # Whoever sleeps keeps the old one until it is awake.
                self.work.end(kind, pod)
                pod, old = None, False
            if pod is None:
                pod = self.new_pod(kind, obj, name, revision)
            held = "Node/" + name in self.store.settings["stuck"]
            well = awake and not held and not self.stuck(obj)
            self.pod_status(kind, pod, well)
            ready += well
            updated += not old

        def change(status):
            status["observedGeneration"] = obj["metadata"].get("generation", 1)
            status["desiredNumberScheduled"] = len(nodes)
            status["currentNumberScheduled"] = len(nodes)
            status["numberMisscheduled"] = 0
            status["numberReady"] = ready
            numbers(
                status,
                updatedNumberScheduled=updated,
                numberAvailable=ready,
                numberUnavailable=len(nodes) - ready,
            )

        self.work.status(resource, obj, change)

    def wants(self, obj, node):
        selector = obj["spec"]["template"]["spec"].get("nodeSelector") or {}
        labels = node["metadata"].get("labels") or {}
        return all(labels.get(key) == value for key, value in selector.items())

    def pods_of(self, obj):
        found = {}
        for pod in self.store.all(("", "pods")).values():
            for owner in pod["metadata"].get("ownerReferences") or []:
                if owner.get("uid") == obj["metadata"]["uid"]:
                    found[pod["spec"].get("nodeName")] = pod
        return found

    def new_pod(self, kind, obj, node, revision):
        template = clone(obj["spec"]["template"])
        name = "%s-%s" % (obj["metadata"]["name"], short_hash([node, revision])[:5])
        labels = (template.get("metadata") or {}).get("labels") or {}
        labels["controller-revision-hash"] = revision
        labels["pod-template-generation"] = str(obj["metadata"].get("generation", 1))
        owner = {
            "apiVersion": "apps/v1",
            "kind": "DaemonSet",
            "name": obj["metadata"]["name"],
            "uid": obj["metadata"]["uid"],
            "controller": True,
            "blockOwnerDeletion": True,
        }
        self.work.ensure(
            "Pod",
            "",
            obj["metadata"]["namespace"],
            name,
            labels=labels,
            owners=[owner],
            spec={**template["spec"], "nodeName": node},
        )
        return self.store.find(kind, obj["metadata"]["namespace"], name)

    # The rest

    def poddisruptionbudget(self, resource, obj):
        def change(status):
            status["observedGeneration"] = obj["metadata"].get("generation", 1)
            status["disruptionsAllowed"] = 1
            status["currentHealthy"] = 1
            status["desiredHealthy"] = 0
            status["expectedPods"] = 1
            condition(status, "DisruptionAllowed", "True", "SufficientPods")

        self.work.status(resource, obj, change)

    def horizontalpodautoscaler(self, resource, obj):
        def change(status):
            status["currentReplicas"] = obj["spec"].get("minReplicas", 1)
            status["desiredReplicas"] = obj["spec"].get("minReplicas", 1)
            condition(status, "AbleToScale", "True", "ReadyForNewScale", "recommended size")
            condition(status, "ScalingActive", "True", "ValidMetricFound", "the HPA was able to")

        self.work.status(resource, obj, change)

    def apiservice(self, resource, obj):
        def change(status):
            value = "False" if self.stuck(obj) else "True"
            reason = "Passed" if value == "True" else "MissingEndpoints"
            condition(status, "Available", value, reason)

        self.work.status(resource, obj, change)
