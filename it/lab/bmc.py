#!/usr/bin/python3
"""A BMC on loopback: OpenIPMI's ipmi_sim, with sensors, a log, a chassis and DCMI.

    bmc.py start FOLDER [options]           prints its UDP port; with --count N, N ports, and the
                                            BMCs lie in FOLDER/1 to FOLDER/N
    bmc.py stop FOLDER                      also of a folder with many
    bmc.py restart FOLDER                   the same port; the log stays, sessions do not
    bmc.py hang FOLDER | resume FOLDER      it no longer answers, and keeps its port
    bmc.py list FOLDER                      record number, sensor number, value, name
    bmc.py set FOLDER SENSOR VALUE          in its unit; for one with states the mask of them, 0x3
    bmc.py unavailable FOLDER SENSOR        the reading has its "unavailable" bit set
    bmc.py fail FOLDER SENSOR CODE          a completion code in place of the reading; 0 ends that
    bmc.py remove FOLDER SENSOR             its record is deleted out of the repository
    bmc.py power FOLDER on|off              as if somebody had pressed the button
    bmc.py faults FOLDER [drive] [cooling] [intrusion]      of the chassis; without any: none
    bmc.py watts FOLDER WATTS|off|stopped   what DCMI measures, when not the sensor's value
    bmc.py sel FOLDER add SENSOR OFFSET [deassert]
    bmc.py sel FOLDER fill COUNT | clear
    bmc.py asked FOLDER                     how often since its start it was asked for a reading, a
                                            piece of a record, the chassis' status, DCMI's power
    bmc.py orders FOLDER                    what the chassis was told: power 0, shutdown 1, ...

A change is seen by the next request. Power supply status: bit 0 is present, bit 1 failed; drive
slot: bit 0 present, bit 1 fault. Redundancy: bit 0 fully redundant, bit 1 lost.

With --machine FOLDER the chassis is a machine of machine.py in that folder: power on boots it,
power off and soft off switch it off, and the chassis is on unless that machine is off.

ipmi_sim knows the cipher suites 0 to 3, one user "" and the one given, and loses requests of
sessions that overlap. FreeIPMI needs -W opensesspriv and a privilege level with it, ipmitool -C 3.
Needs openipmi, gcc and libopenipmi-dev: bmc_module.c is compiled into FOLDER. Standard library only.
"""

import argparse
import json
import os
import shlex
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # nothing is built into the tree

from bmc_sensors import ODD, SENSORS, UNAVAILABLE, WATTS, Events, Sensor, controller, octets

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = "/usr/bin/python3"
STORAGE = 0x0A
PING = bytes.fromhex("0600ff06000011be80000000")  # ASF 2.0 section 3.2.4, presence ping

# Called by ipmi_sim: get power | set power 0|1 | set reset 1 | set shutdown 1 | set boot ... Its
# output is read up to its end, so nothing started here may keep it open.
CHASSIS = """#!/bin/sh
cd %(folder)s || exit 1
order=$1
shift
case $order in
get)
    for what; do
        case $what in
        power) case $(cat %(power)s) in off | gone | 0) echo power:0 ;; *) echo power:1 ;; esac ;;
        boot) echo boot:default ;;
        esac
    done
    exit
    ;;
set) ;;
*) exit 1 ;;
esac
echo "$*" >>orders
power() {
    [ -n "%(machine)s" ] || { echo "$1" >power.new && mv power.new power; }
    [ -z "%(hook)s" ] || setsid sh -c "$hook $2" </dev/null >>hook.log 2>&1 &
}
hook=%(hook_text)s
case "$1 $2" in
"power 1") power on on ;;
"power 0") power off off ;;
"shutdown "*) power off shutdown ;;
"reset "*) power on reset ;;
esac
"""


