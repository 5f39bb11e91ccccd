#!/usr/bin/python3
"""A machine that sleeps, and wakes when its network card hears a magic packet.

    machine.py run   FOLDER [options]    be the machine, in the namespace this is started in
    machine.py order FOLDER ORDER        suspend | off | wake | quit
    machine.py nap   FOLDER AFTER FOR    suspends it and wakes it again, seconds each
    machine.py state FOLDER              off | asleep | booting | awake | gone
    machine.py await FOLDER STATE [S]    exit 1 when it does not come true within S seconds

Everything else that runs in the same network namespace is "the machine". While it is off or
asleep an nftables table drops every frame in both directions at its network cards, so nothing
answers: no ARP, no ping, no port. Packet sockets are fed before that table (packet(7): taps see
a frame before the ingress hook), so the card still hears magic packets.

    suspend   stops (SIGSTOP) every process of the namespace; waking continues them, and TCP
              connections live on, as after a suspend to RAM
    off       ends the services; booting starts them again, each after its own delay

A magic packet is six octets ff and sixteen times the address of the card that hears it, anywhere
in a UDP datagram or in a frame of EtherType 0x0842; with --secureon the password has to follow.

FOLDER/events.jsonl gets one line a happening: {"at": seconds since 1970 with microseconds,
"event": ..., ...}. For a magic packet, `at` is when the kernel received the frame. Services find
the file's path in LAB_EVENTS and may add lines of their own. Service NAME writes to NAME.log.

Needs root and nft. Standard library only.
"""

import argparse
import ctypes
import heapq
import itertools
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import time

ETH_P_ALL, ETH_P_IPV4, ETH_P_WAKE_ON_LAN = 0x0003, 0x0800, 0x0842
IPPROTO_UDP = 17
SO_ATTACH_FILTER, SO_TIMESTAMPNS = 26, 35  # linux: asm-generic/socket.h

# Classic BPF: frames of EtherType 0x0842 and IPv4 UDP pass, so that a busy machine's other traffic
# costs nothing. (code, jump if true, jump if false, operand)
FILTER = [
    (0x28, 0, 0, 12),
    (0x15, 3, 0, ETH_P_WAKE_ON_LAN),
    (0x15, 0, 3, ETH_P_IPV4),
    (0x30, 0, 0, 23),
    (0x15, 0, 1, IPPROTO_UDP),
    (0x06, 0, 0, 0x40000),
    (0x06, 0, 0, 0),
]


def colons(octets):
    return ":".join("%02x" % octet for octet in octets)


