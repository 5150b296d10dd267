"""RTP headers (RFC 3550, RFC 8285) and the VP8 payload descriptor (RFC 7741), read and rewritten as bytes. Pure."""

from __future__ import annotations

import struct

HEADER = struct.Struct("!BBHII")
EXTENDED = struct.Struct("!BBHIIxxH")
"""A header without CSRCs, and how many words its extension has."""
PADDING = 0x20
MARKER = 0x80

Picture = tuple[int, int, int, int, int]
"""Where PictureID is (0: nowhere), its width in bits (7 or 15), its value; where TL0PICIDX is, its value."""

NO_PICTURE: Picture = (0, 0, 0, 0, 0)


def payload_start(packet: bytes) -> int:
    """Where the payload begins, after CSRCs and header extension. Raises ValueError for a packet cut short."""
    start = 12 + 4 * (packet[0] & 0x0F)
    if packet[0] & 0x10:
        if len(packet) < start + 4:
            raise ValueError("header extension cut short")
        start += 4 + 4 * (packet[start + 2] << 8 | packet[start + 3])
    if start > len(packet):
        raise ValueError("header longer than the packet")
    return start


def extension(packet: bytes, number: int, size: int = 2) -> int | None:
    """The value of an element of one or two bytes in a one-byte header extension (RFC 8285 section 4.2), or None."""
    first, longest = packet[0], len(packet)
    at = 16 + 4 * (first & 0x0F)
    if not first & 0x10 or longest < at or packet[at - 4] != 0xBE or packet[at - 3] != 0xDE:
        return None
    end = at + 4 * (packet[at - 2] << 8 | packet[at - 1])
    if end > longest:
        end = longest
    while at < end:
        head = packet[at]
        if head >> 4 == number:
            if head & 0x0F != size - 1 or at + size >= end:
                return None
            return packet[at + 1] << 8 | packet[at + 2] if size == 2 else packet[at + 1]
        at += 1 if head == 0 else 2 + (head & 0x0F)
    return None


def original(packet: bytes, payload_type: int, ssrc: bytes) -> bytes | None:
    """The packet that a retransmission carries (RFC 4588 section 4); None for a probe that carries none.

    Raises ValueError for a packet cut short.
    """
    start = payload_start(packet)
    if len(packet) < start + 3 or padding_only(packet, start + 2):
        return None
    second = packet[1] & MARKER | payload_type
    head = packet[:1] + bytes((second,)) + packet[start : start + 2] + packet[4:8] + ssrc
    return head + packet[12:start] + packet[start + 2 :]


def padding_only(packet: bytes, start: int) -> bool:
    """Whether nothing but padding follows the header (a bandwidth probe)."""
    return bool(packet[0] & PADDING) and len(packet) > start and packet[-1] >= len(packet) - start


def picture(payload: bytes) -> Picture:
    """Find PictureID and TL0PICIDX in a VP8 payload descriptor; NO_PICTURE where there are none."""
    if len(payload) < 6 or not payload[0] & 0x80:
        return NO_PICTURE
    flags, at = payload[1], 2
    where = width = value = where_tl0 = tl0 = 0
    if flags & 0x80:
        where, width, value = at, 7, payload[at]
        at += 1
        if value & 0x80:
            width, value = 15, (value & 0x7F) << 8 | payload[at]
            at += 1
    if flags & 0x40:
        where_tl0, tl0 = at, payload[at]
    return where, width, value, where_tl0, tl0


def shifted(payload: bytes, found: Picture, picture_shift: int, tl0_shift: int) -> bytes:
    """The payload with PictureID and TL0PICIDX moved on, each modulo its own width."""
    where, width, value, where_tl0, tl0 = found
    if not where and not where_tl0:
        return payload
    out = bytearray(payload)
    if width == 15:
        out[where : where + 2] = (((value + picture_shift) & 0x7FFF) | 0x8000).to_bytes(2, "big")
    elif width == 7:
        out[where] = (value + picture_shift) & 0x7F
    if where_tl0:
        out[where_tl0] = (tl0 + tl0_shift) & 0xFF
    return bytes(out)


def starts_key_frame(payload: bytes) -> bool:
    """Whether this VP8 payload is the first of a key frame: S set, partition 0, P bit of the frame header clear."""
    if not payload or payload[0] & 0x17 != 0x10:
        return False
    at = 1
    if payload[0] & 0x80:
        if len(payload) < 2:
            return False
        flags, at = payload[1], 2
        if flags & 0x80:
            at += 2 if len(payload) > at and payload[at] & 0x80 else 1
        at += bool(flags & 0x40) + bool(flags & 0x30)
    return len(payload) > at and not payload[at] & 0x01
