"""Runs benchmarks and prints their results as Markdown; see `run`, which starts it."""

import os
import platform
import subprocess
import sys

import held
import ipmi
import reconcile
import relay
import share
import start
import wake

BENCHMARKS = {"wake": wake, "share": share, "relay": relay, "held": held, "ipmi": ipmi,
              "reconcile": reconcile, "start": start}


def machine():
    with open("/proc/cpuinfo") as file:
        models = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    model = models[0] if models else platform.machine()
    return "%d x %s, Linux %s" % (os.cpu_count(), model, platform.release())


def java_version(home):
    answer = subprocess.run([home + "/bin/java", "-version"], capture_output=True, text=True)
    return answer.stderr.splitlines()[0]


def main():
    what, *homes = sys.argv[1:]
    print("Machine: %s. Java: %s.\n" % (machine(), "; ".join(map(java_version, homes))))
    for name in BENCHMARKS if what == "all" else [what]:
        print("## %s\n" % name)
        BENCHMARKS[name].run(homes)
        print(flush=True)


if __name__ == "__main__":
    main()
