#!/usr/bin/python3
"""Makes the dashboards of the folder above out of the files beside this one.

    build.py            writes them
    build.py --check    writes nothing; says which are not what the sources make, exit code 1

A file here is a dashboard: `kubernetes_cluster.py` has `DASHBOARD` and becomes
`kubernetes-cluster.json`. `grafana.py` is what they are made of. Standard library only.
"""

import importlib
import json
import pathlib
import sys

sys.dont_write_bytecode = True  # nothing is built into the tree

HERE = pathlib.Path(__file__).resolve().parent
NO_DASHBOARDS = ("build", "grafana")


def dashboards():
    """-> {file name: text}"""
    sys.path.insert(0, str(HERE))
    made = {}
    for path in sorted(HERE.glob("*.py")):
        if path.stem in NO_DASHBOARDS:
            continue
        dashboard = importlib.import_module(path.stem).DASHBOARD
        if dashboard.uid != path.stem.replace("_", "-"):
            raise SystemExit("%s: its uid is %s: name them alike" % (path.name, dashboard.uid))
        text = json.dumps(dashboard.json(), indent=2, ensure_ascii=False) + "\n"
        made[dashboard.uid + ".json"] = text
    return made


def main():
    folder = HERE.parent
    made = dashboards()
    there = {path.name: path.read_text("utf-8") for path in folder.glob("*.json")}
    stale = sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))
    if "--check" in sys.argv[1:]:
        if stale:
            sys.exit("not what their sources make, run dashboards/source/build.py: "
                     + ", ".join(stale))
        return
    for name in stale:
        if name in made:
            (folder / name).write_text(made[name], "utf-8")
        else:
            (folder / name).unlink()
        print(("written: " if name in made else "removed: ") + name)


if __name__ == "__main__":
    main()
