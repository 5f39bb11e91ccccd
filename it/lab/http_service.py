#!/usr/bin/python3
"""A small HTTP service that takes its time to get ready.

    http_service.py [--address A] [--port 8096] [--name NAME]
                    [--ready-after SECONDS] [--meanwhile 503|degraded]

    GET /health   200 Healthy; until it is ready 503, or 200 Degraded as Jellyfin answers
    GET /wait     200, but not before somebody asks for /release
    GET /...      200 "NAME serves /... to ADDRESS"; until it is ready 503

The port opens at once; `--ready-after` seconds later the service is ready. Both moments, and every
request that was answered, are lines of the file that LAB_EVENTS names: events "listening",
"ready", "request". HTTP/1.1 with keep-alive. Standard library only.
"""

import argparse
import asyncio
import json
import os
import time


class Service:
    def __init__(self, options):
        self.options = options
        self.ready = False
        self.released = asyncio.Event()
        path = os.environ.get("LAB_EVENTS", os.devnull)
        self.journal = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def note(self, event, **facts):
        facts = {"event": event, "service": self.options.name, **facts}
        line = '{"at": %.6f, %s\n' % (time.time(), json.dumps(facts)[1:])
        os.write(self.journal, line.encode())

    async def answer(self, path, peer):
        """-> (status line, body)."""
        if path == "/health":
            if self.ready:
                return "200 OK", "Healthy"
            if self.options.meanwhile == "degraded":
                return "200 OK", "Degraded"
        if not self.ready:
            return "503 Service Unavailable", "starting"
        if path == "/release":
            self.released.set()
        if path == "/wait":
            await self.released.wait()
        return "200 OK", "%s serves %s to %s\n" % (self.options.name, path, peer)

    async def serve(self, reader, writer):
        peer = writer.get_extra_info("peername")[0]
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split(b" ", 2)[1].decode()
                status, body = await self.answer(path, peer)
                self.note("request", path=path, status=int(status[:3]), source=peer)
                last = b"connection: close" in head.lower()
                text = "HTTP/1.1 %s\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n%s\r\n%s"
                close = "Connection: close\r\n" if last else ""
                writer.write((text % (status, len(body), close, body)).encode())
                await writer.drain()
                if last:
                    break
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError, IndexError):
            pass
        finally:
            writer.close()

    async def run(self):
        options = self.options
        server = await asyncio.start_server(
            self.serve, options.address, options.port, backlog=4096
        )
        self.note("listening", port=options.port)
        await asyncio.sleep(options.ready_after)
        self.ready = True
        self.note("ready")
        await server.serve_forever()


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--address", default="0.0.0.0")
    parser.add_argument("--port", type=int, default=8096)
    parser.add_argument("--name", default="http")
    parser.add_argument("--ready-after", type=float, default=0)
    parser.add_argument("--meanwhile", choices=["503", "degraded"], default="503")
    asyncio.run(Service(parser.parse_args()).run())


if __name__ == "__main__":
    main()
