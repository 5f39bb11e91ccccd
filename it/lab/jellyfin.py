#!/usr/bin/python3
"""A Jellyfin of which the lab says who plays what.

    jellyfin.py [--address A] [--port 8096] [--key KEY] [--skew SECONDS] [--starting SECONDS]

As Jellyfin 10.11 and 12 answer, after their source:

    GET /health                text/plain, no login: Healthy; while it starts Degraded, with 200
    GET /System/Info/Public    no login
    GET /System/Ping           no login
    GET /Sessions              clients, the one last heard of first; ?activeWithinSeconds=N
    GET /ScheduledTasks        ?isHidden=false leaves out the hidden ones

The key comes in `Authorization: MediaBrowser Token="KEY"` or `?ApiKey=KEY`; without it 401 and no
body. While it starts, all but /health is 503 with an HTML page. Property names are in Pascal case,
nulls are left out, ids are 32 hex digits, dates have seven digits of a second and end in Z. --skew
is by how much its clock is ahead, in the Date header too. A client that plays nothing is a session
all the same; one that plays is forgotten 300 s after it was last heard of.

The lab's word is POST /_lab/VERB?NAME=VALUE&..., where id names the session (default: one):

    open     a client is there; user, client, device
    play     the same, and it plays; media=Video|Audio, item, transcode=true
    pause    since=SECONDS ago (default 0)
    resume
    silent   was last heard of for=SECONDS ago
    stop     plays no more; the session stays
    leave    the client is gone
    task     name=..., state=Idle|Running|Cancelling, hidden=true

Every request that was answered is a line of the file that LAB_EVENTS names: event "request".
HTTP/1.1. Standard library only.
"""

import argparse
import hashlib
import json
import os
import re
import threading
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

FORGOTTEN_AFTER = 300
NEVER = "0001-01-01T00:00:00.0000000Z"


def identity(*words):
    return hashlib.md5(" ".join(words).encode()).hexdigest()


def moment(seconds):
    whole, part = divmod(seconds, 1)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(whole)) + ".%07dZ" % (part * 1e7)


class Session:
    def __init__(self, name, facts):
        self.name = name
        self.user = facts.get("user", "ann")
        self.client = facts.get("client", "Jellyfin Web")
        self.device = facts.get("device", "Firefox")
        self.heard = time.time()
        self.playing = None
        self.paused_since = None
        self.transcoding = False

    def play(self, facts):
        media = facts.get("media", "Video")
        self.playing = (facts.get("item", "Metropolis"), media)
        self.transcoding = facts.get("transcode") == "true"
        self.paused_since = None
        self.heard = time.time()

    def stop(self):
        self.playing = self.paused_since = None
        self.transcoding = False

    def forgotten(self):
        return self.playing is not None and time.time() - self.heard > FORGOTTEN_AFTER

    def as_json(self, skew):
        state = {"CanSeek": self.playing is not None, "IsPaused": self.paused_since is not None}
        state |= {"IsMuted": False, "RepeatMode": "RepeatNone", "PlaybackOrder": "Default"}
        said = {
            "PlayState": state,
            "AdditionalUsers": [],
            "Capabilities": {"PlayableMediaTypes": ["Audio", "Video"], "SupportedCommands": []},
            "RemoteEndPoint": "192.0.2.50",
            "PlayableMediaTypes": ["Audio", "Video"],
            "Id": identity("session", self.name),
            "UserId": identity("user", self.user),
            "UserName": self.user,
            "Client": self.client,
            "LastActivityDate": moment(self.heard + skew),
            "LastPlaybackCheckIn": moment(self.heard + skew) if self.playing else NEVER,
            "DeviceName": self.device,
            "DeviceId": self.name,
            "ApplicationVersion": "10.11.0",
            "IsActive": True,
            "SupportsMediaControl": False,
            "SupportsRemoteControl": False,
            "NowPlayingQueue": [],
            "NowPlayingQueueFullItems": [],
            "HasCustomDeviceName": False,
            "ServerId": identity("server"),
            "SupportedCommands": [],
        }
        if self.playing:
            item, media = self.playing
            kind = "Audio" if media == "Audio" else "Movie"
            state |= {"PlayMethod": "Transcode" if self.transcoding else "DirectPlay"}
            state |= {"PositionTicks": 600000000}
            said["NowPlayingItem"] = {
                "Name": item,
                "Id": identity("item", item),
                "Type": kind,
                "MediaType": media,
                "RunTimeTicks": 91800000000,
            }
        if self.transcoding:
            said["TranscodingInfo"] = {
                "VideoCodec": "h264",
                "Container": "ts",
                "IsVideoDirect": False,
                "IsAudioDirect": True,
                "CompletionPercentage": 12.5,
                "TranscodeReasons": ["VideoCodecNotSupported"],
            }
        if self.paused_since is not None:
            said["LastPausedDate"] = moment(self.paused_since + skew)
        return said


