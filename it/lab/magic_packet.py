#!/usr/bin/python3
"""Sends one magic packet, made by hand, so that the lab is proven without the product.

    magic_packet.py udp ADDRESS PORT MAC [PASSWORD]      a datagram; ADDRESS may be a broadcast
    magic_packet.py frame INTERFACE MAC [PASSWORD]       a broadcast frame of EtherType 0x0842
"""

import socket
import sys


def octets(text):
    return bytes.fromhex(text.replace(":", ""))


def payload(arguments):
    password = octets(arguments[1]) if len(arguments) > 1 else b""
    return b"\xff" * 6 + octets(arguments[0]) * 16 + password


def main():
    how, where, *rest = sys.argv[1:]
    if how == "udp":
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            udp.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            udp.sendto(payload(rest[1:]), (where, int(rest[0])))
    else:
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as raw:
            raw.bind((where, 0))
            source = raw.getsockname()[4]
            raw.send(b"\xff" * 6 + source + b"\x08\x42" + payload(rest))


if __name__ == "__main__":
    main()
