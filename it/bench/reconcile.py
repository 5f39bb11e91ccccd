"""What it takes to keep many objects as files say: requests to the API server, and time.

Against the lab's API server, on loopback: the host, and `kubectl apply --server-side` and `kubectl
diff` on the same files, each on a server of its own that began empty. Time is from the request until
the answer of a host that runs, and from start to end of kubectl. The watches of the host are open in
its second run, as they are while it runs.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

from place import LAB, PYTHON, heading, row, say

OBJECTS = int(os.environ.get("BENCH_OBJECTS", "500"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
EDITS = int(os.environ.get("BENCH_EDITS", "30"))
JAR = os.environ.get(
    "BENCH_JAR",
    os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../routes/target/vmstation.jar"))

KUBECONFIG = """apiVersion: v1
kind: Config
clusters: [{name: lab, cluster: {server: "http://127.0.0.1:%d"}}]
users: [{name: lab, user: {}}]
contexts: [{name: lab, context: {cluster: lab, user: lab}}]
current-context: lab
"""
PROPERTIES = """api.port=%d
metrics.port=%d
metrics.host=127.0.0.1
wake.arm-local-interfaces=false
reconcile.lease-namespace=
reconcile-on-schedule.enabled=false
reconcile-on-file-change.enabled=false
reconcile-on-drift.enabled=%s
"""
CLUSTERS = """clusters:
  - {name: main, mode: enforce, kubeconfig: lab.kubeconfig, manifests: objects, namespace: bench}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def call(method, url):
    with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=300) as answer:
        return json.loads(answer.read() or b"{}")


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def manifests(folder):
    write(folder + "/namespace.yaml",
          "apiVersion: v1\nkind: Namespace\nmetadata: {name: bench}\n")
    for number in range(1, OBJECTS):
        write("%s/object-%03d.yaml" % (folder, number),
              "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: object-%03d, namespace: bench}\n"
              'data: {number: "%d", text: "%s"}\n' % (number, number, "x" * 500))


class Server:
    def __init__(self, folder):
        os.makedirs(folder, exist_ok=True)
        self.port, self.control = free_port(), free_port()
        ready = folder + "/ready"
        self.process = subprocess.Popen(
            [PYTHON, os.path.join(LAB, "apiserver.py"), "--port", str(self.port), "--control-port",
             str(self.control), "--ready-file", ready], stderr=subprocess.DEVNULL)
        while not os.path.exists(ready):
            time.sleep(0.05)
        write(folder + "/config/lab.kubeconfig", KUBECONFIG % self.port)

    def forget(self):
        call("DELETE", "http://127.0.0.1:%d/lab/requests" % self.control)

    def asked(self):
        answer = call("GET", "http://127.0.0.1:%d/lab/requests" % self.control)
        return len(answer["requests"] if isinstance(answer, dict) else answer)

    def end(self):
        self.process.terminate()
        self.process.wait()


def measured(server, work):
    server.forget()
    began = time.monotonic()
    work()
    took = time.monotonic() - began
    return server.asked(), took


class Host:
    """A host that keeps the lab's cluster as the manifests say."""

    def __init__(self, java, folder, on_drift):
        api = free_port()
        write(folder + "/config/application.properties",
              PROPERTIES % (api, free_port(), str(on_drift).lower()))
        write(folder + "/config/nodes.yaml", "nodes: []\n")
        write(folder + "/config/clusters.yaml", CLUSTERS)
        manifests(folder + "/objects")
        log = folder + "/host.log"
        with open(log, "w") as out:
            self.process = subprocess.Popen([java + "/bin/java", "-jar", JAR, "run", "--home", folder],
                                            stdout=out, stderr=out)
        while "VMStation is up" not in open(log, errors="replace").read():
            if self.process.poll() is not None:
                sys.exit("bench: the host ended: " + log)
            time.sleep(0.1)
        self.url = "http://127.0.0.1:%d/api/clusters/main/reconcile?wait=true" % api

    def reconcile(self, more=""):
        answer = call("POST", self.url + more)
        if answer.get("result") != "synced":
            sys.exit("bench: the run ended as %s" % answer)

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def with_host(java, folder):
    server = Server(folder)
    host = Host(java, folder, False)
    try:
        results = []
        for more in ("", "", "&dryRun=true"):
            results.append(measured(server, lambda m=more: host.reconcile(m)))
            time.sleep(1)
        return results
    finally:
        host.end()
        server.end()


