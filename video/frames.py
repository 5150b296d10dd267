"""Recorded RTP put together again: whole VP8 pictures and Opus packets, each with its time. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from video.node.rtp import HEADER, PADDING, padding_only, payload_start, starts_key_frame

CLOCKS = {"audio": 48_000, "video": 90_000}
DRIFT = 400.0
"""Milliseconds by which a sender's own count may leave the clock of the node before it is set right."""
SETTLED = 700.0
"""Milliseconds after which a packet sent again will not come any more."""


@dataclass(frozen=True)
class Frame:
    """One picture or one piece of sound; `at` in milliseconds since 1970."""

    at: float
    data: bytes
    key: bool = True


@dataclass
class _Kept:
    index: int
    timestamp: int
    at: float
    marker: bool
    payload: bytes


@dataclass
class Assembler:
    """Takes the packets of one stream in any order and gives frames in order. A picture with a hole in it is left out,
    and so are those after it up to the next that stands for itself."""

    kind: str
    _ssrc: int | None = None
    _newest: int = 0
    _waiting: dict[int, _Kept] = field(default_factory=dict)
    _next: int | None = None
    _anchor: tuple[float, int] | None = None
    _whole: bool = False
    _last: float = 0.0
    _parts: list[_Kept] = field(default_factory=list)

    def take(self, at: float, packet: bytes) -> Iterator[Frame]:
        """One recorded packet; the frames that are complete with it."""
        first, second, sequence, timestamp, ssrc = HEADER.unpack_from(packet)
        start = payload_start(packet)
        if ssrc != self._ssrc:
            yield from self.flush()
            self._ssrc, self._newest, self._next, self._anchor = ssrc, sequence + 0x10000, None, None
        step = (sequence - self._newest) & 0xFFFF
        index = self._newest + step if step < 0x8000 else self._newest + step - 0x10000
        self._newest = max(self._newest, index)
        if self._next is not None and index < self._next:
            return
        if padding_only(packet, start):
            payload = b""
        else:
            payload = packet[start : len(packet) - packet[-1]] if first & PADDING else packet[start:]
        self._waiting[index] = _Kept(index, timestamp, at, bool(second & 0x80), payload)
        yield from self._settled(at)

    def flush(self) -> Iterator[Frame]:
        """Everything that still waits: nothing more comes of this stream, or not for a while."""
        while self._waiting:
            yield from self._advance(min(self._waiting))
        self._whole = False

    def _settled(self, now: float) -> Iterator[Frame]:
        """What stands in order, and what stands behind a hole that will not be filled any more."""
        while self._waiting:
            first = min(self._waiting)
            if self._next is None:
                if now - self._waiting[first].at < SETTLED:
                    return
                self._next = first
            if first != self._next and now - self._waiting[first].at < SETTLED:
                return
            before = len(self._waiting)
            yield from self._advance(first)
            if len(self._waiting) == before:
                return

    def _advance(self, first: int) -> Iterator[Frame]:
        if self._next is not None and first != self._next:
            self._whole = False  # a hole
        self._next = first + 1
        kept = self._waiting.pop(first)
        if not kept.payload:
            return
        if self.kind == "audio":
            yield Frame(self._time(kept), kept.payload)
            return
        yield from self._picture(kept)

    def _picture(self, kept: _Kept) -> Iterator[Frame]:
        """Packets of one timestamp make a picture, from the one that starts it to the one with the marker."""
        if self._parts and (self._parts[0].timestamp != kept.timestamp or self._parts[-1].index + 1 != kept.index):
            self._parts, self._whole = [], False
        starts = kept.payload[0] & 0x17 == 0x10
        if not self._parts and not starts:
            self._whole = False
            return
        self._parts.append(kept)
        if not kept.marker:
            return
        parts, self._parts = self._parts, []
        key = starts_key_frame(parts[0].payload)
        if key:
            self._whole = True
        if self._whole:
            data = b"".join(part.payload[_descriptor(part.payload) :] for part in parts)
            yield Frame(self._time(parts[0]), data, key)

    def _time(self, kept: _Kept) -> float:
        """By the sender's own count, which is even, held to the node's clock, which is true. Never backwards."""
        clock = CLOCKS[self.kind] / 1000
        if self._anchor is not None:
            moment, timestamp = self._anchor
            step = (kept.timestamp - timestamp) & 0xFFFFFFFF
            at = moment + (step if step < 0x80000000 else step - 0x100000000) / clock
        if self._anchor is None or abs(at - kept.at) > DRIFT:
            at = kept.at
        self._anchor = at, kept.timestamp
        self._last = max(at, self._last + 1)
        return self._last


def size(key_frame: bytes) -> tuple[int, int]:
    """Width and height of a VP8 picture that stands for itself (RFC 6386, 9.1)."""
    width, height = key_frame[6:8], key_frame[8:10]
    return int.from_bytes(width, "little") & 0x3FFF, int.from_bytes(height, "little") & 0x3FFF


def _descriptor(payload: bytes) -> int:
    """Bytes of the VP8 payload descriptor (RFC 7741, 4.2)."""
    at = 1
    if payload[0] & 0x80:
        flags, at = payload[1], 2
        if flags & 0x80:
            at += 2 if payload[at] & 0x80 else 1
        at += bool(flags & 0x40) + bool(flags & 0x30)
    return at
