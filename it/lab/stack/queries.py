#!/usr/bin/python3
"""Lists every query of the dashboards below a folder, with the variables of Grafana put in.

    queries.py FOLDER [NAME=VALUE...]       JSON, an object for each query: dashboard, where, title,
                                            type (prometheus or loki), query, label,
                                            legend, columns

`where` is the panel's id and the letter of the query, 12A, or the name of the variable that a query
fills. For such a variable `label` is the label whose values it offers. `legend` is how a graph names
the series, `columns` what a table shows of all its queries. NAME=VALUE puts another value in, such as __rate_interval=10s; a variable that is not known ends the program. Standard library only.
"""

import json
import pathlib
import re
import sys

EVERYTHING = {
    "__rate_interval": "5m", "__interval": "1m", "__auto": "1m", "__range": "1h",
    "cluster": ".*", "node": ".*", "namespace": ".*", "pod": ".*", "search": "",
}
VARIABLE = re.compile(r"\$(\w+)|\$\{(\w+)(?::\w+)?\}")
LABEL_VALUES = re.compile(r"label_values\((.+), (\w+)\)")


def put_in(query, values, place):
    def value(match):
        name = match[1] or match[2]
        if name.isdigit():
            return match[0]  # a group of label_replace
        if name not in values:
            sys.exit("%s: no value for $%s" % (place, name))
        return values[name]

    return VARIABLE.sub(value, query)


def columns(panel):
    for transformation in panel.get("transformations", []):
        if transformation["id"] == "filterFieldsByName":
            return transformation["options"]["include"]["names"]
    return []


def of_panels(dashboard):
    for panel in dashboard["panels"]:
        for each in [panel, *panel.get("panels", [])]:
            for target in each.get("targets", []):
                yield {
                    "where": "%d%s" % (each["id"], target["refId"]), "title": each["title"],
                    "type": target["datasource"]["type"], "query": target["expr"],
                    "legend": target.get("legendFormat", ""), "columns": columns(each),
                }


def of_variables(dashboard):
    for variable in dashboard["templating"]["list"]:
        if variable["type"] != "query":
            continue
        kind = variable["datasource"]["type"]
        query = variable["query"]
        if kind == "loki":
            if not query["stream"]:
                continue
            text, label = query["stream"], query["label"]
        else:
            metric, label = LABEL_VALUES.fullmatch(query["query"]).groups()
            text = "count by (%s) (%s)" % (label, metric)
        yield {"where": variable["name"], "title": variable["label"], "type": kind,
               "query": text, "label": label}


def main():
    values = {**EVERYTHING, **dict(each.split("=", 1) for each in sys.argv[2:])}
    found = []
    for path in sorted(pathlib.Path(sys.argv[1]).glob("**/*.json")):
        dashboard = json.loads(path.read_text("utf-8"))
        for query in [*of_panels(dashboard), *of_variables(dashboard)]:
            place = "%s %s" % (path.name, query["where"])
            found.append({"dashboard": path.stem, **query,
                          "query": put_in(query["query"], values, place)})
    json.dump(found, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
