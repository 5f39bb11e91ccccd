"""What a dashboard is made of: panels in rows, queries, units, thresholds, links.

Every panel has an id of its own that never changes, a title, and a description that says what it
answers. Expressions are PromQL or LogQL as Grafana takes them, with abbreviations for matchers:

    $CLUSTER    the clusters that were chosen
    $NODE       the nodes that were chosen, of those clusters
    $CARDS      network cards, without what containers make by the dozen
    $DISKS      disks, without what lies in memory or in a file
    $FILES      file systems on disks, without the mounts of containers

Standard library only.
"""

SCHEMA_VERSION = 42
COLUMNS = 24

ABBREVIATIONS = {
    "$CLUSTER": 'cluster=~"$cluster"',
    "$NODE": 'cluster=~"$cluster", node=~"$node"',
    "$CARDS": 'device!~"lo|veth.*|docker.*|flannel.*|cni.*|cali.*|br-.*|virbr.*|tap.*"',
    "$DISKS": 'device!~"loop.*|ram.*|zram.*"',
    "$FILES": ('fstype!~"tmpfs|ramfs|devtmpfs|overlay|squashfs|nsfs|iso9660",'
               ' mountpoint!~"/run.*|/var/lib/kubelet/.*"'),
}

PROMETHEUS = "${datasource}"
LOKI = "${loki}"

# A word of its own, so that "errors=0" and "terror" do not count.
SPEAKS_OF_TROUBLE = r"|~ `(?i)\b(error|fatal|panic|exception|failed|failure|critical)\b`"

GOOD, WATCH, SERIOUS, BAD, QUIET = "green", "yellow", "orange", "red", "blue"
NEUTRAL = "text"


def spelled_out(expression):
    for abbreviation, text in ABBREVIATIONS.items():
        expression = expression.replace(abbreviation, text)
    return " ".join(expression.split())


def steps(first, *others):
    """Thresholds: the colour below all of them, then (value, colour) upwards."""
    listed = [{"color": first, "value": None}]
    listed += [{"color": color, "value": value} for value, color in others]
    return {"mode": "absolute", "steps": listed}


def words(meanings):
    """Shows a text and a colour in place of a value: {1: ("Ready", "green")}."""
    options = {
        str(value): {"text": text, "color": color, "index": index}
        for index, (value, (text, color)) in enumerate(meanings.items())
    }
    return [{"type": "value", "options": options}]


def query(expression, legend="", *, loki=False):
    """A query; its letter and its form follow from its panel."""
    made = {
        "datasource": {"type": "loki", "uid": LOKI} if loki else prometheus(),
        "expr": spelled_out(expression),
    }
    if loki:
        made["queryType"] = "range"
    if legend:
        made["legendFormat"] = legend
    return made


def prometheus():
    return {"type": "prometheus", "uid": PROMETHEUS}


def column(name, title, **looks):
    """How a table shows a label or a value: `Value`, or `Value #A` of one of several queries."""
    return name, title, looks


def to(uid, title, variables=()):
    """A link to another dashboard that keeps the time and hands on variables."""
    handed = "".join("&var-%s=%s" % pair for pair in variables)
    return {"title": title, "url": "/d/%s?${__url_time_range}%s" % (uid, handed)}


NODE_OF_SERIES = to("node-metrics", "Metrics of this node", [("node", "${__field.labels.node}")])
NODE_OF_ROW = to("node-metrics", "Metrics of this node", [("node", "${__data.fields.node}")])


