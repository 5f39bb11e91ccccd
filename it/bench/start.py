"""From the start of the process to 'VMStation is up', and its memory a little later."""

import os
import statistics
import time

from place import Lan, heading, row, say

ROUNDS = int(os.environ.get("BENCH_STARTS", "5"))


def version(home):
    with open(os.path.join(home, "release")) as file:
        for line in file:
            if line.startswith("JAVA_VERSION="):
                return line.split("=", 1)[1].strip().strip('"')
    return home


def one_start(lan, home):
    services = {"ssh": (22, "ssh-banner", 2222), "web": (8096, "{http: /health}", 30096)}
    host = lan.host(home, services)
    time.sleep(2)
    megabytes = host.resident_megabytes()
    lan.end(host.process)
    return host.up_after, megabytes


def run(java_homes):
    heading("JDK, %d starts, two listeners" % ROUNDS, "start to 'up', median", "slowest",
            "resident memory, median")
    for home in java_homes:
        with Lan("start") as lan:
            results = []
            # the first one fills the caches of the file system
            for number in range(ROUNDS + 1):
                results.append(one_start(lan, home))
                say("%s, start %d: %.2f s, %.0f MB" % (version(home), number, *results[-1]))
        seconds, megabytes = zip(*results[1:])
        row(
            version(home),
            "%.2f s" % statistics.median(seconds),
            "%.2f s" % max(seconds),
            "%.0f MB" % statistics.median(megabytes),
        )
