"""A TURN client of the plainest kind (RFC 8656 on RFC 8489), to ask a server what it should refuse."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import socket
import ssl
import struct
from dataclasses import dataclass, field

COOKIE = 0x2112A442
ALLOCATE, PERMIT, BIND, CONNECT, SEND = 0x003, 0x008, 0x009, 0x00A, 0x016
ERROR, PEER, USERNAME, REALM, NONCE, INTEGRITY = 0x0009, 0x0012, 0x0006, 0x0014, 0x0015, 0x0008
CHANNEL, DATA, TRANSPORT, FAMILY, RELAYED, SOFTWARE = 0x000C, 0x0013, 0x0019, 0x0017, 0x0016, 0x8022
UDP, TCP = 17, 6


def _attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("!HH", kind, len(value)) + value + b"\0" * (-len(value) % 4)


def _address(address: str, port: int, transaction: bytes) -> bytes:
    ip = ipaddress.ip_address(address)
    mask = struct.pack("!I", COOKIE) + transaction
    packed = bytes(a ^ b for a, b in zip(ip.packed, mask, strict=False))
    return struct.pack("!BBH", 0, 1 if ip.version == 4 else 2, port ^ COOKIE >> 16) + packed


@dataclass
class Answer:
    """`error` is 0 for a success; None where nothing came."""

    error: int | None
    attributes: dict[int, bytes] = field(default_factory=dict)


class Turn:
    """One client, over udp, tcp or tls."""

    def __init__(self, port: int, transport: str, username: str, password: str, host: str = "127.0.0.1") -> None:
        self.username, self.password, self.realm, self.nonce = username, password, b"", b""
        kind = socket.SOCK_DGRAM if transport == "udp" else socket.SOCK_STREAM
        self.socket = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, kind)
        self.socket.settimeout(3)
        self.socket.connect((host, port))
        if transport == "tls":
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            self.socket = context.wrap_socket(self.socket)
        self.stream, self._left = transport != "udp", b""

    def close(self) -> None:
        self.socket.close()

    def allocate(self, *, version: int = 4, transport: int = UDP) -> Answer:
        wanted = _attribute(TRANSPORT, bytes((transport, 0, 0, 0)))
        if version == 6:
            wanted += _attribute(FAMILY, b"\x02\0\0\0")
        return self.ask(ALLOCATE, lambda _: wanted)

    def permit(self, address: str, port: int = 9) -> Answer:
        return self.ask(PERMIT, lambda t: _attribute(PEER, _address(address, port, t)))

    def bind(self, address: str, port: int, channel: int) -> Answer:
        number = _attribute(CHANNEL, struct.pack("!HH", channel, 0))
        return self.ask(BIND, lambda t: number + _attribute(PEER, _address(address, port, t)))

    def connect(self, address: str, port: int) -> Answer:
        """RFC 6062."""
        return self.ask(CONNECT, lambda t: _attribute(PEER, _address(address, port, t)))

    def send(self, address: str, port: int, data: bytes) -> None:
        """An indication: nothing answers it."""
        transaction = secrets.token_bytes(12)
        body = _attribute(PEER, _address(address, port, transaction)) + _attribute(DATA, data)
        self.socket.sendall(struct.pack("!HHI", SEND, len(body), COOKIE) + transaction + body)

    def ask(self, method: int, attributes) -> Answer:
        """With the long-term credential, once the server has said its realm and nonce."""
        answer = self._once(method, attributes)
        if answer.error in (401, 438) and NONCE in answer.attributes:
            self.realm, self.nonce = answer.attributes.get(REALM, self.realm), answer.attributes[NONCE]
            answer = self._once(method, attributes)
        return answer

    def _once(self, method: int, attributes) -> Answer:
        transaction = secrets.token_bytes(12)
        body = attributes(transaction)
        if self.nonce:
            body += _attribute(USERNAME, self.username.encode()) + _attribute(REALM, self.realm)
            body += _attribute(NONCE, self.nonce)
            key = hashlib.md5(f"{self.username}:{self.realm.decode()}:{self.password}".encode()).digest()
            head = struct.pack("!HHI", method, len(body) + 24, COOKIE) + transaction
            body += _attribute(INTEGRITY, hmac.digest(key, head + body, hashlib.sha1))
        self.socket.sendall(struct.pack("!HHI", method, len(body), COOKIE) + transaction + body)
        while True:
            try:
                message = self._message()
            except (TimeoutError, ConnectionError):
                return Answer(None)
            if message[8:20] == transaction:
                return _read(message)

    def _message(self) -> bytes:
        if not self.stream:
            return self.socket.recv(2048)
        while len(self._left) < 20 or len(self._left) < 20 + int.from_bytes(self._left[2:4], "big"):
            more = self.socket.recv(4096)
            if not more:
                raise ConnectionError
            self._left += more
        end = 20 + int.from_bytes(self._left[2:4], "big")
        message, self._left = self._left[:end], self._left[end:]
        return message


def _read(message: bytes) -> Answer:
    found: dict[int, bytes] = {}
    at = 20
    while at + 4 <= len(message):
        kind, length = struct.unpack_from("!HH", message, at)
        found.setdefault(kind, message[at + 4 : at + 4 + length])
        at += 4 + length + -length % 4
    code = found.get(ERROR)
    failed = message[0] & 1 and message[1] & 0x10
    return Answer(code[2] % 8 * 100 + code[3] if code else 500 if failed else 0, found)
