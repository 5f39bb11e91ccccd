"""Throughput from the client to a machine that is awake: direct, by haproxy, by the host.

Interleaved rounds in one run, so that whatever else the machine does hits all three alike.
haproxy runs in TCP mode with its defaults, a thread a core. Client, relay and server share the
machine's cores, so a relay is measured by what it leaves to the others as well.
"""

import json
import os
import socket
import statistics
import subprocess
import time

from place import HOST, MASTERNODE, Lan, heading, row, say

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "6"))
SECONDS = os.environ.get("BENCH_SECONDS", "5")
WAYS = {"direct": (HOST, 5201), "haproxy": (MASTERNODE, 30201), "VMStation": (MASTERNODE, 30202)}
DIRECTIONS = {"up": [], "down": ["-R"]}

HAPROXY = """
defaults
    mode tcp
    timeout connect 5s
    timeout client 1h
    timeout server 1h
listen relay
    bind :30201
    server homelab %s:5201
""" % HOST


def accepting(lan, address, port):
    with lan.network("cl"):
        client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    with client:
        return client.connect_ex((address, port)) == 0


def await_port(lan, address, port):
    end = time.monotonic() + 10
    while not accepting(lan, address, port):
        if time.monotonic() > end:
            raise SystemExit("bench: nobody listens at %s:%d" % (address, port))
        time.sleep(0.05)


def gigabits(lan, way, options):
    """One run of iperf3; one more try when its server was busy with somebody's probe."""
    address, port = WAYS[way]
    command = ["iperf3", "-c", address, "-p", str(port), "-t", SECONDS, "-J", *options]
    for _ in range(5):
        answer = subprocess.run(lan.inside("cl", *command), capture_output=True, text=True)
        result = json.loads(answer.stdout)
        if "error" not in result:
            return result["end"]["sum_received"]["bits_per_second"] / 1e9
        say("%s: %s; once more" % (way, result["error"]))
        time.sleep(1)
    raise SystemExit("bench: iperf3 did not work by way of " + way)


def run(java_homes):
    results = {(way, direction): [] for way in WAYS for direction in DIRECTIONS}
    with Lan("relay") as lan:
        lan.start("h1", "iperf3.log", "iperf3", "-s")
        configuration = os.path.join(lan.folder, "haproxy.cfg")
        with open(configuration, "w") as file:
            file.write(HAPROXY)
        lan.start("mn", "haproxy.log", "haproxy", "-db", "-f", configuration)
        lan.host(java_homes[0], {"iperf": (5201, "tcp", 30202)})
        for address, port in WAYS.values():
            await_port(lan, address, port)
        for number in range(ROUNDS + 1):
            for (way, direction), values in results.items():
                values.append(gigabits(lan, way, DIRECTIONS[direction]))
                say("round %d, %s %s: %.2f Gbit/s" % (number, way, direction, values[-1]))
    heading("Gbit/s, %d rounds of %s s" % (ROUNDS, SECONDS), "up", "of direct", "of haproxy",
            "down", "of direct", "of haproxy")
    for way in WAYS:
        row(way, *(cell for direction in DIRECTIONS for cell in cells(results, way, direction)))


def cells(results, way, direction):
    def middle(name):
        # the first round warms everything up
        return statistics.median(results[name, direction][1:])

    values = results[way, direction][1:]
    speed = middle(way)
    text = "%.1f [%.1f-%.1f]" % (speed, min(values), max(values))
    return text, *("%.0f %%" % (100 * speed / middle(other)) for other in ("direct", "haproxy"))
