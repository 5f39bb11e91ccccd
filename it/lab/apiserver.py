#!/usr/bin/python3
"""A small API server of Kubernetes, faithful where tests look.

    apiserver.py [--address 127.0.0.1] [--port 6443] [--control-port 0] [--state FILE]
                 [--ready-file FILE] [--tls FOLDER] [--seed N] [--follow-stdin]

It answers as the documentation of Kubernetes 1.33 says: discovery, get, list (selectors, pages),
watch (chunks and WebSocket, bookmarks, 410), create, update, patch (merge, JSON, strategic,
server-side apply), delete, deletecollection, status, scale, dry run, field validation, defaults,
managed fields, custom resources. Nothing of it was recorded from a cluster. Bodies are JSON; YAML
is not read. The parts: apiserver_store (objects), apiserver_api (verbs), apiserver_kinds (kinds,
defaults, refusals), apiserver_types.txt (fields of the kinds), apiserver_merge (server-side apply),
apiserver_patch, apiserver_work (controllers), apiserver_rights (RBAC), apiserver_faults.

The lab's word, in JSON, on both ports; the control port also answers while the API is away:

    GET    /lab/requests            what was asked, in order: number, at, verb, group, resource,
                                    subresource, namespace, name, query, patch, dryRun, code,
                                    userAgent, user, method, path; DELETE forgets them
    POST   /lab/faults              a fault (see apiserver_faults); -> {"id": N}
    GET    /lab/faults              those that are left; DELETE /lab/faults[?id=N] takes them back
    POST   /lab/watches/close       every watch ends now, as in a restart
    POST   /lab/watches/forget      versions up to now are too old (410), and every watch ends
    POST   /lab/away, /lab/back     nobody listens, connections end; and again
    POST   /lab/settings            any of the settings below; GET shows them
    GET    /lab/version             the version of the store
    POST   /lab/objects             puts an object as it is behind the API (no managed fields, no
                                    checks), ?delete=true takes it away
    POST   /lab/tokens              {"token", "user", "groups", "expires": epoch seconds}

Settings, kept with the state: bookmarks (seconds between, 60), establish (seconds until a CRD is
established, 0.1), work (whether anybody works on workloads, true), ready (seconds until they are
ready, 0.1), stuck and failed (lists of "Kind/namespace/name", "Kind/*" that never get ready or are
told to have failed; stuck also "Node/name"), rights (whether RBAC is asked, false), delay (seconds
before every answer).

With --tls it speaks HTTPS with the certificate and key FOLDER/tls.crt and FOLDER/tls.key, which
openssl makes when they are not there; the control port stays without.

With --state every change is in the file before it is answered, so that kill -9 loses nothing.
HTTP/1.1 with keep-alive. Standard library only.
"""

import argparse
import base64
import hashlib
import json
import os
import queue
import select
import signal
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
from urllib.parse import parse_qsl, unquote, urlsplit

from apiserver_api import Api, ApiError, Options, bad_request, seen
from apiserver_faults import SAID, Asked, Faults
from apiserver_rights import Rights
from apiserver_store import Store, clone, encoded, now
from apiserver_work import Work

