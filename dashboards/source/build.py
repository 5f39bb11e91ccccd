#!/usr/bin/python3
"""Makes the dashboards in the folders above out of the files beside this one.

    build.py            writes them
    build.py --check    writes nothing; says which are not what the sources make, exit code 1

A file here is a dashboard: `kubernetes_cluster.py` has `DASHBOARD` and becomes
`kubernetes-cluster.json` in the folder that it has in Grafana. `grafana.py` is what they are made
of. `kustomization.yaml` makes ConfigMaps of them, as VMStation does. Standard library only.
"""

import importlib
import json
import pathlib
import sys

sys.dont_write_bytecode = True  # nothing is built into the tree

HERE = pathlib.Path(__file__).resolve().parent
NO_DASHBOARDS = ("build", "grafana")


KUSTOMIZATION = """\
# Made by source/build.py: `kubectl apply -k dashboards` does what VMStation does by itself, for sites without it.
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: monitoring
generatorOptions:
  disableNameSuffixHash: true
  labels:
    grafana_dashboard: "1"
configMapGenerator:
"""
CONFIG_MAP = """\
  - name: dashboard-%s
    files: [%s]
    options:
      annotations: {grafana_folder: %s}
"""


def dashboards():
    """-> the dashboards, by their uids"""
    sys.path.insert(0, str(HERE))
    for path in sorted(HERE.glob("*.py")):
        if path.stem in NO_DASHBOARDS:
            continue
        dashboard = importlib.import_module(path.stem).DASHBOARD
        if dashboard.uid != path.stem.replace("_", "-"):
            raise SystemExit("%s: its uid is %s: name them alike" % (path.name, dashboard.uid))
        yield dashboard


def files():
    """-> {path: text}"""
    made = {}
    kustomization = KUSTOMIZATION
    for dashboard in dashboards():
        path = "%s/%s.json" % (dashboard.folder, dashboard.uid)
        made[path] = json.dumps(dashboard.json(), indent=2, ensure_ascii=False) + "\n"
        kustomization += CONFIG_MAP % (dashboard.uid, path, dashboard.folder)
    made["kustomization.yaml"] = kustomization
    return made


def main():
    folder = HERE.parent
    made = files()
    there = {str(path.relative_to(folder)): path.read_text("utf-8")
             for path in [*folder.glob("*.yaml"), *folder.glob("**/*.json")]}
    stale = sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))
    if "--check" in sys.argv[1:]:
        if stale:
            sys.exit("not what their sources make, run dashboards/source/build.py: "
                     + ", ".join(stale))
        return
    for name in stale:
        path = folder / name
        if name in made:
            path.parent.mkdir(exist_ok=True)
            path.write_text(made[name], "utf-8")
        else:
            path.unlink()
        print(("written: " if name in made else "removed: ") + name)


if __name__ == "__main__":
    main()