class Jellyfin:
    def __init__(self, options):
        self.options = options
        self.began = time.time()
        self.lock = threading.Lock()
        self.sessions = {}
        self.tasks = {"Scan Media Library": ("Idle", False), "Clean Cache Directory": ("Idle", True)}
        path = os.environ.get("LAB_EVENTS", os.devnull)
        self.journal = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def starting(self):
        return time.time() - self.began < self.options.starting

    def note(self, **facts):
        line = '{"at": %.6f, %s\n' % (time.time(), json.dumps({"event": "request", **facts})[1:])
        os.write(self.journal, line.encode())

    def command(self, verb, facts):
        """-> whether there is such a command."""
        name = facts.get("id", "one")
        if verb == "task":
            hidden = facts.get("hidden") == "true"
            self.tasks[facts["name"]] = (facts.get("state", "Running"), hidden)
            return True
        if verb == "leave":
            self.sessions.pop(name, None)
            return True
        if verb in ("open", "play"):
            self.sessions.setdefault(name, Session(name, facts))
        session = self.sessions.get(name)
        if session is None:
            return False
        if verb == "play":
            session.play(facts)
        elif verb == "pause":
            session.paused_since = time.time() - float(facts.get("since", 0))
        elif verb == "resume":
            session.paused_since = None
        elif verb == "silent":
            session.heard = time.time() - float(facts.get("for", 0))
        elif verb == "stop":
            session.stop()
        return verb in ("open", "play", "pause", "resume", "silent", "stop")

    def clients(self, within):
        for name in [n for n, s in self.sessions.items() if s.forgotten()]:
            self.sessions[name].stop()
        heard = sorted(self.sessions.values(), key=lambda s: s.heard, reverse=True)
        now = time.time()
        return [
            s.as_json(self.options.skew) for s in heard if not within or now - s.heard <= within
        ]

    def chores(self, with_hidden):
        return [
            {
                "Name": name,
                "State": state,
                "Id": identity("task", name),
                "Triggers": [],
                "Category": "Library",
                "IsHidden": hidden,
                "Key": name.replace(" ", ""),
                **({"CurrentProgressPercentage": 12.5} if state == "Running" else {}),
            }
            for name, (state, hidden) in self.tasks.items()
            if with_hidden or not hidden
        ]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    jellyfin = None

    def version_string(self):
        return "Kestrel"

    def date_time_string(self, timestamp=None):
        return formatdate(time.time() + self.jellyfin.options.skew, usegmt=True)

    def answer(self, status, body="", kind="application/json; charset=utf-8", **headers):
        self.jellyfin.note(path=self.path, status=status, source=self.client_address[0])
        self.send_response(status)
        if body:
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body.encode())))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body.encode())

    def may(self, query):
        said = re.match(r'MediaBrowser\s.*\bToken="([^"]*)"', self.headers.get("Authorization", ""))
        key = said[1] if said else query.get("apikey")
        return key == self.jellyfin.options.key

    def do_GET(self):
        url = urlsplit(self.path)
        path = url.path.lower().rstrip("/")
        query = {name.lower(): value for name, value in parse_qsl(url.query)}
        if path == "/health":
            word = "Degraded" if self.jellyfin.starting() else "Healthy"
            return self.answer(200, word, "text/plain")
        if self.jellyfin.starting():
            page = "<html><body>Jellyfin is starting</body></html>"
            return self.answer(503, page, "text/html", Retry_After="005")
        if path == "/system/ping":
            return self.answer(200, json.dumps("Jellyfin Server"))
        if path == "/system/info/public":
            said = {"ServerName": "lab", "Version": "10.11.0", "ProductName": "Jellyfin Server"}
            said |= {"Id": identity("server"), "StartupWizardCompleted": True}
            return self.answer(200, json.dumps(said))
        if path not in ("/sessions", "/scheduledtasks"):
            return self.answer(404)
        if not self.may(query):
            return self.answer(401)
        with self.jellyfin.lock:
            if path == "/sessions":
                said = self.jellyfin.clients(int(query.get("activewithinseconds", 0)))
            else:
                said = self.jellyfin.chores(query.get("ishidden") != "false")
        return self.answer(200, json.dumps(said))

    def do_POST(self):
        url = urlsplit(self.path)
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        verb = url.path[len("/_lab/") :] if url.path.startswith("/_lab/") else ""
        with self.jellyfin.lock:
            known = self.jellyfin.command(verb, dict(parse_qsl(url.query)))
        return self.answer(204 if known else 404)

    def log_message(self, *arguments):
        pass


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--address", default="0.0.0.0")
    parser.add_argument("--port", type=int, default=8096)
    parser.add_argument("--key", default="0123456789abcdef0123456789abcdef")
    parser.add_argument("--skew", type=float, default=0)
    parser.add_argument("--starting", type=float, default=0)
    options = parser.parse_args()
    Handler.jellyfin = Jellyfin(options)
    ThreadingHTTPServer.daemon_threads = True
    server = ThreadingHTTPServer((options.address, options.port), Handler)
    print("listening on port %d" % server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
