"""Thousands of clients held at once for one sleeping machine, then all of them served."""

import json
import os
import subprocess
import time

from place import LAB, MASTERNODE, PYTHON, Lan, heading, raise_open_files, row, say

CLIENTS = int(os.environ.get("BENCH_CLIENTS", "5000"))
PORT = 30096


def clients(lan, count):
    """Starts them; -> the process, once all of them are connected and have asked."""
    command = [PYTHON, os.path.join(LAB, "clients.py"), "hold", str(count), MASTERNODE, str(PORT)]
    process = subprocess.Popen(
        lan.inside("cl", *command, "--timeout", "300"),
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=raise_open_files,
    )
    if process.stdout.readline() != "held\n":
        raise SystemExit("bench: not all clients could connect")
    return process


def run(java_homes):
    limits = "relay.max-held=%d\nrelay.max-held-per-source=%d\n" % (2 * CLIENTS, 2 * CLIENTS)
    with Lan("held") as lan:
        machine = lan.machine("--deaf", "--boot-delay", "0.5")
        web = (8096, "{http: /health, status: 200, body: Healthy}", PORT)
        host = lan.host(java_homes[0], {"web": web}, limits)
        heading("", "threads", "resident memory", "memory of a held client")
        one = clients(lan, 1)
        settle()
        before = host.resident_megabytes()
        row("1 client held", host.threads(), "%.0f MB" % before, "")
        crowd = clients(lan, CLIENTS)
        settle()
        during = host.resident_megabytes()
        each = "%.1f KB" % ((during - before) * 1024 / CLIENTS)
        row("%d clients held" % (CLIENTS + 1), host.threads(), "%.0f MB" % during, each)
        machine.order("wake")
        answer = json.loads(crowd.stdout.read())
        one.wait(60)
        crowd.wait(60)
        say(json.dumps(answer))
        served = "after the wake: %d of %d served" % (answer["served"], CLIENTS)
        row(served, host.threads(), "%.0f MB" % host.resident_megabytes(), "")


def settle():
    # long enough for some rounds of probes and packets while all of them wait
    time.sleep(5)