class Bmc:
    """One simulated BMC; everything about it lies in its folder."""

    def __init__(self, folder):
        self.folder = os.path.abspath(folder)
        self.setup = {}
        if os.path.exists(self.path("bmc.json")):
            with open(self.path("bmc.json")) as file:
                self.setup = json.load(file)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        """Replaces a file in one step: nobody reads half of it."""
        with open(self.path(name + ".new"), "w") as file:
            file.write(text)
        os.replace(self.path(name + ".new"), self.path(name))

    def save(self):
        self.write("bmc.json", json.dumps(self.setup, indent=1))

    # what it consists of

    def numbered(self):
        """Record number and sensor; the first record is that of the controller."""
        return list(enumerate(SENSORS + (ODD if self.setup["odd"] else []), 2))

    def sensors(self):
        """Record number and sensor, of those that are there."""
        return [each for each in self.numbered() if each[1].number not in self.setup["removed"]]

    def all_records(self):
        records = [(1, controller("lab-bmc")), *((n, sensor.record()) for n, sensor in self.sensors())]
        return [(n, n.to_bytes(2, "little") + bytes(record[2:])) for n, record in records]

    def named(self, name):
        for _, sensor in self.sensors():
            if sensor.name == name:
                return sensor
        sys.exit("no such sensor: " + name)

    def readable(self):
        return [sensor for _, sensor in self.sensors() if not isinstance(sensor, Events)]

    # its configuration

    def configure(self, module):
        setup = self.setup
        machine = setup["machine"]
        power = os.path.join(machine, "state") if machine else self.path("power")
        options = [power, "dcmi"] if setup["dcmi"] else [power]
        if setup["firmware"]:
            options.append("firmware=" + setup["firmware"])
        levels = ("callback", "user", "operator", "admin")
        lines = [
            'name "bmc"',
            'loadlib "%s" "%s"' % (module, "|".join(options)),
            "set_working_mc 0x20",
            "startlan 1",
            "addr 127.0.0.1 %d" % setup["port"],
            "priv_limit admin",
            *("allowed_auths_%s none md2 md5 straight" % level for level in levels),
            "guid a123456789abcdefa123456789ab%04x" % setup["port"],
            "endlan",
            'chassis_control "%s"' % shlex.quote(self.path("chassis")),
            'user 1 true "" "" user 10 none md2 md5 straight',
            'user 2 true "%s" "%s" %s 60 none md2 md5 straight'
            % (setup["user"], setup["password"], setup["privilege"]),
        ]
        self.write("lan.conf", "\n".join(lines) + "\n")
        self.write("bmc.emu", "\n".join(self.commands()) + "\n")
        with open(self.path("begin"), "wb") as file:
            file.write(self.beginning())
        self.write_chassis(power)

    def commands(self):
        # 0x20: device id, revision 1, firmware 3.45, manufacturer 0x2a7c, product 0x0880
        lines = [
            "mc_setbmc 0x20",
            "mc_add 0x20 0x20 no-device-sdrs 0x01 3 0x45 0x9f 0x002a7c 0x0880",
            "sel_enable 0x20 %d 0x0a" % self.setup["sel_size"],
            # number 0 has to be the watchdog
            "sensor_add 0x20 0 0 0x23 0x6f event-only",
            "sensor_set_event_support 0x20 0 0 enable scanning per-state"
            " 000000000001111 000000000000000 000000000001111 000000000000000",
        ]
        for _, sensor in self.sensors():
            lines += sensor.commands()
        return [*lines, "mc_enable 0x20"]

    def write_chassis(self, power):
        hook, machine = self.setup["hook"], self.setup["machine"]
        if machine:
            order = "%s %s/machine.py order %s" % (PYTHON, shlex.quote(HERE), shlex.quote(machine))
            hook = "order() { case $1 in on) %s wake ;; reset) ;; *) %s off ;; esac; }; order" % (
                order,
                order,
            )
        text = CHASSIS % {
            "folder": shlex.quote(self.folder),
            "power": shlex.quote(power),
            "machine": "x" if machine else "",
            "hook": "x" if hook else "",
            "hook_text": shlex.quote(hook or ""),
        }
        self.write("chassis", text)
        os.chmod(self.path("chassis"), 0o755)

    # its life

    def launch(self):
        os.makedirs(self.path("kept"), exist_ok=True)
        self.pid_gone()
        with open(self.path("ipmi_sim.log"), "ab") as log:
            process = subprocess.Popen(self.command() + ["-n"], cwd=self.folder, stdin=subprocess.DEVNULL,
                                       stdout=log, stderr=log, start_new_session=True)
        self.write("pid", "%d\n" % process.pid)
        return process

    def command(self):
        return ["ipmi_sim", "-c", self.path("lan.conf"), "-f", self.path("bmc.emu"), "-s", self.path("kept")]

    def pid_gone(self):
        for name in ("pid", "control"):
            if os.path.exists(self.path(name)):
                os.unlink(self.path(name))

    def await_up(self, process):
        end = time.monotonic() + 10
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(0.05)
            client.connect(("127.0.0.1", self.setup["port"]))
            while time.monotonic() < end and process.poll() is None:
                try:
                    client.send(PING)
                    if client.recv(64):
                        break
                except ConnectionRefusedError:
                    time.sleep(0.005)
                except TimeoutError:
                    pass
            else:
                process.kill()
                sys.exit("ipmi_sim does not answer: " + self.complaint())

    def complaint(self):
        """With -n it keeps its errors to itself; without it ends with its input."""
        again = subprocess.run(self.command(), cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True,
                               text=True, timeout=10)
        said = again.stdout + again.stderr
        return "; ".join(line for line in said.splitlines() if "rror" in line or "nable" in line) or said

    def beginning(self):
        """What it has to know before its first request, as orders for the module."""
        orders = [b"S" + number.to_bytes(2, "little") + record for number, record in self.all_records()]
        for sensor in self.readable():
            orders += self.shown(sensor)
        orders += [self.shown_faults(), self.shown_watts()]
        # its clock begins with the machine's start: Set SEL Time
        clock = int(time.time()).to_bytes(4, "little")
        orders.append(b"I" + bytes([STORAGE, 0x49]) + clock)
        return b"".join(bytes([len(order)]) + order for order in orders)

    def pid(self):
        try:
            with open(self.path("pid")) as file:
                pid = int(file.read())
            with open("/proc/%d/cmdline" % pid, "rb") as file:
                return pid if b"ipmi_sim" in file.read() else None
        except (OSError, ValueError):
            return None

    def end(self):
        pid = self.pid()
        if pid is None:
            return
        os.kill(pid, signal.SIGKILL)
        while self.pid() is not None:
            time.sleep(0.002)
        self.pid_gone()

    # what it tells

    def tell(self, order):
        """Sends an order to the module of the running BMC; returns its answer."""
        os.chdir(self.folder)
        with tempfile.TemporaryDirectory(prefix="bmc") as place:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client:
                client.bind(os.path.join(place, "client"))
                client.settimeout(5)
                client.connect("control")
                client.send(order)
                answer = client.recv(300)
        if answer == b"\xff":
            sys.exit("the module does not know this order: " + order.hex())
        return answer

    def ask(self, function, command, data=b""):
        """Puts an IPMI request from inside, beside all sessions; returns the data of its response."""
        answer = self.tell(b"I" + bytes([function, command]) + data)
        if not answer or answer[0]:
            sys.exit("the BMC refused command %02x: %s" % (command, answer.hex()))
        return answer[1:]

    def shown(self, sensor):
        number = str(sensor.number)
        reading = bytearray(sensor.reading(self.setup["values"].get(number, sensor.initial)))
        if number in self.setup["unavailable"]:
            reading[2:5] = bytes([UNAVAILABLE, 0, 0])
        return [
            b"R" + bytes([sensor.number]) + reading,
            b"E" + bytes([sensor.number, self.setup["codes"].get(number, 0)]),
        ]

    def show(self, sensor):
        for order in self.shown(sensor):
            self.tell(order)

    def set(self, sensor, value):
        number = str(sensor.number)
        self.setup["values"][number] = value
        if number in self.setup["unavailable"]:
            self.setup["unavailable"].remove(number)
        self.save()
        self.show(sensor)
        if isinstance(sensor, Sensor) and sensor.unit == WATTS:
            self.tell(self.shown_watts())

    def make_unavailable(self, sensor):
        if str(sensor.number) not in self.setup["unavailable"]:
            self.setup["unavailable"].append(str(sensor.number))
        self.save()
        self.show(sensor)

    def fail(self, sensor, code):
        self.setup["codes"][str(sensor.number)] = code
        self.save()
        self.show(sensor)

    def remove(self, sensor):
        number = next(number for number, each in self.sensors() if each is sensor)
        self.setup["removed"].append(sensor.number)
        self.save()
        self.tell(b"S" + number.to_bytes(2, "little"))
        self.tell(b"E" + bytes([sensor.number, 0xCB]))

    def shown_faults(self):
        bits = {"intrusion": 0x01, "drive": 0x04, "cooling": 0x08}
        return b"C" + bytes([sum(bits[fault] for fault in self.setup["faults"])])

    def shown_watts(self):
        meter = next(sensor for sensor in SENSORS if getattr(sensor, "unit", None) == WATTS)
        watts = self.setup["watts"]
        if watts in ("off", "stopped", None):
            value = int(self.setup["values"].get(str(meter.number), meter.initial))
        else:
            value = int(watts)
        return b"W" + value.to_bytes(2, "little") + bytes([{"off": 0, "stopped": 2}.get(watts, 1)])

    def asked(self):
        """Readings, pieces of records, chassis' status, power: how often clients asked for them."""
        return struct.unpack("<4I", self.tell(b"N"))

    # its log

    def log_event(self, sensor, offset, deassert):
        kind = 0x01 if isinstance(sensor, Sensor) else getattr(sensor, "reading_type", 0x6F)
        # Add SEL Entry, section 31.6; the time is filled in there
        event = [0, 0, 2, 0, 0, 0, 0, 0x20, 0, 4, sensor.type, sensor.number, 0x80 * deassert | kind, offset]
        self.ask(STORAGE, 0x44, bytes([*event, 0xFF, 0xFF]))

    def clear_log(self):
        reservation = self.ask(STORAGE, 0x42)
        self.ask(STORAGE, 0x47, reservation[:2] + b"CLR\xaa")