class Dashboard:
    """One dashboard, filled row by row, from the left to the right."""

    def __init__(self, uid, title, folder, description, *, variables, links,
                 refresh="1m", since="now-6h"):
        self.uid = uid
        self.title = title
        self.folder = folder
        self.description = description
        self.variables = variables
        self.links = links
        self.refresh = refresh
        self.since = since
        self.panels = []
        self.x = self.y = self.height = 0

    def row(self, identity, title):
        """Begins a new row below all that is there."""
        self._wrap()
        self.panels.append({
            "id": identity, "type": "row", "title": title, "collapsed": False, "panels": [],
            "gridPos": {"x": 0, "y": self.y, "w": COLUMNS, "h": 1},
        })
        self.y += 1

    def stat(self, identity, title, description, queries, *, unit="none", width=4, height=4,
             thresholds=None, mappings=None, decimals=None, link=None, trend=False, names=False,
             no_value=None):
        """One large value, or one for each series."""
        options = {
            "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
            "colorMode": "value" if thresholds or mappings else "none",
            "graphMode": "area" if trend else "none",
            "justifyMode": "auto", "orientation": "auto",
            "textMode": "value_and_name" if names else "auto",
            "wideLayout": True, "showPercentChange": False, "percentChangeColorMode": "standard",
        }
        self._panel("stat", identity, title, description, queries, width, height, options,
                    _looks(unit, thresholds or steps(NEUTRAL), mappings, decimals, link, no_value),
                    instant=not trend)

    def bars(self, identity, title, description, queries, *, unit, width=12, height=8,
             thresholds=None, decimals=None, most=None, link=None, no_value=None):
        """One horizontal bar for each series."""
        options = {
            "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
            "displayMode": "basic", "orientation": "horizontal", "valueMode": "color",
            "namePlacement": "auto", "showUnfilled": True, "sizing": "auto",
            "minVizWidth": 8, "minVizHeight": 16, "maxVizHeight": 300,
            "legend": _legend(False),
        }
        looks = _looks(unit, thresholds or steps(QUIET), None, decimals, link, no_value)
        looks["min"] = 0
        if most is not None:
            looks["max"] = most
        self._panel("bargauge", identity, title, description, queries, width, height, options,
                    looks, instant=True)

    def graph(self, identity, title, description, queries, *, unit, width=12, height=8,
              thresholds=None, stacked=False, bars=False, least=None, most=None, decimals=None,
              link=None, interval=None):
        """Values over time; thresholds are drawn as lines.

        interval: the shortest time between points, for what changes less often than it is scraped.
        """
        custom = {
            "drawStyle": "bars" if bars else "line", "lineWidth": 1,
            "fillOpacity": 60 if bars else 25 if stacked else 8,
            "showPoints": "never" if bars else "auto", "spanNulls": False,
            "stacking": {"group": "A", "mode": "normal" if stacked else "none"},
            "thresholdsStyle": {"mode": "dashed" if thresholds else "off"},
        }
        options = {
            "legend": _legend(True),
            "tooltip": {"mode": "multi", "sort": "desc"},
        }
        looks = _looks(unit, thresholds or steps(GOOD), None, decimals, link, None)
        looks["color"] = {"mode": "palette-classic-by-name"}
        looks["custom"] = custom
        if least is not None:
            looks["min"] = least
        if most is not None:
            looks["max"] = most
        made = self._panel("timeseries", identity, title, description, queries, width, height,
                           options, looks, instant=False)
        if interval:
            made["interval"] = interval

    def states(self, identity, title, description, queries, mappings, *, width=24, height=6,
               link=None):
        """What was the case when, a bar for each series."""
        custom = {"fillOpacity": 80, "lineWidth": 0}
        options = {
            "alignValue": "left", "mergeValues": True, "rowHeight": 0.85, "showValue": "auto",
            "legend": _legend(False), "tooltip": {"mode": "single", "sort": "none"},
        }
        looks = _looks("none", steps(NEUTRAL), mappings, None, link, None)
        looks["custom"] = custom
        self._panel("state-timeline", identity, title, description, queries, width, height,
                    options, looks, instant=False)

    def table(self, identity, title, description, queries, columns, *, width=24, height=8,
              sort=None, descending=False, no_value=None):
        """Facts of now, a line for each; columns that are not named are hidden."""
        options = {
            "showHeader": True, "cellHeight": "sm", "frameIndex": 0, "enablePagination": False,
            "sortBy": [{"displayName": sort, "desc": descending}] if sort else [],
        }
        custom = {"align": "auto", "filterable": False, "inspect": False,
                  "cellOptions": {"type": "auto"}}
        looks = _looks("none", steps(NEUTRAL), None, None, None, no_value)
        looks["custom"] = custom
        made = self._panel("table", identity, title, description, queries, width, height, options,
                           looks, instant=True, table=True)
        made["transformations"] = [
            {"id": "merge", "options": {}},
            {"id": "filterFieldsByName",
             "options": {"include": {"names": [name for name, _, _ in columns]}}},
            {"id": "organize", "options": {
                "excludeByName": {},
                "indexByName": {name: index for index, (name, _, _) in enumerate(columns)},
                "renameByName": {},
            }},
        ]
        made["fieldConfig"]["overrides"] = [_override(*each) for each in columns]

    def logs(self, identity, title, description, expression, *, width=24, height=10):
        """Lines of logs, wrapped, with their details."""
        options = {
            "showTime": True, "showLabels": False, "showCommonLabels": False,
            "wrapLogMessage": True, "prettifyLogMessage": False, "enableLogDetails": True,
            "showLogContextToggle": False, "dedupStrategy": "none", "sortOrder": "Descending",
        }
        self._panel("logs", identity, title, description, [query(expression, loki=True)], width,
                    height, options, {}, instant=False)

    def _panel(self, kind, identity, title, description, queries, width, height, options, looks, *,
               instant, table=False):
        if isinstance(queries, str):
            queries = [query(queries)]
        targets = []
        for letter, each in zip("ABCDEFGHIJ", queries):
            if isinstance(each, tuple):
                each = query(*each)
            if each["datasource"]["type"] == "prometheus":
                each = {**each, "instant": instant, "range": not instant,
                        "format": "table" if table else "time_series"}
            targets.append({"refId": letter, **each})
        panel = {
            "id": identity, "type": kind, "title": title, "description": description,
            "gridPos": self._place(width, height),
            "datasource": targets[0]["datasource"],
            "fieldConfig": {"defaults": looks, "overrides": []},
            "options": options,
            "targets": targets,
        }
        self.panels.append(panel)
        return panel

    def _place(self, width, height):
        if self.x + width > COLUMNS or (self.x and height != self.height):
            self._wrap()
        place = {"x": self.x, "y": self.y, "w": width, "h": height}
        self.x += width
        self.height = height
        return place

    def _wrap(self):
        if self.x:
            self.y += self.height
        self.x = 0

    def json(self):
        return {
            "uid": self.uid,
            "title": self.title,
            "description": self.description,
            "tags": ["vmstation"],
            "schemaVersion": SCHEMA_VERSION,
            "editable": False,
            "graphTooltip": 1,
            "time": {"from": self.since, "to": "now"},
            "timepicker": {},
            "timezone": "browser",
            "refresh": self.refresh,
            "annotations": {"list": []},
            "links": [_dashboard_link(*link) for link in self.links],
            "templating": {"list": self.variables},
            "panels": self.panels,
        }


