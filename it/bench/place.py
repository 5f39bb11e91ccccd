"""The lab's LAN, what runs in it, and sockets inside its namespaces."""

import contextlib
import ctypes
import json
import os
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
LAB = os.path.join(HERE, "..", "lab")
JAR = os.path.normpath(os.path.join(HERE, "..", "..", "routes", "target", "vmstation.jar"))
STATE = os.path.normpath(os.path.join(HERE, "..", "target", "bench"))
PYTHON = "/usr/bin/python3"
MASTERNODE, HOST = "10.77.0.1", "10.77.0.11"
HOST_MAC = "02:00:00:77:00:11"
CLONE_NEWNET = 0x40000000

libc = ctypes.CDLL(None, use_errno=True)


def say(text):
    print("bench: " + text, file=sys.stderr, flush=True)


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def heading(*cells):
    row(*cells)
    row(*("---" for _ in cells))


def median_and_maximum(seconds):
    milliseconds = [value * 1000 for value in seconds]
    return "%.1f ms" % statistics.median(milliseconds), "%.1f ms" % max(milliseconds)


class Lan:
    """A LAN for one benchmark: `with Lan("wake") as lan`."""

    def __init__(self, name):
        self.prefix = "bench%d" % os.getpid()
        self.folder = os.path.join(STATE, name)
        self.running = []

    def __enter__(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        self.script("sweep")
        self.script("up", self.prefix, str(os.getpid()))
        return self

    def __exit__(self, *_):
        for process in reversed(self.running):
            self.end(process)
        self.script("down", self.prefix)

    @staticmethod
    def script(*arguments):
        subprocess.run(["sh", os.path.join(LAB, "lan.sh"), *arguments], check=True)

    def inside(self, place, *command):
        return ["ip", "netns", "exec", "%s-%s" % (self.prefix, place), *command]

    def start(self, place, log, *command, **environment):
        with open(os.path.join(self.folder, log), "ab") as file:
            process = subprocess.Popen(
                self.inside(place, *command),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                env={**os.environ, **environment},
                preexec_fn=raise_open_files,
            )
        self.running.append(process)
        return process

    def end(self, process):
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    @contextlib.contextmanager
    def network(self, place):
        """Sockets that this thread makes inside belong to the place's namespace, for good."""
        own = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        there = os.open("/run/netns/%s-%s" % (self.prefix, place), os.O_RDONLY)
        try:
            enter(there)
            yield
        finally:
            enter(own)
            os.close(own)
            os.close(there)

    def connect(self, port, timeout=120):
        """A client of the masternode."""
        with self.network("cl"):
            client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        client.settimeout(timeout)
        client.connect((MASTERNODE, port))
        return client

    def machine(self, *options):
        return Machine(self, options)

    def host(self, java_home, services, properties="", options=()):
        return Host(self, java_home, services, properties, options)


def enter(descriptor):
    if libc.setns(descriptor, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def raise_open_files():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class Machine:
    """A sleeping machine at the first host's place, with an HTTP service on port 8096."""

    def __init__(self, lan, options):
        self.folder = os.path.join(lan.folder, "h1")
        self.program = os.path.join(LAB, "machine.py")
        service = [PYTHON, os.path.join(LAB, "http_service.py")]
        web = json.dumps({"name": "http", "command": service})
        lan.start("h1", "h1.log", PYTHON, self.program, "run", self.folder, "--service", web, *options)
        self.wait("off")

    def call(self, *arguments):
        subprocess.run([PYTHON, self.program, arguments[0], self.folder, *arguments[1:]], check=True)

    def order(self, order):
        self.call("order", order)

    def wait(self, state, seconds=20):
        self.call("await", state, str(seconds))

    def events(self, skip=0):
        with open(os.path.join(self.folder, "events.jsonl")) as file:
            return [json.loads(line) for line in file][skip:]


class Host:
    """The packaged host on the masternode, with one node and a listener for each service."""

    def __init__(self, lan, java_home, services, properties, options):
        self.home = os.path.join(lan.folder, "home")
        shutil.rmtree(self.home, ignore_errors=True)
        self.write("config/application.properties", "nodes.file=nodes.yaml\n" + properties)
        self.write("config/nodes.yaml", self.nodes(services))
        for name, (_, _, listen) in services.items():
            self.write("routes/wake-on-%s.camel.yaml" % name, self.route(name, listen))
        self.began = time.monotonic()
        self.process = lan.start(
            "mn",
            "host.log",
            os.path.join(java_home, "bin", "java"),
            *options,
            "-jar",
            JAR,
            "run",
            VMSTATION_HOME=self.home,
        )
        self.log = os.path.join(lan.folder, "host.log")
        self.offset = os.path.getsize(self.log)
        self.up_after = self.await_up()

    def write(self, path, text):
        file = os.path.join(self.home, path)
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "w") as out:
            out.write(text)

    @staticmethod
    def nodes(services):
        lines = [
            "nodes:",
            "  - name: homelab",
            "    addresses: [%s]" % HOST,
            '    macAddresses: ["%s"]' % HOST_MAC,
            "    wake: {deadline: 10m}",
            "    services:",
        ]
        for name, (port, ready, _) in services.items():
            lines.append("      - {name: %s, port: %d, ready: %s}" % (name, port, ready))
        return "\n".join(lines) + "\n"

    @staticmethod
    def route(name, listen):
        return (
            "- templatedRoute:\n"
            "    routeId: wake-on-%s\n"
            "    routeTemplateRef: wake-on-connect\n"
            "    parameters:\n"
            "      - {name: node, value: homelab}\n"
            "      - {name: service, value: %s}\n"
            '      - {name: listen, value: "0.0.0.0:%d"}\n'
        ) % (name, name, listen)

    def await_up(self):
        with open(self.log) as file:
            file.seek(self.offset)
            seen = ""
            while "VMStation is up: " not in seen:
                if self.process.poll() is not None:
                    sys.exit("bench: the host ended:\n" + seen + file.read())
                if time.monotonic() - self.began > 60:
                    sys.exit("bench: the host is not up after a minute:\n" + seen)
                time.sleep(0.002)
                seen += file.read()
        return time.monotonic() - self.began

    def status(self, key):
        with open("/proc/%d/status" % self.process.pid) as file:
            for line in file:
                if line.startswith(key + ":"):
                    return int(line.split()[1])
        raise KeyError(key)

    def threads(self):
        return self.status("Threads")

    def resident_megabytes(self):
        return self.status("VmRSS") / 1024
