#!/usr/bin/python3
"""A bad line to a UDP service on loopback: delays, drops, repeats, cuts short, spoils, says nothing.

    udp_line.py run FOLDER --to PORT [--port PORT]      prints the port that it listens on
    udp_line.py be FOLDER [FAULT=VALUE...]              from the next datagram on; without any: good

    delay=SECONDS     each datagram takes so long, each way
    drop=SHARE        0 to 1: so many are lost
    repeat=SHARE      so many arrive twice
    cut=SHARE         so many end in their middle
    spoil=SHARE       so many have one octet changed
    silent=1          nothing gets through, and the port stays open

FOLDER/datagrams counts what came in from clients. Chance begins anew with each run, the same way.
Standard library only.
"""

import argparse
import heapq
import itertools
import json
import os
import random
import select
import signal
import socket
import time

GOOD = {"delay": 0.0, "drop": 0.0, "repeat": 0.0, "cut": 0.0, "spoil": 0.0, "silent": 0.0}


class Line:
    def __init__(self, folder, port, to):
        self.folder = folder
        self.to = ("127.0.0.1", to)
        self.front = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.front.bind(("127.0.0.1", port))
        self.behind = {}  # client address to the socket that stands for it
        self.clients = {}  # and back
        self.waiting = []
        self.tickets = itertools.count()
        self.chance = random.Random(1)
        self.count = 0

    def faults(self):
        try:
            with open(os.path.join(self.folder, "faults.json")) as file:
                return GOOD | json.load(file)
        except FileNotFoundError:
            return GOOD

    def carry(self, data, send):
        faults = self.faults()
        if faults["silent"] or self.chance.random() < faults["drop"]:
            return
        if self.chance.random() < faults["cut"]:
            data = data[: len(data) // 2]
        if data and self.chance.random() < faults["spoil"]:
            place = self.chance.randrange(len(data))
            data = data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :]
        for _ in range(2 if self.chance.random() < faults["repeat"] else 1):
            due = time.monotonic() + faults["delay"]
            heapq.heappush(self.waiting, (due, next(self.tickets), data, send))

    def hear_client(self):
        data, client = self.front.recvfrom(2048)
        self.count += 1
        with open(os.path.join(self.folder, "datagrams"), "w") as file:
            file.write("%d\n" % self.count)
        if client not in self.behind:
            back = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            back.bind(("127.0.0.1", 0))
            self.behind[client] = back
            self.clients[back] = client
        back = self.behind[client]
        self.carry(data, lambda sent: back.sendto(sent, self.to))

    def hear_service(self, back):
        try:
            data = back.recv(2048)
        except ConnectionRefusedError:
            return
        client = self.clients[back]
        self.carry(data, lambda sent: self.front.sendto(sent, client))

    def turn(self):
        wait = max(0, self.waiting[0][0] - time.monotonic()) if self.waiting else None
        for source in select.select([self.front, *self.clients], [], [], wait)[0]:
            if source is self.front:
                self.hear_client()
            else:
                self.hear_service(source)
        while self.waiting and self.waiting[0][0] <= time.monotonic():
            _, _, data, send = heapq.heappop(self.waiting)
            try:
                send(data)
            except OSError:
                pass  # nobody there any more: lost, as on any line


def be(folder, faults):
    path = os.path.join(folder, "faults.json")
    with open(path + ".new", "w") as file:
        json.dump({name: float(value) for name, value in (f.split("=", 1) for f in faults)}, file)
    os.replace(path + ".new", path)


def fault(text):
    name, _, value = text.partition("=")
    float(value)
    if name not in GOOD:
        raise argparse.ArgumentTypeError("no such fault: " + name)
    return text


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run")
    run.add_argument("folder")
    run.add_argument("--to", type=int, required=True)
    run.add_argument("--port", type=int, default=0)
    bad = commands.add_parser("be")
    bad.add_argument("folder")
    bad.add_argument("faults", nargs="*", type=fault)
    options = parser.parse_args()
    if options.command == "be":
        be(options.folder, options.faults)
        return
    os.makedirs(options.folder, exist_ok=True)
    be(options.folder, [])
    line = Line(options.folder, options.port, options.to)
    print(line.front.getsockname()[1], flush=True)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    while True:
        line.turn()


if __name__ == "__main__":
    main()
