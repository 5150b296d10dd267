"""Packets and wires for tests of the forwarding."""

from __future__ import annotations

from dataclasses import dataclass, field

from video.node import rtcp
from video.node.forwarder import Outlet, Track
from video.node.rtp import HEADER, payload_start, picture


@dataclass
class Wire:
    """Keeps what is sent instead of sending it."""

    rtp: list[bytes] = field(default_factory=list)
    rtcp: list[bytes] = field(default_factory=list)

    def send(self, packet: bytes) -> None:
        self.rtp.append(packet)

    def send_rtcp(self, packet: bytes) -> None:
        self.rtcp.append(packet)

    def reports(self) -> list[rtcp.Sent]:
        found = [rtcp.sent(p) for compound in self.rtcp for p in rtcp.packets(compound) if p.type == rtcp.SR]
        return [sent for sent in found if sent is not None]


@dataclass(frozen=True)
class Seen:
    """A packet as its receiver sees it."""

    marker: bool
    payload_type: int
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes

    @classmethod
    def of(cls, packet: bytes) -> Seen:
        _, second, sequence, timestamp, ssrc = HEADER.unpack_from(packet)
        return cls(second > 127, second & 0x7F, sequence, timestamp, ssrc, packet[payload_start(packet) :])

    @property
    def picture(self) -> int:
        return picture(self.payload)[2]

    @property
    def tl0(self) -> int:
        return picture(self.payload)[4]


def sound(sequence: int, timestamp: int = 0, payload: bytes = b"sound", ssrc: int = 7, extension: bytes = b"") -> bytes:
    """An Opus packet as a browser sends it."""
    head = HEADER.pack(0x90 if extension else 0x80, 111, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc)
    if extension:
        padded = extension + bytes(-len(extension) % 4)
        head += b"\xbe\xde" + (len(padded) // 4).to_bytes(2, "big") + padded
    return head + payload


def vp8(number: int, *, tl0: int = 0, key: bool = False, start: bool = True, body: bytes = b"picture") -> bytes:
    """A VP8 payload with a 15-bit PictureID and TL0PICIDX (RFC 7741 section 4.2)."""
    head = (
        bytes((0x80 | (0x10 if start else 0), 0xC0))
        + (0x8000 | number & 0x7FFF).to_bytes(2, "big")
        + bytes((tl0 & 255,))
    )
    return head + bytes((0 if key else 1,)) + body


def image(
    sequence: int, number: int, timestamp: int = 0, *, key: bool = False, start: bool = True, tl0: int = 0
) -> bytes:
    """A VP8 packet as a browser sends it."""
    head = HEADER.pack(0x80, 96, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, 8)
    return head + vp8(number, tl0=tl0, key=key, start=start)


def track(seat: str, kind: str) -> tuple[Track, list[str]]:
    """A track and the list of its wishes for key frames."""
    wishes: list[str] = []
    return Track(seat, kind, lambda: wishes.append(seat)), wishes


def attach(outlet: Outlet, source: Track | None) -> None:
    """Do for one outlet what a routing table does."""
    if outlet.track is not None:
        outlet.track.outlets = tuple(o for o in outlet.track.outlets if o is not outlet)
    outlet.connect(source)
    if source is not None:
        source.outlets = (*source.outlets, outlet)