def free_ports(count):
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def all_of(folder):
    """A BMC, or the many that lie in a folder."""
    if os.path.exists(os.path.join(folder, "bmc.json")):
        return [Bmc(folder)]
    numbers = sorted(int(name) for name in os.listdir(folder) if name.isdigit())
    return [Bmc(os.path.join(folder, str(number))) for number in numbers]


def start(options):
    folder = os.path.abspath(options.folder)
    os.makedirs(folder, exist_ok=True)
    module = os.path.join(folder, "bmc_module.so")
    source = os.path.join(HERE, "bmc_module.c")
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-Wall", "-o", module, source], check=True)
    many = options.count is not None
    folders = [os.path.join(folder, str(n + 1)) for n in range(options.count)] if many else [folder]
    first = options.port
    ports = range(first, first + len(folders)) if first else free_ports(len(folders))
    bmcs = []
    for place, port in zip(folders, ports):
        os.makedirs(place, exist_ok=True)
        bmc = Bmc(place)
        hidden = [s for s in SENSORS if getattr(s, "unavailable", False)]
        bmc.setup = {
            "port": port, "user": options.user, "password": options.password,
            "privilege": options.privilege, "odd": options.odd, "dcmi": not options.no_dcmi,
            "firmware": options.firmware, "sel_size": options.sel_size, "hook": options.on_power,
            "machine": os.path.abspath(options.machine) if options.machine else None,
            "values": {}, "unavailable": [str(s.number) for s in hidden], "codes": {},
            "removed": [], "faults": [], "watts": None, "module": module,
        }  # fmt: skip
        bmc.save()
        bmc.write("power", options.power + "\n")
        bmc.configure(module)
        bmcs.append((bmc, bmc.launch()))
    for bmc, process in bmcs:
        bmc.await_up(process)
        print(bmc.setup["port"], flush=True)


