"""What it costs to read BMCs: ours, beside Debian's prometheus-ipmi-exporter, on the same simulator.

Both read the same BMCs through the same configuration file and the same URL, in turns. CPU time is
that of the process and of all its children, user and system, out of /proc/PID/stat; that of the
simulated BMCs is not in it.
"""

import concurrent.futures
import http.client
import os
import re
import statistics
import subprocess
import sys
import time

from place import LAB, MASTERNODE, PYTHON, Host, Lan, heading, row, say

sys.path.insert(0, LAB)
from bmc import Bmc  # noqa: E402  (a script of the lab)

MANY = int(os.environ.get("BENCH_BMCS", "50"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SCRAPES = 20  # of one BMC, a round
FRESH = 100  # scrapes after a start
SENSORS = 24  # of a BMC, that have readings
WARM = int(os.environ.get("BENCH_WARM", "20"))  # times all of them, before anything counts
POLLED = int(os.environ.get("BENCH_POLLED", "60"))  # seconds
INTERVAL = 5
OURS, THEIRS = 9876, 9290
TICKS = os.sysconf("SC_CLK_TCK")

MODULES = """modules:
  lab:
    user: admin
    pass: secret
    driver: LAN_2_0
    privilege: admin
    timeout: 10000
    workaround_flags: [opensesspriv]
    collectors: [bmc, ipmi, chassis, dcmi, sel]
"""


def cpu_seconds(process):
    with open("/proc/%d/stat" % process.pid) as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return sum(int(field) for field in fields[11:15]) / TICKS


class Reader:
    """Something at a port of the masternode that answers /ipmi; one connection a BMC, kept."""

    def __init__(self, lan, process, port, bmcs):
        self.lan = lan
        self.process = process
        self.port = port
        self.bmcs = bmcs
        self.connections = {}
        self.first = next(iter(bmcs))
        self.one, self.one_cpu, self.all, self.all_cpu = [], [], [], []

    def scrape(self, bmc):
        if bmc not in self.connections:
            connection = http.client.HTTPConnection(MASTERNODE, self.port)
            connection.sock = self.lan.connect(self.port)
            self.connections[bmc] = connection
        connection = self.connections[bmc]
        began = time.monotonic()
        connection.request("GET", "/ipmi?module=lab&target=127.0.0.1:%d" % bmc)
        text = connection.getresponse().read().decode()
        took = time.monotonic() - began
        own = r'^ipmi_temperature_celsius\{id="3",name="System Temp"\} %d(?:\.0)?$' % self.bmcs[bmc]
        up = re.findall(r"^ipmi_up\{.*\} 1(?:\.0)?$", text, re.MULTILINE)
        if len(up) != 5 or not re.search(own, text, re.MULTILINE):
            raise SystemExit("bench: this is not what BMC %d tells:\n%s" % (bmc, text))
        return took

    def at_once(self):
        began = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(MANY) as clients:
            list(clients.map(self.scrape, self.bmcs))
        return time.monotonic() - began

    def round(self):
        asked = [bmc.asked() for bmc in simulated(self.lan)]
        before = cpu_seconds(self.process)
        self.one += [self.scrape(self.first) for _ in range(SCRAPES)]
        between = cpu_seconds(self.process)
        self.all.append(self.at_once())
        self.one_cpu.append((between - before) / SCRAPES)
        self.all_cpu.append((cpu_seconds(self.process) - between) / MANY)
        must_have_asked(asked, [bmc.asked() for bmc in simulated(self.lan)])


def simulated(lan):
    return [Bmc(os.path.join(lan.folder, "bmcs", str(number))) for number in range(1, MANY + 1)]


def must_have_asked(before, after):
    """Every scrape of a round: the first BMC was scraped SCRAPES times more than the others."""
    for number, (old, new) in enumerate(zip(before, after)):
        scrapes = 1 + (SCRAPES if number == 0 else 0)
        readings, _, chassis, power = (now - then for then, now in zip(old, new))
        if readings < scrapes * SENSORS or min(chassis, power) < scrapes:
            raise SystemExit(
                "bench: BMC %d was scraped %d times and asked for %d readings, %d times for its"
                " chassis and %d times for its power" % (number + 1, scrapes, readings, chassis, power)
            )


def start_bmcs(lan):
    """-> the port of each, and its own temperature."""
    folder = os.path.join(lan.folder, "bmcs")
    command = lan.inside("mn", PYTHON, os.path.join(LAB, "bmc.py"), "start", folder, "--count", str(MANY))
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    bmcs = {}
    for number, port in enumerate(answer.stdout.split()):
        bmc = simulated(lan)[number]
        bmcs[int(port)] = 10 + number
        bmc.set(bmc.named("System Temp"), 10 + number)
    return bmcs


def write_modules(folder):
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "modules.yml")
    with open(path, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(MODULES)
    return path


def start_exporter(lan, bmcs):
    modules = write_modules(lan.folder)
    address = "--web.listen-address=0.0.0.0:%d" % THEIRS
    process = lan.start(
        "mn", "exporter.log", "prometheus-ipmi-exporter", "--config.file=" + modules, address, HOME=lan.folder
    )
    reader = Reader(lan, process, THEIRS, bmcs)
    await_answer(reader)
    return reader


def await_answer(reader):
    end = time.monotonic() + 30
    while True:
        try:
            reader.scrape(reader.first)
            return
        except OSError:
            reader.connections.clear()
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


class HostOfBmcs(Host):
    """The packaged host with nodes that are BMCs and nothing else."""

    def __init__(self, lan, java_home, polled, properties):
        self.polled = polled
        super().__init__(lan, java_home, {}, properties, ())

    def write(self, path, text):
        super().write(path, text)
        os.chmod(os.path.join(self.home, path), 0o600)
        if path == "config/application.properties":
            super().write("config/secrets/bmc", "secret\n")
            os.chmod(os.path.join(self.home, "config/secrets/bmc"), 0o600)
            write_modules(os.path.join(self.home, "config"))

    def nodes(self, _):
        lines = ["nodes:" if self.polled else "nodes: []"]
        for number, port in enumerate(self.polled, 1):
            lines += [
                "  - name: n%d" % number,
                "    addresses: [10.77.1.%d]" % number,
                "    bmc: {address: 127.0.0.1, port: %d, user: admin, passwordFile: secrets/bmc}" % port,
            ]
        return "\n".join(lines) + "\n"


def start_host(lan, java_home, source, polled=(), properties=""):
    """Reads BMCs of the modules file, and polls those of nodes.yaml."""
    common = "ipmi.modules-file=modules.yml\nipmi.targets=127.0.0.1\nipmi.source=%s\n" % source
    return HostOfBmcs(lan, java_home, polled, common + properties)


def metrics(lan):
    connection = http.client.HTTPConnection(MASTERNODE, OURS)
    connection.sock = lan.connect(OURS)
    connection.request("GET", "/metrics")
    return connection.getresponse().read().decode()


def fresh(reader):
    """CPU of each of the first scrapes after a start, one BMC, one after the other."""
    before = cpu_seconds(reader.process)
    for _ in range(FRESH):
        reader.scrape(reader.first)
    return (cpu_seconds(reader.process) - before) / FRESH


def in_turns(lan, java_home, source, exporter):
    host = start_host(lan, java_home, source)
    reader = Reader(lan, host.process, OURS, exporter.bmcs)
    reader.fresh = fresh(reader)
    # the virtual machine compiles what it runs often: both ways to scrape have to be often enough
    for _ in range(WARM):
        reader.at_once()
        for _ in range(SCRAPES):
            reader.scrape(reader.first)
    for number in range(ROUNDS):
        exporter.round()
        reader.round()
        say("%s, round %d: %s ms of CPU each" % (source, number + 1, milliseconds(reader.all_cpu[-1])))
    lan.end(host.process)
    return reader


def polled(lan, java_home, bmcs):
    """CPU of the whole host for each reading of the route that polls, every INTERVAL seconds."""
    host = start_host(lan, java_home, "native", bmcs, "ipmi.interval=%ds\n" % INTERVAL)
    time.sleep(30)
    before, began = cpu_seconds(host.process), time.monotonic()
    time.sleep(POLLED)
    spent, took = cpu_seconds(host.process) - before, time.monotonic() - began
    up = len(re.findall(r'^ipmi_up\{collector="ipmi",.*\} 1(?:\.0)?$', metrics(lan), re.MULTILINE))
    lan.end(host.process)
    if up != len(bmcs):
        raise SystemExit("bench: %d of %d are up" % (up, len(bmcs)))
    return spent / (len(bmcs) * took / INTERVAL), spent / took


def milliseconds(seconds):
    return "%.1f" % (seconds * 1000)


def share(value, base):
    return "%.0f %%" % (100 * value / base)


def results(readers):
    base = readers[0][1]
    for what, walls, cpus in (
        ("one BMC, %d scrapes one after the other" % (SCRAPES * ROUNDS), "one", "one_cpu"),
        ("%d BMCs at once, %d times; CPU of each" % (MANY, ROUNDS), "all", "all_cpu"),
    ):
        heading(what, "wall, median", "wall, maximum", "CPU, mean", "CPU, of the exporter's")
        base_cpu = statistics.mean(getattr(base, cpus))
        for name, reader in readers:
            wall, cpu = getattr(reader, walls), statistics.mean(getattr(reader, cpus))
            row(
                name,
                milliseconds(statistics.median(wall)) + " ms",
                milliseconds(max(wall)) + " ms",
                milliseconds(cpu) + " ms",
                share(cpu, base_cpu),
            )
        print()


def run(java_homes):
    with Lan("ipmi") as lan:
        bmcs = start_bmcs(lan)
        exporter = start_exporter(lan, bmcs)
        readers = [("prometheus-ipmi-exporter 1.6.1", exporter)]
        for source in ("native", "freeipmi"):
            readers.append(("VMStation, " + source, in_turns(lan, java_homes[0], source, exporter)))
        results(readers)
        base = statistics.mean(exporter.all_cpu)
        heading("one BMC, the first %d scrapes after the start" % FRESH, "CPU, mean", "of the exporter's")
        for name, reader in readers[1:]:
            row(name, milliseconds(reader.fresh) + " ms", share(reader.fresh, base))
        print()
        each, whole = polled(lan, java_homes[0], bmcs)
        heading("%d BMCs polled every %d s" % (len(bmcs), INTERVAL), "CPU of each reading", "of the exporter's")
        row("VMStation, native, all that the host does", milliseconds(each) + " ms", share(each, base))
        say("%.1f %% of a core in all" % (100 * whole))
