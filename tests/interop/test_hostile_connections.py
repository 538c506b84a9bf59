"""Connections that do not keep to HTTP/2, or do nothing at all, cost others nothing."""

import socket
import struct
import unittest

import suite
from reflection import Client

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
SETTINGS, HEADERS, DATA, PING, CONTINUATION = 4, 1, 0, 6, 9
END_STREAM, END_HEADERS = 1, 4
MEBIBYTE = 1 << 20


def frame(kind, flags=0, stream=0, body=b""):
    return struct.pack(">I", len(body))[1:] + struct.pack(">BBI", kind, flags, stream) + body


def header(name, value):
    """A header field as HPACK spells it out, neither indexed nor compressed; shorter than 127 bytes."""
    return b"\x00" + bytes([len(name)]) + name + bytes([len(value)]) + value


def begun(path, *more):
    """What a client sends first, up to the headers of a call on stream 1."""
    fields = [(b":method", b"POST"), (b":scheme", b"http"), (b":path", path),
              (b":authority", b"localhost"), (b"te", b"trailers"),
              (b"content-type", b"application/grpc"), *more]
    return (PREFACE + frame(SETTINGS) +
            frame(HEADERS, END_HEADERS, 1, b"".join(header(*field) for field in fields)))


LIST_REGIONS = b"/peerchallenge.scheduling.v1.DirectoryService/ListRegions"

# Name, and what is sent before the client falls silent.
OPENINGS = [
    ("nothing", b""),
    ("garbage", bytes(range(256)) * 64),
    ("HTTP/1.1", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
    ("a TLS hello", bytes.fromhex("16030100c8010000c40303") + b"\0" * 193),
    ("half a preface", PREFACE[:10]),
    ("a preface alone", PREFACE),
    ("a frame longer than is allowed", PREFACE + frame(SETTINGS) + b"\xff\xff\xff\0\0\0\0\0\1"),
    ("an unknown frame", PREFACE + frame(SETTINGS) + frame(0xBE, 0xEF, 1, b"x" * 100)),
    ("data of no stream", PREFACE + frame(SETTINGS) + frame(DATA, 0, 7, b"x" * 100)),
    ("headers that are no HPACK", PREFACE + frame(SETTINGS) +
     frame(HEADERS, END_HEADERS, 1, b"\xff" * 100)),
    ("headers that never end", PREFACE + frame(SETTINGS) + frame(HEADERS, 0, 1, b"\0" * 10)),
    ("a call without its message", begun(LIST_REGIONS)),
    ("a message cut short", begun(LIST_REGIONS) + frame(DATA, 0, 1, b"\0\0\0\xff\xff" + b"x" * 9)),
    ("a compressed message without a compression", begun(LIST_REGIONS) +
     frame(DATA, END_STREAM, 1, b"\1\0\0\0\0")),
    ("a flood of pings", PREFACE + frame(SETTINGS) + frame(PING, 0, 0, b"12345678") * 2000),
    ("a flood of settings", PREFACE + frame(SETTINGS) * 2000),
    ("a flood of continuations", PREFACE + frame(SETTINGS) + frame(HEADERS, 0, 1, b"") +
     frame(CONTINUATION, 0, 1, b"") * 2000),
]


class HostileConnectionsTest(unittest.TestCase):
    def setUp(self):
        self.folder = suite.Folder()
        self.addCleanup(self.folder.close)
        self.server = suite.Server(self.folder.path)
        self.addCleanup(lambda: self.assertEqual(self.server.stop(), 0))
        self.token = suite.token(self.folder.path, "root", suite.ADMINISTRATOR)
        self.client = Client(self.server.address, self.token)
        self.addCleanup(self.client.channel.close)
        self.is_well()

    def is_well(self):
        self.assertEqual(self.client.call("DirectoryService/ListRegions", {}), {})

    def connect(self):
        host, port = self.server.address.split(":")
        connection = socket.create_connection((host, int(port)), timeout=suite.PATIENCE)
        self.addCleanup(connection.close)
        return connection

    def send(self, data):
        connection = self.connect()
        try:
            connection.sendall(data)
        except ConnectionError:
            pass  # the server has had enough
        return connection

    def test_whatever_a_connection_begins_with_others_are_served(self):
        for name, data in OPENINGS:
            with self.subTest(name):
                held = self.send(data)
                self.is_well()
                held.close()
        self.is_well()

    def test_connections_that_are_held_open_cost_a_bounded_memory(self):
        before = self.server.resident_bytes()
        held = [self.send(data) for _, data in OPENINGS * 10]
        self.is_well()
        # How much of a flood waits at once depends on how busy the machine is.
        self.assertLess(self.server.resident_bytes() - before, len(held) * MEBIBYTE)

    def test_a_call_whose_message_never_comes_ends_at_its_deadline(self):
        connection = self.send(begun(LIST_REGIONS, (b"grpc-timeout", b"10m")))
        said = b""
        while b"grpc-status" not in said:
            said += connection.recv(65536)
        self.assertIn(b"grpc-status\x014", said)  # DEADLINE_EXCEEDED
        self.server.log.first_with("code=DEADLINE_EXCEEDED reason=DEADLINE_EXCEEDED")


if __name__ == "__main__":
    unittest.main()