def restart(options):
    for bmc in all_of(options.folder):
        bmc.end()
        bmc.configure(bmc.setup["module"])
        bmc.await_up(bmc.launch())


def stop(options):
    for bmc in all_of(options.folder):
        bmc.end()


def signal_all(options, number):
    for bmc in all_of(options.folder):
        os.kill(bmc.pid(), number)


def show_list(options):
    bmc = Bmc(options.folder)
    for record, sensor in bmc.sensors():
        value = bmc.setup["values"].get(str(sensor.number), getattr(sensor, "initial", None))
        if str(sensor.number) in bmc.setup["unavailable"]:
            value = "unavailable"
        print("%3d %3d %12s %s" % (record, sensor.number, value, sensor.name))


def set_value(options):
    bmc = Bmc(options.folder)
    sensor = bmc.named(options.sensor)
    bmc.set(sensor, float(options.value) if isinstance(sensor, Sensor) else int(options.value, 0))


def unavailable(options):
    bmc = Bmc(options.folder)
    bmc.make_unavailable(bmc.named(options.sensor))


def fail(options):
    bmc = Bmc(options.folder)
    bmc.fail(bmc.named(options.sensor), int(options.code, 0))


def remove(options):
    bmc = Bmc(options.folder)
    bmc.remove(bmc.named(options.sensor))


