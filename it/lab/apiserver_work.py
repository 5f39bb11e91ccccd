"""What controllers do in a cluster, as far as tests see it. Standard library only."""

import threading
import time

from apiserver_merge import managers_of, set_managers, track_update
from apiserver_store import clone, now
from apiserver_workloads import Workloads


class Work:
    """One thread; it looks again whenever something changed."""

    def __init__(self, api):
        self.api = api
        self.store = api.store
        self.due = threading.Event()
        self.since = {}
        self.garbage_due = True
        self.workloads = Workloads(self)
        self.store.listeners.append(self.note)

    def note(self, event):
        metadata = event.obj["metadata"]
        ending = event.sort == "DELETED" or metadata.get("deletionTimestamp")
        if ending or metadata.get("ownerReferences"):
            self.garbage_due = True
        self.workloads.note(event)
        self.due.set()

    def wake(self):
        """Settings have changed."""
        with self.store.lock:
            self.workloads.everything()
        self.due.set()

    def start(self):
        with self.store.lock:
            for name in ("default", "kube-system", "kube-public", "kube-node-lease"):
                self.ensure("Namespace", "", "", name)
            # Before anybody asks, so that nothing changes by itself later.
            self.round()
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            self.due.wait(timeout=0.02 if self.since or self.workloads.waiting() else 1)
            # Not at every change: who writes much should not wait for this.
            time.sleep(0.02)
            self.due.clear()
            try:
                with self.store.lock:
                    self.round()
            except Exception as e:  # A controller must not die of one odd object.
                print("work: %r" % e, flush=True)

    def round(self):
        self.crds()
        self.namespaces()
        if self.garbage_due:
            self.garbage_due = False
            self.garbage()
            self.release()
        self.workloads.round()

    def ensure(self, kind, group, namespace, name, labels=None, owners=None, **more):
        resource = self.store.by_kind(group, kind)
        if self.store.find(resource, namespace, name) is None:
            from apiserver_api import Options

            options = Options({"fieldManager": "kube-controller-manager"}, "")
            metadata = {"name": name}
            if labels:
                metadata["labels"] = labels
            if owners:
                metadata["ownerReferences"] = owners
            obj = {"metadata": metadata, **more}
            self.api.create(resource, namespace, obj, options)

    def status(self, resource, old, change, manager="kube-controller-manager"):
        """Writes the status as a controller does."""
        new = clone(old)
        change(new.setdefault("status", {}))
        if new["status"] == old.get("status"):
            return old
        managers = track_update(
            resource.type,
            old,
            new,
            managers_of(old),
            manager,
            resource.api_version,
            "status",
            now(),
            [],
        )
        return self.store.put(resource, set_managers(new, managers), old)

    def write(self, resource, old, new, door=""):
        """Writes the object itself as a controller does; `door` as managed fields name it."""
        manager = "kube-controller-manager"
        managers = track_update(
            resource.type,
            old,
            new,
            managers_of(old),
            manager,
            resource.api_version,
            door,
            now(),
            [("f:status",)],
        )
        return self.store.put(resource, set_managers(new, managers), old)

    # Custom resource definitions

    def crds(self):
        resource = self.store.by_kind("apiextensions.k8s.io", "CustomResourceDefinition")
        for (_, name), crd in list(self.store.all(resource.key).items()):
            if crd["metadata"].get("deletionTimestamp"):
                self.end_crd(resource, name, crd)
                continue
            if name in self.store.established:
                continue
            began = self.since.setdefault(name, time.monotonic())
            if not (crd.get("status") or {}).get("conditions"):
                crd = self.status(resource, crd, self.names_accepted(crd, False), "kube-apiserver")
            if time.monotonic() - began >= self.store.settings["establish"]:
                self.since.pop(name)
                self.status(resource, crd, self.names_accepted(crd, True), "kube-apiserver")
                self.store.serve_crd(crd)

    def names_accepted(self, crd, established):
        def change(status):
            moment = now()
            status["conditions"] = [
                {
                    "type": "NamesAccepted",
                    "status": "True",
                    "lastTransitionTime": moment,
                    "reason": "NoConflicts",
                    "message": "no conflicts found",
                },
                {
                    "type": "Established",
                    "status": "True" if established else "False",
                    "lastTransitionTime": moment,
                    "reason": "InitialNamesAccepted" if established else "Installing",
                    "message": "the initial names have been accepted"
                    if established
                    else "the initial names have been accepted, serving follows",
                },
            ]
            status["acceptedNames"] = clone(crd["spec"]["names"])
            status["storedVersions"] = [
                version["name"] for version in crd["spec"]["versions"] if version.get("storage")
            ]

        return change

    def end_crd(self, resource, name, crd):
        spec = crd["spec"]
        version, plural = spec["versions"][0]["name"], spec["names"]["plural"]
        kind = self.store.resource(spec["group"], version, plural)
        if kind is not None:
            for obj in list(self.store.all(kind.key).values()):
                self.end(kind, obj)
            if self.store.all(kind.key):
                return
        self.store.drop_crd(name)
        self.since.pop(name, None)
        self.unfinish(resource, crd, "customresourcecleanup.apiextensions.k8s.io")

    # Ends

    def end(self, resource, obj):
        if obj["metadata"].get("finalizers"):
            if not obj["metadata"].get("deletionTimestamp"):
                new = clone(obj)
                new["metadata"]["deletionTimestamp"] = now()
                new["metadata"]["deletionGracePeriodSeconds"] = 0
                self.store.put(resource, new, obj)
        else:
            self.store.delete(resource, obj)

    def unfinish(self, resource, obj, *finalizers):
        new = clone(obj)
        left = [f for f in new["metadata"].get("finalizers") or [] if f not in finalizers]
        if left == (new["metadata"].get("finalizers") or []) and left:
            return
        new["metadata"].pop("finalizers", None)
        if left:
            new["metadata"]["finalizers"] = left
            self.store.put(resource, new, obj)
        else:
            self.store.delete(resource, new)

    def namespaces(self):
        resource = self.store.by_kind("", "Namespace")
        for (_, name), home in list(self.store.all(resource.key).items()):
            if home["metadata"].get("deletionTimestamp"):
                self.end_namespace(resource, name, home)
            else:
                self.ensure("ServiceAccount", "", name, "default")
                certificate = {"ca.crt": "the lab has none\n"}
                self.ensure("ConfigMap", "", name, "kube-root-ca.crt", data=certificate)

    def end_namespace(self, resource, name, home):
        left = 0
        for kind in self.api.stored():
            if kind.namespaced:
                for (namespace, _), obj in list(self.store.all(kind.key).items()):
                    if namespace == name:
                        self.end(kind, obj)
                for namespace, _ in list(self.store.all(kind.key)):
                    left += namespace == name
        if not left and not home["metadata"].get("finalizers"):
            self.store.delete(resource, home)

    def garbage(self):
        """Objects of which all owners are gone."""
        uids, owned = set(), []
        for resource in self.api.stored():
            for obj in self.store.all(resource.key).values():
                uids.add(obj["metadata"]["uid"])
                if obj["metadata"].get("ownerReferences"):
                    owned.append((resource, obj))
        for resource, obj in owned:
            owners = obj["metadata"]["ownerReferences"]
            if all(owner.get("uid") not in uids for owner in owners):
                self.end(resource, obj)

    def release(self):
        """What protects what is no longer used, and what waits for dependents that are gone."""
        for resource in self.api.stored():
            for obj in list(self.store.all(resource.key).values()):
                metadata = obj["metadata"]
                if not metadata.get("deletionTimestamp"):
                    continue
                finalizers = metadata.get("finalizers") or []
                if any(f.startswith("kubernetes.io/pv") for f in finalizers):
                    protected = ("kubernetes.io/pvc-protection", "kubernetes.io/pv-protection")
                    self.unfinish(resource, obj, *protected)
                elif "foregroundDeletion" in finalizers:
                    waiting = self.api.dependents(metadata["uid"])
                    for kind, dependent in waiting:
                        self.end(kind, dependent)
                    if not self.api.dependents(metadata["uid"]):
                        self.unfinish(resource, obj, "foregroundDeletion")