class Journal:
    """Appends lines to events.jsonl; one write a line, so several processes may do so."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "events.jsonl")
        self.file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def write(self, event, at=None, **facts):
        seconds = "%.6f" % (time.time() if at is None else at)
        line = '{"at": %s, "event": %s' % (seconds, json.dumps(event))
        for name, value in facts.items():
            line += ", %s: %s" % (json.dumps(name), json.dumps(value))
        os.write(self.file, (line + "}\n").encode())


class Card:
    """One network card, which listens even while the machine sleeps."""

    def __init__(self, interface):
        self.interface = interface
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        code = b"".join(struct.pack("HBBI", *step) for step in FILTER)
        buffer = ctypes.create_string_buffer(code)
        program = struct.pack("HL", len(FILTER), ctypes.addressof(buffer))
        self.socket.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.socket.bind((interface, ETH_P_ALL))
        self.address = self.socket.getsockname()[4]
        self.pattern = b"\xff" * 6 + self.address * 16

    def fileno(self):
        return self.socket.fileno()

    def hear(self):
        """-> (time of receipt, how it came, what follows the pattern), or None."""
        frame, ancillary, _, sender = self.socket.recvmsg(65535, 256)
        if sender[2] == socket.PACKET_OUTGOING or len(frame) < 14:
            return None
        at = time.time()
        for level, kind, data in ancillary:
            if level == socket.SOL_SOCKET and kind == SO_TIMESTAMPNS:
                seconds, nanoseconds = struct.unpack("ll", data[:16])
                at = seconds + nanoseconds / 1e9
        how, body = self.unwrap(frame)
        start = body.find(self.pattern)
        if start < 0:
            return None
        how["cast"] = "broadcast" if frame[:6] == b"\xff" * 6 else "unicast"
        how["from"] = colons(frame[6:12])
        return at, how, body[start + len(self.pattern):]

    @staticmethod
    def unwrap(frame):
        if struct.unpack("!H", frame[12:14])[0] == ETH_P_WAKE_ON_LAN:
            return {"carrier": "frame"}, frame[14:]
        datagram = 14 + (frame[14] & 15) * 4
        if len(frame) < datagram + 8:
            return {}, b""
        port, length = struct.unpack("!HH", frame[datagram + 2:datagram + 6])
        how = {"carrier": "udp", "port": port, "to": socket.inet_ntoa(frame[30:34])}
        return how, frame[datagram + 8:datagram + length]


class Services:
    """The processes that a boot starts and that switching off ends."""

    def __init__(self, descriptions, folder, journal):
        self.descriptions = descriptions
        self.folder = folder
        self.journal = journal
        self.running = []

    def start(self, service):
        with open(os.path.join(self.folder, service["name"] + ".log"), "ab") as log:
            process = subprocess.Popen(
                service["command"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(os.environ, LAB_EVENTS=self.journal.path),
                start_new_session=True,
            )
        self.running.append(process)
        self.journal.write("service-started", service=service["name"])

    def stop(self):
        for process in self.running:
            for number in (signal.SIGCONT, signal.SIGTERM):
                send(process.pid, number, os.killpg)
        end = time.monotonic() + 1
        for process in self.running:
            try:
                process.wait(max(0.05, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                send(process.pid, signal.SIGKILL, os.killpg)
                process.wait()
        self.running = []


def send(pid, number, deliver=os.kill):
    try:
        deliver(pid, number)
    except ProcessLookupError:
        pass


def neighbours():
    """Every other process of this network namespace."""
    own = os.stat("/proc/self/ns/net").st_ino
    found = []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            if int(entry) != os.getpid() and os.stat("/proc/%s/ns/net" % entry).st_ino == own:
                found.append(int(entry))
        except OSError:
            pass
    return found


def nft(text, check=True):
    silence = None if check else subprocess.DEVNULL
    subprocess.run(["nft", "-f", "-"], input=text, text=True, check=check, stderr=silence)


class Machine:
    def __init__(self, options):
        self.options = options
        self.folder = os.path.abspath(options.folder)
        os.makedirs(self.folder, exist_ok=True)
        self.journal = Journal(self.folder)
        self.cards = [Card(interface) for interface in options.interface or ["eth0"]]
        self.services = Services(options.service, self.folder, self.journal)
        self.timers = []
        self.tickets = itertools.count()
        self.state = self.before = "off"
        self.orders = self.open_orders()

    def open_orders(self):
        path = os.path.join(self.folder, "orders")
        if os.path.exists(path):
            os.unlink(path)
        os.mkfifo(path, 0o600)
        # opened for both, so that it never reads an end of file
        return os.open(path, os.O_RDWR | os.O_NONBLOCK)

    def become(self, state, at=None):
        path = os.path.join(self.folder, "state")
        with open(path + ".new", "w") as file:
            file.write(state + "\n")
        self.state = state
        self.journal.write(state, at)
        os.replace(path + ".new", path)

    def after(self, seconds, action, *arguments):
        ticket = next(self.tickets)
        heapq.heappush(self.timers, (time.monotonic() + seconds, ticket, action, arguments))

    def cut(self):
        devices = ", ".join('"%s"' % card.interface for card in self.cards)
        chains = "".join(
            " chain %s { type filter hook %s devices = { %s } priority -500; policy drop; }\n"
            % (hook, hook, devices)
            for hook in ("ingress", "egress")
        )
        nft("table netdev machine {\n%s}\n" % chains)

    def mend(self):
        nft("delete table netdev machine\n", check=False)

    def fall(self, state):
        """Suspends (asleep) or switches off (off)."""
        self.timers.clear()
        self.cut()
        if state == "asleep":
            for pid in neighbours():
                send(pid, signal.SIGSTOP)
        else:
            self.services.stop()
        self.become(state)

    def wake(self):
        self.before = self.state
        self.become("booting")
        self.after(self.options.boot_delay, self.boot)

    def boot(self):
        # awake from here on: others may hear it before the rest of this has run
        at = time.time()
        self.mend()
        if self.before == "asleep":
            for pid in neighbours():
                send(pid, signal.SIGCONT)
        else:
            for service in self.services.descriptions:
                self.after(service.get("delay", 0), self.services.start, service)
        self.become("awake", at)

    def hear(self, card):
        heard = card.hear()
        if heard is None:
            return
        at, how, rest = heard
        accepted = rest.startswith(self.options.secureon)
        self.journal.write(
            "magic-packet", at, interface=card.interface, state=self.state, accepted=accepted, **how
        )
        if accepted and self.state in ("off", "asleep") and not self.options.deaf:
            self.wake()

    def obey(self, order):
        self.journal.write("order", order=order)
        if order == "quit":
            raise KeyboardInterrupt
        if order == "wake" and self.state in ("off", "asleep"):
            self.wake()
        elif order == "off" and self.state != "off":
            self.fall("off")
        elif order == "suspend" and self.state == "awake":
            self.fall("asleep")
        elif order.startswith("nap:"):
            after, length = map(float, order.split(":")[1:])
            self.after(after, self.nap, length)

    def nap(self, length):
        if self.state == "awake":
            self.fall("asleep")
            self.after(length, self.wake)

    def turn(self):
        """Waits for the next happening and handles it."""
        wait = max(0, self.timers[0][0] - time.monotonic()) if self.timers else None
        ready = select.select([*self.cards, self.orders], [], [], wait)[0]
        for source in ready:
            if source == self.orders:
                for order in os.read(self.orders, 4096).decode().split():
                    self.obey(order)
            else:
                self.hear(source)
        while self.timers and self.timers[0][0] <= time.monotonic():
            _, _, action, arguments = heapq.heappop(self.timers)
            action(*arguments)

    def run(self):
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        self.mend()
        try:
            if self.options.start == "awake":
                self.boot()
            else:
                self.fall("off")
            while True:
                self.turn()
        except KeyboardInterrupt:
            pass
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            self.services.stop()
            self.mend()
            self.become("gone")
            os.unlink(os.path.join(self.folder, "orders"))


def state_of(folder):
    try:
        with open(os.path.join(folder, "state")) as file:
            return file.read().strip()
    except FileNotFoundError:
        return "gone"


def give_order(folder, order):
    # without a reader this fails at once instead of waiting for one
    orders = os.open(os.path.join(folder, "orders"), os.O_WRONLY | os.O_NONBLOCK)
    os.write(orders, (order + "\n").encode())


def await_state(folder, state, seconds):
    end = time.monotonic() + seconds
    while state_of(folder) != state:
        if time.monotonic() > end:
            sys.exit("%s is %s, not %s" % (folder, state_of(folder), state))
        time.sleep(0.01)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run")
    run.add_argument("folder")
    run.add_argument("--interface", action="append", help="a network card; default eth0")
    run.add_argument("--start", choices=["off", "awake"], default="off")
    run.add_argument("--boot-delay", type=float, default=1.0, help="seconds until it answers")
    run.add_argument("--deaf", action="store_true", help="hears magic packets and never wakes")
    run.add_argument(
        "--secureon",
        type=lambda text: bytes.fromhex(text.replace(":", "")),
        default=b"",
        help="the password, 4 or 6 octets, 01:02:03:04:05:06",
    )
    run.add_argument(
        "--service",
        action="append",
        default=[],
        type=json.loads,
        help='{"name": "http", "delay": 0.5, "command": ["python3", "http_service.py"]}',
    )
    order = commands.add_parser("order")
    order.add_argument("folder")
    order.add_argument("order", choices=["suspend", "off", "wake", "quit"])
    nap = commands.add_parser("nap")
    nap.add_argument("folder")
    nap.add_argument("after", type=float)
    nap.add_argument("length", type=float)
    state = commands.add_parser("state")
    state.add_argument("folder")
    wait = commands.add_parser("await")
    wait.add_argument("folder")
    wait.add_argument("state")
    wait.add_argument("seconds", nargs="?", type=float, default=10)
    options = parser.parse_args()
    if options.command == "run":
        Machine(options).run()
    elif options.command == "order":
        give_order(options.folder, options.order)
    elif options.command == "nap":
        give_order(options.folder, "nap:%g:%g" % (options.after, options.length))
    elif options.command == "state":
        print(state_of(options.folder))
    else:
        await_state(options.folder, options.state, options.seconds)


if __name__ == "__main__":
    main()