def power(options):
    Bmc(options.folder).write("power", options.power + "\n")


def faults(options):
    bmc = Bmc(options.folder)
    bmc.setup["faults"] = options.faults
    bmc.save()
    bmc.tell(bmc.shown_faults())


def watts(options):
    bmc = Bmc(options.folder)
    bmc.setup["watts"] = options.watts
    bmc.save()
    bmc.tell(bmc.shown_watts())


def sel(options):
    bmc = Bmc(options.folder)
    if options.what == "clear":
        bmc.clear_log()
    elif options.what == "fill":
        sensor = bmc.named("Chassis Intru")
        for number in range(int(options.arguments[0])):
            bmc.log_event(sensor, 0, number % 2 == 1)
    else:
        name, offset, *deassert = options.arguments
        bmc.log_event(bmc.named(name), int(offset, 0), deassert == ["deassert"])


def asked(options):
    print(*Bmc(options.folder).asked())


def orders(options):
    path = Bmc(options.folder).path("orders")
    if os.path.exists(path):
        with open(path) as file:
            print(file.read(), end="")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True)

    def command(name, action, *arguments):
        sub = commands.add_parser(name)
        sub.add_argument("folder")
        for argument in arguments:
            sub.add_argument(argument)
        sub.set_defaults(action=action)
        return sub

    begin = command("start", start)
    begin.add_argument("--port", type=int, help="default: any that is free; with --count, the first")
    begin.add_argument("--count", type=int)
    begin.add_argument("--user", default="admin")
    begin.add_argument("--password", default="secret")
    begin.add_argument("--privilege", choices=["user", "operator", "admin"], default="admin")
    begin.add_argument("--power", choices=["on", "off"], default="on")
    begin.add_argument("--odd", action="store_true", help="also sensors that few readers expect")
    begin.add_argument("--no-dcmi", action="store_true")
    begin.add_argument("--firmware", help="of the system, at most 14 characters; default: not told")
    begin.add_argument("--sel-size", type=int, default=1000)
    begin.add_argument("--machine", help="a folder of machine.py")
    begin.add_argument("--on-power", help="run as: COMMAND on|off|shutdown|reset")
    command("stop", stop)
    command("restart", restart)
    command("hang", lambda options: signal_all(options, signal.SIGSTOP))
    command("resume", lambda options: signal_all(options, signal.SIGCONT))
    command("list", show_list)
    command("set", set_value, "sensor", "value")
    command("unavailable", unavailable, "sensor")
    command("fail", fail, "sensor", "code")
    command("remove", remove, "sensor")
    command("orders", orders)
    command("asked", asked)
    command("watts", watts, "watts")
    command("power", power).add_argument("power", choices=["on", "off"])
    command("faults", faults).add_argument("faults", nargs="*", choices=["drive", "cooling", "intrusion"])
    log = command("sel", sel)
    log.add_argument("what", choices=["add", "fill", "clear"])
    log.add_argument("arguments", nargs="*")
    options = parser.parse_args()
    options.action(options)


if __name__ == "__main__":
    main()
