"""Segments of a recording: five seconds of RTP in one sealed file, each naming the hash of the one before. Pure.

A file is a head in clear (which recording, which number, the hash of the file before, when it begins) and chunks, each
sealed with AES-256-GCM and bound to the head and its place. The last chunk says that it is the last: a file that was
cut gives back what stands before the cut, and shows that it was cut; a changed byte opens nothing from there on.
"""

from __future__ import annotations

import enum
import hashlib
import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"courtyard-segment-1\n"
FIRST = "0" * 64
"""What the first segment of a recording names as the one before it."""
_LAST = 0x80000000
_HEAD = struct.Struct("!H")
_BOX = struct.Struct("!I")
_RECORD = struct.Struct("!HB")
_PACKET = struct.Struct("!BI")
_STREAM, _RTP, _GAP, _END = range(4)


class State(enum.StrEnum):
    """What became of a segment."""

    WHOLE = "whole"
    CUT = "cut"  # it ends in the middle: its writer was killed, or somebody shortened it
    DAMAGED = "damaged"  # something in it was changed


class Unreadable(ValueError):
    """Not a segment, or its head is cut."""


@dataclass(frozen=True)
class Head:
    """`begins` is in milliseconds since 1970."""

    recording: str
    number: int
    previous: str
    begins: int
    salt: str

    def to_bytes(self) -> bytes:
        """The head as it stands in the file."""
        text = json.dumps(self.__dict__, sort_keys=True).encode()
        return MAGIC + _HEAD.pack(len(text)) + text


@dataclass(frozen=True)
class Stream:
    """One sound or picture of one seat."""

    seat: str
    kind: str


@dataclass(frozen=True)
class Packet:
    """An RTP packet and when it arrived, in milliseconds since 1970."""

    stream: Stream
    at: float
    rtp: bytes


@dataclass
class Reading:
    """What could be read of a segment: all of it, or what stands before a cut or a change. `ends` in ms since 1970."""

    head: Head
    state: State
    packets: list[Packet] = field(default_factory=list)
    gaps: list[dict[str, Any]] = field(default_factory=list)
    ends: float = 0.0


class Writer:
    """Makes the bytes of one segment; whoever uses it puts them into the file in the order they come."""

    def __init__(self, head: Head, key: bytes) -> None:
        self.head = head
        self._cipher, self._salt = AESGCM(key), bytes.fromhex(head.salt)
        written = head.to_bytes()
        self._bound = hashlib.sha256(written).digest()
        self._hash = hashlib.sha256(written)
        self._chunks = 0
        self._streams: dict[Stream, int] = {}
        self._waiting: list[bytes] = []
        self.size = len(written)
        self.opening = written

    def packet(self, stream: Stream, at: float, rtp: bytes) -> None:
        """Take a packet that arrived at `at` (ms since 1970)."""
        number = self._streams.get(stream)
        if number is None:
            number = self._streams[stream] = len(self._streams)
            self._note(_STREAM, bytes((number,)) + json.dumps([stream.seat, stream.kind]).encode())
        since = min(max(int((at - self.head.begins) * 1000), 0), 0xFFFFFFFF)
        self._waiting.append(_RECORD.pack(len(rtp) + _PACKET.size, _RTP) + _PACKET.pack(number, since) + rtp)

    def gap(self, facts: dict[str, Any]) -> None:
        """Take note of something that is missing."""
        self._note(_GAP, json.dumps(facts).encode())

    def seal(self) -> bytes:
        """What has come since the last call, sealed; empty when nothing has."""
        return self._sealed(last=False) if self._waiting else b""

    def close(self, at: float) -> bytes:
        """The last chunk: nothing follows it."""
        self._note(_END, json.dumps(at).encode())
        return self._sealed(last=True)

    @property
    def sha256(self) -> str:
        """The hash (hex) of all bytes made so far."""
        return self._hash.hexdigest()

    def _note(self, kind: int, body: bytes) -> None:
        self._waiting.append(_RECORD.pack(len(body), kind) + body)

    def _sealed(self, *, last: bool) -> bytes:
        flag = _LAST if last else 0
        nonce = self._salt + _BOX.pack(self._chunks)
        box = self._cipher.encrypt(nonce, b"".join(self._waiting), self._bound + _BOX.pack(flag))
        self._waiting.clear()
        self._chunks += 1
        made = _BOX.pack(len(box) | flag) + box
        self._hash.update(made)
        self.size += len(made)
        return made


def head(data: bytes) -> tuple[Head, int]:
    """The head of a segment, and where its chunks begin. Raises Unreadable."""
    start = len(MAGIC) + _HEAD.size
    if not data.startswith(MAGIC) or len(data) < start:
        raise Unreadable("no segment")
    (length,) = _HEAD.unpack_from(data, len(MAGIC))
    try:
        found = Head(**json.loads(data[start : start + length]))
        bytes.fromhex(found.salt)
    except (ValueError, TypeError) as error:
        raise Unreadable("the head cannot be read") from error
    return found, start + length


def read(data: bytes, key: bytes) -> Reading:
    """What a segment holds. Raises Unreadable when not even its head can be read."""
    found, at = head(data)
    bound = hashlib.sha256(data[:at]).digest()
    cipher, salt = AESGCM(key), bytes.fromhex(found.salt)
    reading = Reading(found, State.CUT, ends=float(found.begins))
    streams: dict[int, Stream] = {}
    for number in range(0xFFFFFFFF):
        if at + _BOX.size > len(data):
            return reading
        (size,) = _BOX.unpack_from(data, at)
        flag, size = size & _LAST, size & ~_LAST
        box = data[at + _BOX.size : at + _BOX.size + size]
        if len(box) < size:
            return reading
        try:
            plain = cipher.decrypt(salt + _BOX.pack(number), box, bound + _BOX.pack(flag))
        except (InvalidTag, ValueError):
            reading.state = State.DAMAGED
            return reading
        _take(reading, streams, plain)
        at += _BOX.size + size
        if flag:
            reading.state = State.WHOLE if at == len(data) else State.DAMAGED
            return reading
    return reading


def _take(reading: Reading, streams: dict[int, Stream], plain: bytes) -> None:
    for kind, body in _records(plain):
        if kind == _RTP:
            number, since = _PACKET.unpack_from(body)
            at = reading.head.begins + since / 1000
            reading.packets.append(Packet(streams[number], at, body[_PACKET.size :]))
            reading.ends = max(reading.ends, at)
        elif kind == _STREAM:
            seat, of = json.loads(body[1:])
            streams[body[0]] = Stream(seat, of)
        elif kind == _GAP:
            reading.gaps.append(json.loads(body))
        else:
            reading.ends = json.loads(body)


def _records(plain: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(plain):
        length, kind = _RECORD.unpack_from(plain, at)
        at += _RECORD.size
        yield kind, plain[at : at + length]
        at += length
