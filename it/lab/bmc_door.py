#!/usr/bin/python3
"""A second LAN door to a BMC of bmc.py, with the cipher suites that ipmi_sim lacks.

    bmc_door.py run FOLDER [--port PORT] [--suites 3,17] [--privilege operator]

prints the UDP port of 127.0.0.1 that it listens on. FOLDER is that of a BMC that runs; user and
password are the same. What is asked in a session is put to ipmi_sim from inside, so sensors, log
and chassis are those of the BMC. It lists its suites when asked (Get Channel Cipher Suites), gives
no more privilege than --privilege, and lets only operators command the chassis.

Suite 3 is HMAC-SHA1, HMAC-SHA1-96, AES-CBC-128; 17 is HMAC-SHA256, HMAC-SHA256-128, AES-CBC-128.
Facts: IPMI 2.0 sections 13.6, 13.17 to 13.32, 22.13 to 22.19, G. Standard library and libcrypto,
which every Debian has.
"""

import argparse
import ctypes
import ctypes.util
import hmac
import os
import socket
import struct
import sys

sys.dont_write_bytecode = True  # nothing is built into the tree

from bmc import Bmc

# suite: its algorithms for authentication, integrity, confidentiality; digest; octets of a code
SUITES = {3: ((1, 1, 1), "sha1", 12), 17: ((3, 4, 1), "sha256", 16)}
LEVELS = {"user": 2, "operator": 3, "admin": 4}

OPEN, RAKP1, RAKP3, MESSAGE = 0x10, 0x12, 0x14, 0x00
CHASSIS, APPLICATION = 0x00, 0x06
NO_SUCH_SESSION, NO_SUCH_ROLE, NO_SUCH_USER, BAD_CODE, NO_SUCH_SUITE = 0x02, 0x09, 0x0D, 0x0F, 0x11
INSUFFICIENT_PRIVILEGE = 0xD4

# ASF 2.0 section 3.2.4.3, presence pong: IPMI is supported
PONG = bytes.fromhex("0600ff06000011be40000010000011be000000008100000000000000")

libcrypto = ctypes.CDLL(ctypes.util.find_library("crypto") or "libcrypto.so.3")
for name in ("EVP_CIPHER_CTX_new", "EVP_aes_128_cbc"):
    getattr(libcrypto, name).restype = ctypes.c_void_p


def aes(key, vector, data, encrypt):
    """AES-128 in CBC mode, without padding."""
    context = ctypes.c_void_p(libcrypto.EVP_CIPHER_CTX_new())
    cipher = ctypes.c_void_p(libcrypto.EVP_aes_128_cbc())
    result, length = ctypes.create_string_buffer(len(data) + 16), ctypes.c_int()
    libcrypto.EVP_CipherInit_ex(context, cipher, None, key, vector, int(encrypt))
    libcrypto.EVP_CIPHER_CTX_set_padding(context, 0)
    libcrypto.EVP_CipherUpdate(context, result, ctypes.byref(length), data, len(data))
    libcrypto.EVP_CIPHER_CTX_free(context)
    return result.raw[: length.value]


def checksum(data):
    return bytes([-sum(data) & 0xFF])