def drift(java, folder):
    """Seconds from the answer to somebody's edit until the object is as the files say again."""
    server = Server(folder)
    host = Host(java, folder, True)
    seconds = []
    try:
        host.reconcile()
        for number in range(1, EDITS + 1):
            url = ("http://127.0.0.1:%d/api/v1/namespaces/bench/configmaps/object-%03d"
                   % (server.port, number))
            edit = urllib.request.Request(
                url + "?fieldManager=kubectl-edit", method="PATCH",
                data=json.dumps({"data": {"number": "edited"}}).encode(),
                headers={"Content-Type": "application/merge-patch+json"})
            urllib.request.urlopen(edit, timeout=30).close()
            began = time.monotonic()
            while call("GET", url)["data"]["number"] != str(number):
                if time.monotonic() - began > 60:
                    sys.exit("bench: the edit of %s stays" % url)
                time.sleep(0.005)
            seconds.append(time.monotonic() - began)
        return sorted(seconds)
    finally:
        host.end()
        server.end()


def with_kubectl(folder):
    server = Server(folder)
    manifests(folder + "/objects")
    kubectl = ["kubectl", "--kubeconfig", folder + "/config/lab.kubeconfig",
               "--cache-dir", folder + "/cache"]

    def apply():
        # The namespace first: kubectl sorts nothing.
        for files in (folder + "/objects/namespace.yaml", folder + "/objects"):
            done = subprocess.run(kubectl + ["apply", "--server-side", "-f", files],
                                  capture_output=True, text=True)
            if done.returncode:
                sys.exit("bench: kubectl apply: " + done.stderr[:500])

    def diff():
        done = subprocess.run(kubectl + ["diff", "--server-side", "-f", folder + "/objects"],
                              capture_output=True, text=True)
        if done.returncode > 1:
            sys.exit("bench: kubectl diff: " + done.stderr[:500])

    try:
        return [measured(server, apply), measured(server, apply), measured(server, diff)]
    finally:
        server.end()


def median(rounds, place):
    requests = sorted(one[place][0] for one in rounds)[len(rounds) // 2]
    seconds = sorted(one[place][1] for one in rounds)[len(rounds) // 2]
    return requests, seconds


def run(java_homes):
    folder = tempfile.mkdtemp(prefix="vmstation-bench-")
    ours, theirs = [], []
    kubectl = shutil.which("kubectl")
    try:
        for number in range(ROUNDS):
            ours.append(with_host(java_homes[0], "%s/ours-%d" % (folder, number)))
            say("host: %s" % re.sub(r"\s+", " ", str(ours[-1])))
            if kubectl:
                theirs.append(with_kubectl("%s/theirs-%d" % (folder, number)))
                say("kubectl: %s" % str(theirs[-1]))
        edits = drift(java_homes[0], folder + "/drift")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    heading("%d objects, median of %d" % (OBJECTS, ROUNDS), "VMStation, requests", "time",
            "kubectl, requests", "time", "requests, of kubectl's")
    for place, name in enumerate(("first apply", "apply when nothing differs", "diff")):
        requests, seconds = median(ours, place)
        if not theirs:
            row(name, requests, "%.2f s" % seconds, "-", "-", "-")
            continue
        other, other_seconds = median(theirs, place)
        row(name, requests, "%.2f s" % seconds, other, "%.2f s" % other_seconds,
            "%.1f %%" % (100.0 * requests / other))
    heading("%d edits by somebody else, one after the other" % EDITS, "median", "slowest")
    row("until the object is as the files say", "%.2f s" % edits[len(edits) // 2], "%.2f s" % edits[-1])