VERSION = {
    "major": "1",
    "minor": "33",
    "gitVersion": "v1.33.1",
    "gitCommit": "0000000000000000000000000000000000000000",
    "gitTreeState": "clean",
    "buildDate": "2025-05-15T08:19:08Z",
    "goVersion": "go1.24.2",
    "compiler": "gc",
    "platform": "linux/amd64",
}
REASONS = {
    200: "OK",
    201: "Created",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    409: "Conflict",
    410: "Gone",
    413: "Request Entity Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Entity",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
PATCHES = {
    "application/json-patch+json": "json",
    "application/merge-patch+json": "merge",
    "application/strategic-merge-patch+json": "strategic",
    "application/apply-patch+yaml": "apply",
}
SETTINGS = {
    "bookmarks": 60,
    "establish": 0.1,
    "work": True,
    "stuck": [],
    "failed": [],
    "ready": 0.1,
    "rights": False,
    "delay": 0,
}
MOST_BODY = 3 * 1024 * 1024


class Hangup(Exception):
    """The connection ends now, without another word."""


class Request:
    def __init__(self, method, target, headers, body):
        parts = urlsplit(target)
        self.method = method
        self.path = parts.path
        self.segments = [unquote(part) for part in parts.path.split("/") if part]
        self.query = dict(parse_qsl(parts.query, keep_blank_values=True))
        self.headers = headers
        self.body = body
        self.user = None
        self.who = None
        self.verb = method.lower()
        self.group = self.version = self.plural = self.subresource = ""
        self.namespace = self.name = ""
        self.patch = None
        self.is_resource = False
        self.understand()

    def understand(self):
        """What is asked for, as a server tells it for rights."""
        segments = self.segments
        if segments[:1] == ["api"] and len(segments) > 2:
            self.version, rest = segments[1], segments[2:]
        elif segments[:1] == ["apis"] and len(segments) > 3:
            self.group, self.version, rest = segments[1], segments[2], segments[3:]
        else:
            return
        self.is_resource = True
        if rest[0] == "namespaces" and len(rest) > 2 and rest[2] not in ("status", "finalize"):
            self.namespace, rest = rest[1], rest[2:]
        self.plural = rest[0]
        self.name = rest[1] if len(rest) > 1 else ""
        self.subresource = rest[2] if len(rest) > 2 else ""
        if self.plural == "namespaces" and not self.namespace and self.name:
            self.namespace = self.name
        one = bool(self.name)
        verbs = {
            "GET": "get" if one else "list",
            "POST": "create",
            "PUT": "update",
            "PATCH": "patch",
            "DELETE": "delete" if one else "deletecollection",
        }
        self.verb = verbs.get(self.method, self.method.lower())
        if self.method == "GET" and self.query.get("watch") in ("true", "1"):
            self.verb = "watch"
        if self.method == "PATCH":
            self.patch = PATCHES.get(self.headers.get("content-type", "").split(";")[0].strip())

    @property
    def agent(self):
        return self.headers.get("user-agent", "")

    def facts(self):
        return {
            "verb": self.verb,
            "group": self.group,
            "resource": self.plural,
            "subresource": self.subresource,
            "namespace": self.namespace,
            "name": self.name,
            "query": self.query,
            "patch": self.patch,
            "dryRun": self.query.get("dryRun") == "All",
            "userAgent": self.agent,
            "user": None,
            "method": self.method,
            "path": self.path,
        }

    def json(self):
        if not self.body:
            return None
        sort = self.headers.get("content-type", "").split(";")[0]
        if "protobuf" in sort:
            text = "the lab does not read protobuf"
            raise ApiError(415, "UnsupportedMediaType", text)
        try:
            return json.loads(self.body)
        except ValueError as e:
            raise bad_request(
                "couldn't get version/kind; json parse error: %s (the lab reads JSON only)" % e
            ) from None


class Server:
    def __init__(self, options):
        self.options = options
        self.store = Store(options.state, options.seed)
        self.store.settings = {**SETTINGS, **self.store.settings}
        self.api = Api(self.store)
        self.faults = Faults()
        self.asked = Asked()
        self.rights = Rights(self.store)
        self.api.rights = self.rights
        self.connections = set()
        self.connections_lock = threading.Lock()
        self.watch_round = 0
        self.listener = None
        self.tls = None
        if options.tls:
            certificate, key = make_certificate(options.tls)
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(certificate, key)
        self.work = Work(self.api)

    # Listening

    def listen(self):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((self.options.address, self.options.port))
        listener.listen(1024)
        self.options.port = listener.getsockname()[1]
        self.listener = listener
        threading.Thread(target=self.accept, args=(listener, True), daemon=True).start()

    def accept(self, listener, away):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection, away), daemon=True).start()

    def away(self):
        listener, self.listener = self.listener, None
        if listener is not None:
            # close() alone leaves the thread in accept(), which would take one more.
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        with self.connections_lock:
            ending = list(self.connections)
        for connection in ending:
            hang_up(connection)

    def back(self):
        if self.listener is None:
            self.listen()

    def serve(self, connection, tls):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            if tls and self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            if tls:
                with self.connections_lock:
                    self.connections.add(connection)
            self.talk(connection)
        except (OSError, ValueError, Hangup):
            pass
        finally:
            with self.connections_lock:
                self.connections.discard(connection)
            hang_up(connection)

    def talk(self, connection):
        lines = connection.makefile("rb", 65536)
        while True:
            request = read_request(lines, connection)
            if request is None:
                return
            if len(request.body) > MOST_BODY:
                text = "Request entity too large: limit is %d" % MOST_BODY
                error = ApiError(413, "RequestEntityTooLarge", text)
                connection.sendall(response(413, error.status, {"Connection": "close"}))
                return
            if not self.answer(connection, request):
                return
            if request.headers.get("connection", "").lower() == "close":
                return

    # Answering

    def answer(self, connection, request):
        """-> whether the connection goes on."""
        if request.segments[:1] == ["lab"]:
            return self.control(connection, request)
        facts = request.facts()
        facts["code"] = 0
        fault = self.faults.take(facts)
        try:
            if self.store.settings["delay"]:
                time.sleep(self.store.settings["delay"])
            if fault is not None:
                self.before(fault, connection, request, facts)
            self.rights.check(request)
            facts["user"] = request.user
            if request.verb == "watch" and request.is_resource:
                return self.watch(connection, request, facts)
            code, body, headers = self.handle(request)
        except ApiError as e:
            code, body, headers = e.code, e.status, e.headers
            if e.plain:
                body = e.message
        except Answered as e:
            return e.goes_on
        facts["code"] = code
        self.asked.add(facts)
        if fault is not None:
            if fault.action == "kill-after":
                os.kill(os.getpid(), signal.SIGKILL)
            if fault.action == "drop-after":
                raise Hangup
            if fault.action == "cut":
                whole = response(code, body, headers)
                connection.sendall(whole[: len(whole) - max(2, len(whole) // 4)])
                raise Hangup
        connection.sendall(response(code, body, headers))
        return True

    def before(self, fault, connection, request, facts):
        facts["fault"] = fault.action
        if fault.action == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if fault.action == "delay":
            time.sleep(float(fault.told.get("seconds", 1)))
        if fault.action == "hang":
            self.asked.add(facts)
            time.sleep(float(fault.told.get("seconds", 3600)))
            raise Hangup
        if fault.action == "drop-before":
            self.asked.add(facts)
            raise Hangup
        if fault.action == "raw":
            facts["code"] = fault.code
            self.asked.add(facts)
            body = fault.told.get("body", "")
            headers = {"Content-Type": fault.told.get("contentType", "text/plain")}
            connection.sendall(response(fault.code, body, headers))
            raise Answered(True)
        if fault.action == "code":
            raise self.said(fault, request)

    def said(self, fault, request):
        reason, message = SAID.get(fault.code, ("", "the lab answers so"))
        message = fault.told.get("message") or message
        found = {"name": request.name, "group": request.group, "kind": request.plural}
        found = {key: value for key, value in found.items() if value}
        if message is None:
            full = request.plural + ("." + request.group if request.group else "")
            message = {
                403: '%s "%s" is forbidden: the lab says so',
                404: '%s "%s" not found',
                409: 'Operation cannot be fulfilled on %s "%s": the object has been modified; '
                "please apply your changes to the latest version and try again",
                422: '%s "%s" is invalid: spec: Invalid value: "lab": the lab says so',
            }[fault.code] % (full, request.name)
        if fault.code == 422:
            found["causes"] = fault.told.get("causes") or [
                {
                    "reason": "FieldValueInvalid",
                    "message": 'Invalid value: "lab": the lab says so',
                    "field": "spec",
                }
            ]
        headers = {}
        if fault.told.get("retryAfter") is not None or fault.code == 429:
            headers["Retry-After"] = str(fault.told.get("retryAfter", 1))
            found["retryAfterSeconds"] = int(fault.told.get("retryAfter", 1))
        if fault.code == 401:
            found = {}
        # A server that is too busy says it in plain text, before it knows what is asked.
        plain = fault.code == 429 and not fault.told.get("status")
        return ApiError(fault.code, reason, message, found, headers, plain)

    def handle(self, request):
        """-> (code, body, headers)."""
        path = request.path.rstrip("/")
        if path in ("/healthz", "/livez", "/readyz"):
            return 200, "ok", {}
        if path == "/version":
            return 200, VERSION, {}
        if not request.is_resource:
            found = self.discovery(request)
            if found is None:
                raise ApiError(404, "NotFound", "404 page not found\n", plain=True)
            return 200, found, {}
        with self.store.lock:
            resource = self.store.resource(request.group, request.version, request.plural)
        if resource is None:
            raise ApiError(404, "NotFound", "404 page not found\n", plain=True)
        options = Options(request.query, request.agent, request.subresource)
        options.user = request.who
        code, body = self.do(request, resource, options)
        headers = {}
        if options.warnings:
            told = options.warnings[:10]
            headers["Warning"] = ["299 - %s" % json.dumps(text) for text in told]
        return code, body, headers

    def do(self, request, resource, options):
        namespace = request.namespace if resource.namespaced else ""
        if resource.virtual:
            return 201, self.rights.review(request, resource, request.json())
        sub = request.subresource
        if sub == "scale" and resource.scale:
            return self.scale(request, resource, namespace, options)
        if sub == "eviction" and resource.plural == "pods":
            wishes = (request.json() or {}).get("deleteOptions") or {}
            answer, _ = self.api.remove(resource, namespace, request.name, wishes, options)
            return 201, answer
        if sub == "token" and resource.plural == "serviceaccounts":
            return 201, self.token(request, namespace)
        if sub and not (sub == "status" and resource.status):
            raise ApiError(404, "NotFound", "the server could not find the requested resource")
        if request.verb == "get":
            return 200, self.api.get(resource, namespace, request.name)
        if request.verb == "list":
            return 200, self.api.list(resource, namespace, request.query)
        if request.verb == "create" and not request.name:
            return 201, self.api.create(resource, namespace, request.json(), options)
        if request.verb == "update":
            name, body = request.name, request.json()
            obj, made = self.api.replace(resource, namespace, name, body, options)
            return (201 if made else 200), obj
        if request.verb == "patch":
            sort = request.patch
            if sort is None or sort == "strategic" and resource.custom:
                known = [name for name in PATCHES if not (resource.custom and "strategic" in name)]
                text = (
                    "the body of the request was in an unknown format - accepted media types "
                    "include: " + ", ".join(known)
                )
                raise ApiError(415, "UnsupportedMediaType", text)
            name, body = request.name, request.json()
            obj, made = self.api.patch(resource, namespace, name, sort, body, options)
            return (201 if made else 200), obj
        if request.verb == "delete":
            wishes = self.wishes(request)
            options.dry = options.dry or "All" in (wishes.get("dryRun") or [])
            obj, code = self.api.remove(resource, namespace, request.name, wishes, options)
            return code, obj
        if request.verb == "deletecollection":
            wishes = self.wishes(request)
            listed = self.api.list(resource, namespace, request.query)
            for obj in listed["items"]:
                metadata = obj["metadata"]
                self.api.remove(
                    resource, metadata.get("namespace", ""), metadata["name"], wishes, options
                )
            return 200, listed
        text = "the server does not allow this method on the requested resource"
        raise ApiError(405, "MethodNotAllowed", text)

    def wishes(self, request):
        wishes = request.json() or {}
        if request.query.get("propagationPolicy"):
            wishes.setdefault("propagationPolicy", request.query["propagationPolicy"])
        return wishes

    def scale(self, request, resource, namespace, options):
        obj = self.api.get(resource, namespace, request.name)

        def scale_of(obj):
            metadata = obj["metadata"]
            fields = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
            return {
                "kind": "Scale",
                "apiVersion": "autoscaling/v1",
                "metadata": {key: metadata[key] for key in fields if key in metadata},
                "spec": {"replicas": obj["spec"].get("replicas", 0)},
                "status": {"replicas": (obj.get("status") or {}).get("replicas", 0)},
            }

        if request.verb != "get":
            body = request.json() or {}
            if request.verb == "patch" and request.patch == "json":
                from apiserver_patch import json_patch

                body = json_patch(scale_of(obj), body)
            new = clone(obj)
            given = (body.get("metadata") or {}).get("resourceVersion")
            if given:
                new["metadata"]["resourceVersion"] = given
            else:
                new["metadata"].pop("resourceVersion")
            new["spec"]["replicas"] = body["spec"]["replicas"]
            options.subresource = ""
            options.door = "scale"
            obj, _ = self.api.replace(resource, namespace, request.name, new, options)
        return 200, scale_of(obj)

    def token(self, request, namespace):
        """A new token of a service account, as TokenRequest gives it."""
        self.api.get(self.store.resource("", "v1", "serviceaccounts"), namespace, request.name)
        body = request.json() or {}
        seconds = (body.get("spec") or {}).get("expirationSeconds") or 3600
        token = base64.urlsafe_b64encode(os.urandom(24)).decode()
        user = "system:serviceaccount:%s:%s" % (namespace, request.name)
        self.keep_token({"token": token, "user": user, "expires": time.time() + seconds})
        ends = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))
        return {
            "kind": "TokenRequest",
            "apiVersion": "authentication.k8s.io/v1",
            "metadata": {"name": request.name, "namespace": namespace},
            "spec": body.get("spec") or {},
            "status": {"token": token, "expirationTimestamp": ends},
        }

    def keep_token(self, told):
        with self.store.lock:
            tokens = {**(self.store.settings.get("tokens") or {}), told["token"]: told}
            self.store.settings = {**self.store.settings, "tokens": tokens}
            self.store.keep_settings()

    # Discovery

    def discovery(self, request):
        path = request.path.rstrip("/")
        with self.store.lock:
            resources = list(self.store.resources.values())
        if path == "":
            return {"paths": ["/api", "/api/v1", "/apis", "/healthz", "/version"]}
        if path == "/api":
            address = "%s:%d" % (self.options.address, self.options.port)
            return {
                "kind": "APIVersions",
                "versions": ["v1"],
                "serverAddressByClientCIDRs": [
                    {"clientCIDR": "0.0.0.0/0", "serverAddress": address}
                ],
            }
        if path == "/apis":
            groups = {}
            for resource in resources:
                if resource.group:
                    groups.setdefault(resource.group, {})[resource.version] = None
            found = [group_of(name, list(versions)) for name, versions in groups.items()]
            return {"kind": "APIGroupList", "apiVersion": "v1", "groups": found}
        segments = request.segments
        if segments[:2] == ["openapi", "v3"]:
            return openapi(resources, "/".join(segments[2:]))
        if segments[:1] == ["apis"] and len(segments) == 2:
            versions = {r.version: None for r in resources if r.group == segments[1]}
            if not versions:
                return None
            return {"kind": "APIGroup", "apiVersion": "v1", **group_of(segments[1], list(versions))}
        if segments[:1] == ["api"] and len(segments) == 2:
            group, version = "", segments[1]
        elif segments[:1] == ["apis"] and len(segments) == 3:
            group, version = segments[1:]
        else:
            return None
        served = [r for r in resources if r.group == group and r.version == version]
        if not served:
            return None
        return {
            "kind": "APIResourceList",
            "apiVersion": "v1",
            "groupVersion": "%s/%s" % (group, version) if group else version,
            "resources": [entry for resource in served for entry in described(resource)],
        }

    # Watching

    def watch(self, connection, request, facts):
        resource = self.store.resource(request.group, request.version, request.plural)
        if resource is None:
            facts["code"] = 404
            self.asked.add(facts)
            connection.sendall(response(404, "404 page not found\n", {}))
            return True
        if request.name:
            request.query["fieldSelector"] = "metadata.name=" + request.name
        namespace = request.namespace if resource.namespaced else ""
        try:
            watcher, first = self.api.watch(resource, namespace, request.query)
        except ApiError as e:
            facts["code"] = e.code
            self.asked.add(facts)
            connection.sendall(response(e.code, e.status, {}))
            return True
        web_socket = request.headers.get("upgrade", "").lower() == "websocket"
        facts["code"] = 101 if web_socket else 200
        self.asked.add(facts)
        channel = (WebSocketChannel if web_socket else ChunkedChannel)(connection, request)
        try:
            for sort, obj in first:
                channel.send(sort, obj)
            if watcher is not None:
                self.follow(channel, watcher, resource, request)
            channel.end()
        finally:
            if watcher is not None:
                with self.store.lock:
                    self.store.watchers.discard(watcher)
        return False

    def follow(self, channel, watcher, resource, request):
        bookmarks = request.query.get("allowWatchBookmarks") in ("true", "1")
        limit = float(request.query.get("timeoutSeconds") or 1800)
        ends = time.monotonic() + limit
        told = time.monotonic()
        round_of = self.watch_round
        while not channel.closed():
            if round_of != self.watch_round:
                return
            moment = time.monotonic()
            if bookmarks and (moment - told > self.store.settings["bookmarks"] or moment > ends):
                told = moment
                with self.store.lock:
                    version = self.store.version if watcher.events.empty() else None
                if version is not None:
                    channel.send("BOOKMARK", bookmark(resource, version))
            if moment > ends:
                return
            try:
                event = watcher.events.get(timeout=min(0.25, max(0.01, ends - moment)))
            except queue.Empty:
                continue
            if event is None:
                return
            found = seen(event, watcher.fits)
            if found:
                channel.send(*found)

    def close_watches(self):
        self.watch_round += 1
        with self.store.lock:
            for watcher in self.store.watchers:
                watcher.events.put(None)

    # The lab's word

    def control(self, connection, request):
        try:
            answer = self.command(request, request.json() or {})
            code = 200
        except (ApiError, KeyError, ValueError, TypeError) as e:
            code, answer = 400, {"error": repr(e)}
        connection.sendall(response(code, answer, {}))
        return True

    def command(self, request, told):
        command = "/".join(request.segments[1:])
        method = request.method
        if command == "requests":
            if method == "DELETE":
                self.asked.reset()
                return {}
            return {"requests": self.asked.shown()}
        if command == "faults":
            if method == "POST":
                return {"id": self.faults.add(told)}
            if method == "DELETE":
                number = request.query.get("id")
                self.faults.clear(int(number) if number else None)
                return {}
            return {"faults": self.faults.shown()}
        if command == "watches/close":
            self.close_watches()
        elif command == "watches/forget":
            self.store.forget_history()
            self.close_watches()
        elif command == "away":
            self.away()
        elif command == "back":
            self.back()
        elif command == "settings":
            if method == "POST":
                unknown = set(told) - set(SETTINGS)
                if unknown:
                    raise ValueError("unknown settings: %s" % sorted(unknown))
                with self.store.lock:
                    self.store.settings = {**self.store.settings, **told}
                    self.store.keep_settings()
                self.work.wake()
            return self.store.settings
        elif command == "version":
            return {"version": self.store.version}
        elif command == "objects":
            return self.behind(told, request.query.get("delete") == "true")
        elif command == "tokens":
            self.keep_token(told)
        else:
            raise ValueError("unknown command: " + command)
        return {}

    def behind(self, obj, delete):
        group = obj["apiVersion"].split("/")[0] if "/" in obj["apiVersion"] else ""
        with self.store.lock:
            resource = self.store.by_kind(group, obj["kind"])
            if resource is None:
                raise ValueError("unknown kind: " + obj["kind"])
            metadata = obj["metadata"]
            old = self.store.find(resource, metadata.get("namespace"), metadata["name"])
            if delete:
                return self.store.delete(resource, old) if old else {}
            for field in ("uid", "creationTimestamp"):
                if old and field in old["metadata"]:
                    metadata.setdefault(field, old["metadata"][field])
            return self.store.put(resource, self.store.made(resource, obj), old)


class Answered(Exception):
    def __init__(self, goes_on):
        super().__init__()
        self.goes_on = goes_on


def bookmark(resource, version):
    return {
        "kind": resource.kind,
        "apiVersion": resource.api_version,
        "metadata": {"resourceVersion": str(version), "creationTimestamp": None},
    }


def openapi(resources, path):
    """As much as clients need to learn that apply, dry run and field validation are served."""
    documents = {}
    for resource in resources:
        root = "apis" if resource.group else "api"
        documents.setdefault("%s/%s" % (root, resource.api_version), []).append(resource)
    if not path:
        found = {
            name: {"serverRelativeURL": "/openapi/v3/%s?hash=%d" % (name, len(served))}
            for name, served in documents.items()
        }
        return {"paths": found}
    if path not in documents:
        return None
    paths, schemas = {}, {}
    for resource in documents[path]:
        kind = {"group": resource.group, "version": resource.version, "kind": resource.kind}
        place = "/%s/%s%s" % (
            path,
            "namespaces/{namespace}/" if resource.namespaced else "",
            resource.plural,
        )
        names = ("dryRun", "fieldManager", "fieldValidation", "force")
        parameters = [{"name": n, "in": "query", "schema": {"type": "string"}} for n in names]
        paths[place + "/{name}"] = {
            "patch": {
                "x-kubernetes-action": "patch",
                "x-kubernetes-group-version-kind": kind,
                "parameters": parameters,
                "requestBody": {"content": {"application/apply-patch+yaml": {}}},
                "responses": {},
            }
        }
        schemas[resource.kind] = {"type": "object", "x-kubernetes-group-version-kind": [kind]}
    return {
        "openapi": "3.0.0",
        "info": {"title": "Kubernetes", "version": "v1.33.1"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def group_of(name, versions):
    listed = [{"groupVersion": "%s/%s" % (name, v), "version": v} for v in versions]
    return {"name": name, "versions": listed, "preferredVersion": listed[0]}


VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]


def described(resource):
    entry = {
        "name": resource.plural,
        "singularName": resource.singular,
        "namespaced": resource.namespaced,
        "kind": resource.kind,
        "verbs": ["create"] if resource.virtual else VERBS,
    }
    if resource.short:
        entry["shortNames"] = resource.short
    if resource.categories:
        entry["categories"] = resource.categories
    found = [entry]
    if resource.status:
        found.append(
            {
                "name": resource.plural + "/status",
                "singularName": "",
                "namespaced": resource.namespaced,
                "kind": resource.kind,
                "verbs": ["get", "patch", "update"],
            }
        )
    if resource.scale:
        found.append(
            {
                "name": resource.plural + "/scale",
                "singularName": "",
                "namespaced": resource.namespaced,
                "group": "autoscaling",
                "version": "v1",
                "kind": "Scale",
                "verbs": ["get", "patch", "update"],
            }
        )
    if resource.plural == "pods" and not resource.group:
        found.append(
            {
                "name": "pods/eviction",
                "singularName": "",
                "namespaced": True,
                "group": "policy",
                "version": "v1",
                "kind": "Eviction",
                "verbs": ["create"],
            }
        )
    return found


def make_certificate(folder):
    certificate, key = os.path.join(folder, "tls.crt"), os.path.join(folder, "tls.key")
    if not os.path.exists(certificate):
        line = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        line += ["-nodes", "-days", "3650", "-subj", "/CN=lab", "-keyout", key, "-out", certificate]
        line += ["-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:kubernetes.default.svc"]
        subprocess.run(line, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return certificate, key


# HTTP ----------------------------------------------------------------------------------------


def hang_up(connection):
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    try:
        connection.close()
    except OSError:
        pass


def read_request(lines, connection):
    first = lines.readline(65537)
    if not first.strip():
        return None
    method, target, _ = first.decode("latin-1").split(" ", 2)
    headers = {}
    while True:
        line = lines.readline(65537)
        if line in (b"\r\n", b"\n"):
            break
        if not line:
            return None
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    if headers.get("expect", "").lower() == "100-continue":
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    body = b""
    if headers.get("transfer-encoding", "").lower() == "chunked":
        while True:
            size = int(lines.readline(100).split(b";")[0], 16)
            if size:
                body += lines.read(size)
            lines.readline(10)
            if not size:
                break
    elif headers.get("content-length"):
        body = lines.read(min(int(headers["content-length"]), MOST_BODY + 1))
    return Request(method, target, headers, body)


def response(code, body, headers):
    if isinstance(body, str):
        data, sort = body.encode(), "text/plain; charset=utf-8"
    else:
        data, sort = encoded(body), "application/json"
    head = ["HTTP/1.1 %d %s" % (code, REASONS.get(code, "Answer"))]
    headers = {"Content-Type": sort, "Cache-Control": "no-cache, private", **headers}
    for name, value in headers.items():
        for one in value if isinstance(value, list) else [value]:
            head.append("%s: %s" % (name, one))
    head.append("Content-Length: %d" % len(data))
    return "\r\n".join(head).encode() + b"\r\n\r\n" + data


class ChunkedChannel:
    def __init__(self, connection, request):
        self.connection = connection
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            b"Cache-Control: no-cache, private\r\nTransfer-Encoding: chunked\r\n\r\n"
        )

    def send(self, sort, obj):
        data = encoded({"type": sort, "object": obj}) + b"\n"
        self.connection.sendall(b"%x\r\n" % len(data) + data + b"\r\n")

    def end(self):
        self.connection.sendall(b"0\r\n\r\n")

    def closed(self):
        """Whoever watches says nothing more, so anything there is to read is the end."""
        return bool(select.select([self.connection], [], [], 0)[0])


class WebSocketChannel:
    def __init__(self, connection, request):
        self.connection = connection
        key = request.headers.get("sec-websocket-key", "")
        magic = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        accept = base64.b64encode(hashlib.sha1(magic.encode()).digest())
        connection.sendall(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
        )

    def send(self, sort, obj):
        self.frame(1, encoded({"type": sort, "object": obj}))

    def frame(self, opcode, data):
        size = len(data)
        if size < 126:
            head = struct.pack("!BB", 0x80 | opcode, size)
        elif size < 65536:
            head = struct.pack("!BBH", 0x80 | opcode, 126, size)
        else:
            head = struct.pack("!BBQ", 0x80 | opcode, 127, size)
        self.connection.sendall(head + data)

    def end(self):
        self.frame(8, struct.pack("!H", 1000))

    def closed(self):
        if not select.select([self.connection], [], [], 0)[0]:
            return False
        data = self.connection.recv(4096)
        if not data or data[0] & 0x0F == 8:
            return True
        if data[0] & 0x0F == 9:
            self.frame(10, b"")
        return False


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=6443)
    parser.add_argument("--control-port", type=int, default=0)
    parser.add_argument("--state")
    parser.add_argument("--ready-file")
    parser.add_argument("--tls", metavar="FOLDER")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--follow-stdin", action="store_true", help="end when standard input ends")
    server = Server(parser.parse_args())
    sys.setswitchinterval(0.001)
    server.work.start()
    control = socket.socket()
    control.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    control.bind((server.options.address, server.options.control_port))
    control.listen(64)
    server.listen()
    told = {"port": server.options.port, "control": control.getsockname()[1], "pid": os.getpid()}
    if server.options.ready_file:
        with open(server.options.ready_file + ".part", "w") as ready:
            json.dump(told, ready)
        os.rename(server.options.ready_file + ".part", server.options.ready_file)
    print(json.dumps(told), flush=True)
    if server.options.follow_stdin:
        threading.Thread(target=follow_stdin, daemon=True).start()
    server.accept(control, False)


def follow_stdin():
    while sys.stdin.buffer.read1(4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    main()