class Session:
    def __init__(self, suite, remote, own):
        self.algorithms, self.digest, self.code_length = SUITES[suite]
        self.remote = remote
        self.own = own
        self.random = os.urandom(16)
        self.open = False
        self.level = LEVELS["user"]
        self.sent = 0
        self.heard = set()

    def code(self, key, data):
        return hmac.new(key, data, self.digest).digest()

    def begin(self, key, remote_random, role, user):
        self.role, self.remote_random, self.user = role, remote_random, user
        self.whoever = bytes([role, len(user)]) + user
        self.key = key
        self.session_key = self.code(key, remote_random + self.random + self.whoever)
        self.integrity_key = self.code(self.session_key, b"\1" * 20)
        self.cipher_key = self.code(self.session_key, b"\2" * 20)[:16]

    def wrap(self, payload):
        """A message of this session: encrypted, with its code."""
        padding = -(len(payload) + 1) % 16
        vector = os.urandom(16)
        plain = payload + bytes(range(1, padding + 1)) + bytes([padding])
        body = vector + aes(self.cipher_key, vector, plain, True)
        self.sent += 1
        packet = struct.pack("<BBIIH", 6, 0xC0, self.remote, self.sent, len(body)) + body
        filler = -(len(packet) + 2) % 4
        packet += b"\xff" * filler + bytes([filler, 7])
        return packet + self.code(self.integrity_key, packet)[: self.code_length]

    def unwrap(self, packet):
        """The message in a packet; None when it is not one of this session or was heard before."""
        signed, code = packet[: -self.code_length], packet[-self.code_length :]
        if code != self.code(self.integrity_key, signed)[: self.code_length]:
            return None
        _, kind, _, sequence, length = struct.unpack_from("<BBIIH", packet)
        body = packet[12 : 12 + length]
        if sequence in self.heard or kind & 0xC0 != 0xC0 or len(body) < 32 or len(body) % 16:
            return None
        self.heard.add(sequence)
        plain = aes(self.cipher_key, body[:16], body[16:], False)
        return plain[: len(plain) - 1 - plain[-1]]


