"""Objects of the API server of the lab, their versions and their history. Standard library only."""

import json
import marshal
import os
import queue
import random
import threading
import time
import uuid

from apiserver_kinds import built_in, custom_resource

HISTORY = 20000


def clone(value):
    return marshal.loads(marshal.dumps(value))


def now():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def encoded(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


class Event:
    """One change: `old` is what the object was, None when it was made."""

    __slots__ = ("version", "key", "sort", "obj", "old")

    def __init__(self, version, key, sort, obj, old):
        self.version = version
        self.key = key
        self.sort = sort
        self.obj = obj
        self.old = old


class Watcher:
    def __init__(self, key):
        self.key = key
        self.events = queue.SimpleQueue()


class Store:
    """Stored objects are never changed in place: whoever writes makes a new one."""

    def __init__(self, path=None, seed=None):
        self.lock = threading.RLock()
        self.random = random.Random(seed)
        self.version = 1
        self.oldest = 1
        self.objects = {}
        self.history = []
        self.watchers = set()
        self.listeners = []
        self.resources = {}
        self.established = set()
        self.settings = {}
        for resource in built_in():
            self.serve(resource)
        self.journal = None
        if path:
            self.read(path)
            self.journal = open(path, "ab", buffering=0)

    # Kinds

    def serve(self, resource):
        self.resources[(resource.group, resource.version, resource.plural)] = resource

    def resource(self, group, version, plural):
        return self.resources.get((group, version, plural))

    def by_kind(self, group, kind):
        for resource in self.resources.values():
            if resource.group == group and resource.kind == kind:
                return resource
        return None

    def serve_crd(self, crd):
        """Its kinds answer from now on."""
        self.drop_crd(crd["metadata"]["name"])
        for version in crd["spec"].get("versions") or []:
            if version.get("served", True):
                self.serve(custom_resource(crd, version))
        self.established.add(crd["metadata"]["name"])

    def drop_crd(self, name):
        self.established.discard(name)
        for key in [key for key, resource in self.resources.items() if resource.custom == name]:
            del self.resources[key]

    # Reading

    def find(self, resource, namespace, name):
        return self.objects.get(resource.key, {}).get((namespace or "", name))

    def all(self, key):
        return self.objects.get(key, {})

    # Writing; under the lock

    def made(self, resource, obj):
        metadata = obj["metadata"]
        metadata.setdefault("uid", str(uuid.UUID(int=self.random.getrandbits(128), version=4)))
        metadata.setdefault("creationTimestamp", now())
        return obj

    def put(self, resource, obj, old):
        self.version += 1
        obj["metadata"]["resourceVersion"] = str(self.version)
        namespace = obj["metadata"].get("namespace", "")
        name = obj["metadata"]["name"]
        self.objects.setdefault(resource.key, {})[(namespace, name)] = obj
        self.record({"o": obj, "g": resource.group, "p": resource.plural})
        self.tell(Event(self.version, resource.key, "MODIFIED" if old else "ADDED", obj, old))
        return obj

    def delete(self, resource, old):
        self.version += 1
        namespace = old["metadata"].get("namespace", "")
        name = old["metadata"]["name"]
        self.objects.get(resource.key, {}).pop((namespace, name), None)
        last = {**old, "metadata": {**old["metadata"], "resourceVersion": str(self.version)}}
        self.record({"d": [namespace, name], "g": resource.group, "p": resource.plural})
        self.tell(Event(self.version, resource.key, "DELETED", last, old))
        return last

    def tell(self, event):
        self.history.append(event)
        if len(self.history) > HISTORY:
            self.history = self.history[HISTORY // 2 :]
            self.oldest = self.history[0].version
        for watcher in self.watchers:
            if watcher.key == event.key:
                watcher.events.put(event)
        for listener in self.listeners:
            listener(event)

    def forget_history(self):
        """Watches from before now are too old."""
        with self.lock:
            self.version += 1
            self.history = []
            self.oldest = self.version

    # Keeping

    def record(self, entry):
        if self.journal is not None:
            entry["v"] = self.version
            self.journal.write(encoded(entry) + b"\n")

    def keep_settings(self):
        self.record({"s": self.settings})

    def read(self, path):
        """What the file tells; a last line that was not written whole is not there."""
        if not os.path.exists(path):
            return
        whole = 0
        with open(path, "rb") as lines:
            for line in lines:
                if not line.endswith(b"\n"):
                    break
                whole += len(line)
                self.replay(json.loads(line))
        with open(path, "r+b") as kept:
            kept.truncate(whole)
        self.oldest = self.version
        for crd in self.all(("apiextensions.k8s.io", "customresourcedefinitions")).values():
            conditions = (crd.get("status") or {}).get("conditions") or []
            if any(c["type"] == "Established" and c["status"] == "True" for c in conditions):
                self.serve_crd(crd)

    def replay(self, entry):
        self.version = max(self.version, entry["v"])
        if "s" in entry:
            self.settings = entry["s"]
            return
        objects = self.objects.setdefault((entry["g"], entry["p"]), {})
        if "o" in entry:
            metadata = entry["o"]["metadata"]
            objects[(metadata.get("namespace", ""), metadata["name"])] = entry["o"]
        else:
            objects.pop(tuple(entry["d"]), None)
