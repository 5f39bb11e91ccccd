#!/usr/bin/python3
"""Where alerts end up: a mail server and a webhook that keep all they are given.

    alert_sink.py FOLDER [--mail 2525] [--web 8080]        on loopback

FOLDER/mail.jsonl gets one line a message: {"to": [...], "subject": ..., "text": ...}.
FOLDER/webhook.jsonl gets the body of each POST, which has to be JSON, as one line.

The mail server knows as much of RFC 5321 as Alertmanager needs: no TLS, no log-in, no size limit.
Standard library only.
"""

import argparse
import asyncio
import email
import email.policy
import json
import os


class Sink:
    def __init__(self, folder):
        self.folder = folder

    def keep(self, name, facts):
        line = (json.dumps(facts) + "\n").encode()
        file = os.open(os.path.join(self.folder, name), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(file, line)
        os.close(file)

    async def mail(self, reader, writer):
        recipients = []
        writer.write(b"220 lab\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            answer = b"250 ok"
            if verb == b"RCPT":
                recipients.append(line.split(b"<")[1].split(b">")[0].decode())
            elif verb == b"DATA":
                writer.write(b"354 go on\r\n")
                self.keep("mail.jsonl", self.message(recipients, await self.body(reader)))
                recipients = []
            elif verb == b"QUIT":
                answer = b"221 bye"
            writer.write(answer + b"\r\n")
            await writer.drain()
            if verb == b"QUIT":
                break
        writer.close()

    async def body(self, reader):
        lines = []
        while (line := await reader.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)

    def message(self, recipients, raw):
        parsed = email.message_from_bytes(raw, policy=email.policy.default)
        body = parsed.get_body(("plain",))
        return {
            "to": recipients,
            "subject": str(parsed["subject"]),
            "text": body.get_content() if body else "",
        }

    async def web(self, reader, writer):
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            length = 0
            for line in head.split(b"\r\n"):
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            body = await reader.readexactly(length)
            if head.startswith(b"POST"):
                self.keep("webhook.jsonl", json.loads(body))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()


async def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--mail", type=int, default=2525)
    parser.add_argument("--web", type=int, default=8080)
    options = parser.parse_args()
    os.makedirs(options.folder, exist_ok=True)
    sink = Sink(options.folder)
    servers = [
        await asyncio.start_server(sink.mail, "127.0.0.1", options.mail),
        await asyncio.start_server(sink.web, "127.0.0.1", options.web),
    ]
    await asyncio.gather(*(server.serve_forever() for server in servers))


asyncio.run(main())
