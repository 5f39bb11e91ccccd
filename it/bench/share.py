"""How fast the use of a share becomes a magic packet, beside the script that one would write instead.

The script is the usual one: inotifywait, a loop in the shell, etherwake. Both watch the same
directory of the masternode in turns; the clock begins just before a file in it is opened.
"""

import os
import random
import shlex
import time

from place import HOST_MAC, Lan, heading, say
from wake import PORT, Capture, await_noticed, statistics_of

ROUNDS = int(os.environ.get("BENCH_SHARES", "20"))


def one_access(lan, machine, capture, path, noticed):
    # the end of the burst before: a late packet would wake the machine again
    time.sleep(1.5)
    machine.order("off")
    machine.wait("off")
    if noticed:
        await_noticed(lan)
    time.sleep(random.uniform(0.2, 0.5))
    capture.drain()
    began = time.time()
    with open(path, "rb") as file:
        file.read()
    end = time.monotonic() + 10
    while time.monotonic() < end:
        seen = capture.drain()
        if "magic packet" in seen:
            return seen["magic packet"] - began
        time.sleep(0.002)
    raise SystemExit("bench: no magic packet came")


def by_host(lan, machine, capture, java, folder):
    web = (8096, "{http: /health, status: 200, body: Healthy}", PORT)
    host = lan.host(
        java,
        {"web": web},
        "reach.watch-interval=1s\n"
        "wake-on-share-access.enabled=true\n"
        "wake-on-share-access.node=homelab\n"
        "wake-on-share-access.service=web\n"
        "wake-on-share-access.signal=access\n"
        "wake-on-share-access.directory=%s\n"
        "wake-on-share-access.quiet=1s\n" % folder,
    )
    path = os.path.join(folder, "film.mkv")
    results = [one_access(lan, machine, capture, path, True) for _ in range(ROUNDS + 1)][1:]
    lan.end(host.process)
    return results


def by_script(lan, machine, capture, folder):
    line = (
        "inotifywait -q -m -r -e open,access --format %%e %s |"
        " while read -r event; do etherwake -i eth0 %s; done"
    ) % (shlex.quote(folder), HOST_MAC)
    script = lan.start("mn", "script.log", "setsid", "sh", "-c", line)
    time.sleep(2)
    path = os.path.join(folder, "film.mkv")
    results = [one_access(lan, machine, capture, path, False) for _ in range(ROUNDS + 1)][1:]
    os.killpg(script.pid, 15)
    return results


def run(java_homes):
    with Lan("share") as lan:
        machine = lan.machine("--boot-delay", "0.3")
        capture = Capture(lan)
        folder = os.path.join(lan.folder, "media")
        os.makedirs(folder)
        with open(os.path.join(folder, "film.mkv"), "wb") as film:
            film.write(b"film")
        script = by_script(lan, machine, capture, folder)
        say("script: " + " ".join("%.1f" % (t * 1000) for t in script))
        host = by_host(lan, machine, capture, java_homes[0], folder)
        say("host: " + " ".join("%.1f" % (t * 1000) for t in host))
    heading("a file is opened -> first magic packet, %d times each" % ROUNDS, "median", "maximum", "of the script")
    base = statistics_of(script)
    for name, results in (("inotifywait, sh, etherwake", script), ("VMStation, signal access", host)):
        median, maximum = statistics_of(results)
        print("| %s | %.1f ms | %.1f ms | %.0f %% |" % (name, median, maximum, 100 * median / base[0]))
