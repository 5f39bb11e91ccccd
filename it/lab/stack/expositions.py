#!/usr/bin/python3
"""Serves the metrics pages of a site that is not there: expositions/NAME.prom at /NAME.

    expositions.py [--address 127.0.0.1] PORT

Each time a page is read, its counters, histograms and summaries have grown by a hundredth of what
the file says, so that they have rates. Standard library only.
"""

import argparse
import collections
import http.server
import pathlib
import re

PAGES = pathlib.Path(__file__).resolve().parent / "expositions"
GROWING = ("counter", "histogram", "summary")
OF_A_HISTOGRAM = re.compile(r"_(bucket|sum|count)$")


def grown(text, reads):
    """The page as it is when it has been read so often before."""
    kinds = {}
    lines = []
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            kinds[name] = kind
        elif line and not line.startswith("#"):
            series, value = line.rsplit(" ", 1)
            name = series.split("{", 1)[0]
            kind = kinds.get(name) or kinds.get(OF_A_HISTOGRAM.sub("", name))
            if kind in GROWING:
                line = "%s %r" % (series, float(value) * (1 + reads / 100))
        lines.append(line)
    return "\n".join(lines) + "\n"


class Handler(http.server.BaseHTTPRequestHandler):
    reads = collections.Counter()

    def do_GET(self):
        name = self.path.split("?", 1)[0].strip("/")
        page = PAGES / (name + ".prom")
        if not re.fullmatch(r"[\w-]+", name) or not page.is_file():
            self.send_error(404, "no such page")
            return
        body = grown(page.read_text("utf-8"), self.reads[name]).encode()
        self.reads[name] += 1
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, form, *arguments):
        pass


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("port", type=int)
    options = parser.parse_args()
    server = http.server.ThreadingHTTPServer((options.address, options.port), Handler)
    print("listening", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
