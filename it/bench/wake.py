"""How fast a knock becomes a magic packet, and a ready service becomes a served client.

Both ends of each interval are taken on one machine with one clock (CLOCK_REALTIME): packets when
the kernel sees them at the masternode's network card, readiness when the service notes it.
"""

import os
import random
import socket
import statistics
import struct
import time

from place import HOST_MAC, Lan, heading, median_and_maximum, row, say

ROUNDS = int(os.environ.get("BENCH_WAKES", "30"))
PORT = 30096
METRICS_PORT = 9876
SO_TIMESTAMPNS = 35
ETH_P_ALL, ETH_P_IPV4, IPPROTO_TCP = 0x0003, 0x0800, 6
SYN, ACK = 0x02, 0x10
MAGIC = b"\xff" * 6 + bytes.fromhex(HOST_MAC.replace(":", "")) * 16


def statistics_of(seconds):
    """-> median and maximum in milliseconds"""
    return statistics.median(seconds) * 1000, max(seconds) * 1000


class Capture:
    """Sees what passes the masternode's network card."""

    def __init__(self, lan):
        with lan.network("mn"):
            self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        self.socket.bind(("eth0", ETH_P_ALL))
        self.socket.setblocking(False)

    def drain(self):
        """-> {what: time of its first packet} since the last call."""
        first = {}
        while True:
            try:
                frame, ancillary, _, sender = self.socket.recvmsg(65535, 256)
            except BlockingIOError:
                return first
            what = self.what(frame, sender[2] == socket.PACKET_OUTGOING)
            if what and what not in first:
                seconds, nanoseconds = struct.unpack("ll", ancillary[0][2][:16])
                first[what] = seconds + nanoseconds / 1e9

    @staticmethod
    def what(frame, outgoing):
        if outgoing and MAGIC in frame:
            return "magic packet"
        if struct.unpack("!H", frame[12:14])[0] != ETH_P_IPV4 or frame[23] != IPPROTO_TCP:
            return None
        start = 14 + (frame[14] & 15) * 4
        source, target = struct.unpack("!HH", frame[start:start + 4])
        flags = frame[start + 13]
        payload = struct.unpack("!H", frame[16:18])[0] - (start - 14) - (frame[start + 12] >> 4) * 4
        if not outgoing and target == PORT and flags & (SYN | ACK) == SYN:
            return "knock"
        if outgoing and source == PORT and payload > 0:
            return "answer"
        return None


def await_noticed(lan):
    """Until the host has looked at the machine and found it asleep."""
    wanted = b'vmstation_node_state{node="homelab",state="asleep"} 1'
    while True:
        with lan.connect(METRICS_PORT) as door:
            door.sendall(b"GET /metrics HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n")
            text = b""
            while chunk := door.recv(65536):
                text += chunk
        if wanted in text:
            return
        time.sleep(0.05)


def one_wake(lan, machine, capture, noticed):
    machine.order("off")
    machine.wait("off")
    if noticed:
        await_noticed(lan)
    # an idle moment, as there is one before a real knock
    time.sleep(random.uniform(0.2, 0.6))
    before = len(machine.events())
    capture.drain()
    with lan.connect(PORT) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n")
        answer = b""
        while chunk := client.recv(65536):
            answer += chunk
    if not answer.startswith(b"HTTP/1.1 200 "):
        raise SystemExit("bench: the client was not served: %r" % answer[:200])
    seen = capture.drain()
    ready = [event["at"] for event in machine.events(before) if event["event"] == "ready"][0]
    return seen["magic packet"] - seen["knock"], seen["answer"] - ready


def run(java_homes):
    with Lan("wake") as lan:
        machine = lan.machine("--boot-delay", "1.7")
        capture = Capture(lan)
        web = (8096, "{http: /health, status: 200, body: Healthy}", PORT)
        # the machine sleeps for seconds here, not for hours: so the host looks more often
        lan.host(java_homes[0], {"web": web}, "reach.watch-interval=1s\n")
        say("first wake: %.1f ms, %.1f ms" % tuple(t * 1000 for t in one_wake(lan, machine, capture, True)))
        series = {True: [], False: []}
        for number in range(ROUNDS):
            for noticed, results in series.items():
                results.append(one_wake(lan, machine, capture, noticed))
                say("wake %d: %.1f ms, %.1f ms" % (number, *(t * 1000 for t in results[-1])))
    heading("interval, %d wakes each" % ROUNDS, "median", "maximum")
    knock = "client's SYN -> first magic packet on the wire, "
    row(knock + "machine known to be asleep", *median_and_maximum([r[0] for r in series[True]]))
    row(knock + "machine awake a moment ago", *median_and_maximum([r[0] for r in series[False]]))
    served = [r[1] for results in series.values() for r in results]
    row("service ready -> client's first byte", *median_and_maximum(served))