class Door:
    def __init__(self, bmc, port, suites, level):
        self.bmc = bmc
        self.suites = suites
        self.level = level
        self.user = bmc.setup["user"].encode()
        self.key = bmc.setup["password"].encode().ljust(20, b"\0")
        self.guid = bytes.fromhex("a123456789abcdefa123456789ab") + struct.pack(">H", bmc.setup["port"])
        self.sessions = {}
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", port))

    def serve(self):
        while True:
            packet, client = self.socket.recvfrom(2048)
            try:
                answer = self.answer(packet)
            except (struct.error, IndexError):
                continue  # cut short: nobody answers that
            if answer:
                self.socket.sendto(answer, client)

    def answer(self, packet):
        if packet[3] & 0x1F == 6:
            return PONG
        header, rest = packet[:4], packet[4:]
        if rest[0] == 0:  # IPMI 1.5, outside of sessions
            length = rest[9]
            message = self.message(rest[10 : 10 + length], None)
            return message and header + rest[:9] + bytes([len(message)]) + message
        if rest[0] != 6:
            return None
        _, kind, session, _, length = struct.unpack_from("<BBIIH", rest)
        if session:
            return self.in_session(header, session, rest)
        payload = rest[12 : 12 + length]
        handle = {OPEN: self.open, RAKP1: self.introduce, RAKP3: self.prove}.get(kind)
        if kind == MESSAGE:
            handle, kind = (lambda data: self.message(data, None)), -1
        reply = handle and handle(payload)
        return reply and header + struct.pack("<BBIIH", 6, kind + 1, 0, 0, len(reply)) + reply

    def open(self, request):
        tag, role, _, remote = struct.unpack_from("<BBHI", request)
        wanted = (request[12], request[20], request[28])
        suite = next((s for s in self.suites if SUITES[s][0] == wanted), None)
        if suite is None:
            return struct.pack("<BBHI", tag, NO_SUCH_SUITE, 0, remote)
        own = 0x1000 + len(self.sessions)
        self.sessions[own] = Session(suite, remote, own)
        level = role & 15 or self.level
        return struct.pack("<BBBBII", tag, 0, level, 0, remote, own) + request[8:32]

    def introduce(self, request):
        tag, own = struct.unpack_from("<B3xI", request)
        session = self.sessions.get(own)
        role, user = request[24], request[28 : 28 + request[27]]
        if session is None:
            return struct.pack("<BBHI", tag, NO_SUCH_SESSION, 0, 0)
        if user != self.user or role & 15 > self.level:
            status = NO_SUCH_ROLE if user == self.user else NO_SUCH_USER
            return struct.pack("<BBHI", tag, status, 0, session.remote)
        session.begin(self.key, request[8:24], role, user)
        names = struct.pack("<II", session.remote, own)
        signed = names + session.remote_random + session.random + self.guid + session.whoever
        head = struct.pack("<BBHI", tag, 0, 0, session.remote)
        return head + session.random + self.guid + session.code(self.key, signed)

    def prove(self, request):
        tag, _, own = struct.unpack_from("<BBxxI", request)
        session = self.sessions.get(own)
        if session is None:
            return struct.pack("<BBHI", tag, NO_SUCH_SESSION, 0, 0)
        signed = session.random + struct.pack("<I", session.remote) + session.whoever
        if request[8:] != session.code(self.key, signed):
            return struct.pack("<BBHI", tag, BAD_CODE, 0, session.remote)
        session.open = True
        signed = session.remote_random + struct.pack("<I", own) + self.guid
        code = session.code(session.session_key, signed)[: session.code_length]
        return struct.pack("<BBHI", tag, 0, 0, session.remote) + code

    def in_session(self, header, own, packet):
        session = self.sessions.get(own)
        if session is None or not session.open:
            return None
        message = session.unwrap(packet)
        reply = message and self.message(message, session)
        return reply and header + session.wrap(reply)

    def message(self, request, session):
        """A request as section 13.8 has it; outside of a session only what may be asked there."""
        target, function, sum1, source, sequence, command = request[:6]
        if checksum(request[:2]) != bytes([sum1]) or checksum(request[3:-1]) != request[-1:]:
            return None
        data = request[6:-1]
        result = self.result(function >> 2, command, data, session)
        head = bytes([source, (function | 4) & 0xFC | sequence & 3])
        body = bytes([target, sequence & 0xFC | function & 3, command]) + result
        return head + checksum(head) + body + checksum(body)

    def result(self, function, command, data, session):
        if (function, command) == (APPLICATION, 0x38):  # Get Channel Authentication Capabilities
            return bytes([0, 1, 0x80, 0x04, 0x02, 0, 0, 0, 0])
        if (function, command) == (APPLICATION, 0x54):  # Get Channel Cipher Suites
            records = b"".join(self.suite_record(suite) for suite in self.suites)
            return bytes([0, 1]) + records[16 * (data[2] & 0x3F) :][:16]
        if session is None:
            return bytes([INSUFFICIENT_PRIVILEGE])
        if (function, command) == (APPLICATION, 0x3B):  # Set Session Privilege Level
            if (data[0] or session.level) > min(self.level, session.role & 15):
                return b"\x81"
            session.level = data[0] or session.level
            return bytes([0, session.level])
        if (function, command) == (APPLICATION, 0x3C):  # Close Session
            session.open = False
            return b"\0"
        if (function, command) == (CHASSIS, 0x02) and session.level < LEVELS["operator"]:
            return bytes([INSUFFICIENT_PRIVILEGE])
        return self.bmc.tell(b"I" + bytes([function, command]) + data)

    @staticmethod
    def suite_record(suite):
        authentication, integrity, confidentiality = SUITES[suite][0]
        return bytes([0xC0, suite, authentication, 0x40 | integrity, 0x80 | confidentiality])


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    run = parser.add_subparsers(required=True).add_parser("run")
    run.add_argument("folder")
    run.add_argument("--port", type=int, default=0)
    run.add_argument("--suites", default="3,17")
    run.add_argument("--privilege", choices=LEVELS, default="admin")
    options = parser.parse_args()
    suites = [int(suite) for suite in options.suites.split(",")]
    door = Door(Bmc(options.folder), options.port, suites, LEVELS[options.privilege])
    print(door.socket.getsockname()[1], flush=True)
    door.serve()


if __name__ == "__main__":
    main()
