#!/usr/bin/python3
"""Many clients at once.

    clients.py http COUNT ADDRESS PORT [--path /] [--timeout S]   each asks once and reads the answer
    clients.py scan COUNT ADDRESS PORT [--at-once 50]             each connects and closes
    clients.py hold COUNT ADDRESS PORT                            each connects, asks, and waits
    clients.py listen ADDRESS PORT [--timeout S]                  one; says nothing, reads to the end
    clients.py accepts ADDRESS PORT                               exit 0 when the port is open

`http` and `hold` print one line of JSON: {"served": n, "failed": {reason: n}, "slowest": seconds}.
`hold` prints "held" once all of them are connected, then works as `http`. `listen` prints how the
connection ended: {"ended": "closed" | "reset" | "timeout", "bytes": n, "seconds": s}.
Standard library only.
"""

import argparse
import asyncio
import collections
import json
import time


async def ask(options, connected=None):
    reader, writer = await asyncio.open_connection(options.address, options.port)
    try:
        request = "GET %s HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n" % options.path
        writer.write(request.encode())
        if connected:
            connected()
        answer = await reader.read()
        return answer.split(b"\r\n", 1)[0].decode() or "closed without an answer"
    finally:
        writer.close()


async def ask_all(options, connected=None):
    started = time.monotonic()
    slowest = 0.0

    async def one():
        nonlocal slowest
        try:
            return await asyncio.wait_for(ask(options, connected), options.timeout)
        except (OSError, asyncio.TimeoutError) as problem:
            return type(problem).__name__
        finally:
            slowest = time.monotonic() - started

    answers = collections.Counter(await asyncio.gather(*(one() for _ in range(options.count))))
    served = answers.pop("HTTP/1.1 200 OK", 0)
    print(json.dumps({"served": served, "failed": answers, "slowest": round(slowest, 3)}))


async def hold(options):
    count = 0

    def connected():
        nonlocal count
        count += 1
        if count == options.count:
            print("held", flush=True)

    await ask_all(options, connected)


async def scan(options):
    gate = asyncio.Semaphore(options.at_once)

    async def one():
        async with gate:
            _, writer = await asyncio.open_connection(options.address, options.port)
            writer.close()
            await writer.wait_closed()

    results = await asyncio.gather(*(one() for _ in range(options.count)), return_exceptions=True)
    failed = collections.Counter(type(result).__name__ for result in results if result is not None)
    print(json.dumps({"closed": results.count(None), "failed": failed}))


async def listen(options):
    started = time.monotonic()
    count = 0
    reader, writer = await asyncio.open_connection(options.address, options.port)
    try:
        count = len(await asyncio.wait_for(reader.read(), options.timeout))
        ended = "closed"
    except ConnectionResetError:
        ended = "reset"
    except asyncio.TimeoutError:
        ended = "timeout"
    writer.close()
    seconds = round(time.monotonic() - started, 3)
    print(json.dumps({"ended": ended, "bytes": count, "seconds": seconds}))


async def accepts(options):
    try:
        _, writer = await asyncio.open_connection(options.address, options.port)
        writer.close()
    except OSError as problem:
        raise SystemExit(str(problem))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    crowds = {"http": ask_all, "scan": scan, "hold": hold}
    for name, action in {**crowds, "listen": listen, "accepts": accepts}.items():
        command = commands.add_parser(name)
        command.set_defaults(action=action)
        if name in crowds:
            command.add_argument("count", type=int)
        command.add_argument("address")
        command.add_argument("port", type=int)
        command.add_argument("--path", default="/")
        command.add_argument("--timeout", type=float, default=60)
        command.add_argument("--at-once", type=int, default=50)
    options = parser.parse_args()
    asyncio.run(options.action(options))


if __name__ == "__main__":
    main()