def _looks(unit, thresholds, mappings, decimals, link, no_value):
    looks = {"unit": unit, "thresholds": thresholds, "color": {"mode": "thresholds"}}
    if mappings:
        looks["mappings"] = mappings
    if decimals is not None:
        looks["decimals"] = decimals
    if link:
        looks["links"] = [link]
    if no_value:
        looks["noValue"] = no_value
    return looks


def _legend(shown):
    # Below the graph, where a phone has room for it.
    return {"displayMode": "list", "placement": "bottom", "showLegend": shown, "calcs": []}


def _override(name, title, looks):
    properties = [{"id": "displayName", "value": title}]
    for key, value in looks.items():
        if key == "colored":
            properties.append({"id": "custom.cellOptions",
                               "value": {"type": "color-background", "mode": "basic"}})
        elif key == "link":
            properties.append({"id": "links", "value": [value]})
        elif key == "width":
            properties.append({"id": "custom.width", "value": value})
        elif key == "no_value":
            properties.append({"id": "noValue", "value": value})
        else:
            properties.append({"id": key, "value": value})
    return {"matcher": {"id": "byName", "options": name}, "properties": properties}


def _dashboard_link(uid, title):
    return {
        "type": "link", "title": title, "url": "/d/" + uid, "icon": "dashboard", "tooltip": "",
        "tags": [], "asDropdown": False, "includeVars": True, "keepTime": True,
        "targetBlank": False,
    }


def datasource(kind="prometheus", name="datasource"):
    return {
        "type": "datasource", "name": name, "label": kind.capitalize(), "query": kind,
        "current": {"text": kind.capitalize(), "value": kind}, "regex": "", "refresh": 1,
        "hide": 0, "multi": False, "includeAll": False,
    }


def choice(name, label, metric, of=None):
    """A variable with the values that a label of a metric has; all of them at first."""
    return {
        "type": "query", "name": name, "label": label, "datasource": prometheus(),
        "query": {"query": "label_values(%s, %s)" % (spelled_out(metric), of or name),
                  "refId": name},
        **_all(),
    }


def log_choice(name, label, stream=""):
    """A variable with the values that a label of log streams has; all of them at first."""
    return {
        "type": "query", "name": name, "label": label,
        "datasource": {"type": "loki", "uid": LOKI},
        "query": {"refId": name, "type": 1, "label": name, "stream": stream},
        **_all(),
    }


def _all():
    # ".*" also matches what does not have the label, as series of this very Prometheus
    return {
        "current": {"text": ["All"], "value": ["$__all"]}, "refresh": 2, "sort": 1, "hide": 0,
        "regex": "", "multi": True, "includeAll": True, "allValue": ".*",
    }


def words_to_find(name, label, description):
    return {"type": "textbox", "name": name, "label": label, "description": description,
            "query": "", "current": {"text": "", "value": ""}, "hide": 0}


DATASOURCE = datasource()
LOGS = datasource("loki", "loki")
CLUSTER = choice("cluster", "Cluster", "up")


def node_of(metric="up"):
    return choice("node", "Node", metric + "{$CLUSTER}")


def grown(counter, time="$__range", before="$__range"):
    """By how much a counter grew within a time, also when it is younger than that.

    increase() alone misses the first event of a counter, which comes into being with it; for what
    happens a few times a day that is most of them. A counter that was there at some moment of the
    time before is not new: the scrapes had a gap.
    """
    known = "last_over_time(%s[%s] offset %s)" % (counter, before, time)
    newborn = "max_over_time(%s[%s]) unless %s" % (counter, time, known)
    return "((%s) or increase(%s[%s]))" % (newborn, counter, time)


def grown_lately(counter):
    """The same for a graph: within the time that a point of it stands for."""
    return grown(counter, "$__rate_interval", "1h")
