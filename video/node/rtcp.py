"""The RTCP this node needs, read and written as bytes (RFC 3550, 4585, 5104, REMB, transport-wide feedback). Pure."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

SR, RR, SDES, BYE, RTPFB, PSFB = 200, 201, 202, 203, 205, 206
CNAME = 1
NACK, TRANSPORT_FEEDBACK = 1, 15
PLI, FIR, REMB = 1, 4, 15
PADDED = 0x20
NTP_EPOCH = 2_208_988_800

_BLOCK = struct.Struct("!IB3sIIII")
_SR = struct.Struct("!IQIII")


class Packet(NamedTuple):
    """One packet of a compound: its type, its count or format, everything after the first four bytes."""

    type: int
    format: int
    body: bytes


class Report(NamedTuple):
    """A report block: what a receiver says of one stream (RFC 3550 section 6.4.1)."""

    ssrc: int
    fraction_lost: int
    lost: int
    highest: int
    jitter: int
    last_report: int
    delay: int


class Sent(NamedTuple):
    """The sender's part of an SR: NTP time as 64 bits, the same moment in RTP units, counts."""

    ssrc: int
    ntp: int
    rtp: int
    packets: int
    octets: int


def ntp(unix_seconds: float) -> int:
    """A 64-bit NTP timestamp (RFC 3550 section 4)."""
    return int((unix_seconds + NTP_EPOCH) * (1 << 32)) & 0xFFFFFFFFFFFFFFFF


def packets(compound: bytes) -> Iterator[Packet]:
    """The packets of a compound; stops silently where the bytes make no more sense."""
    at = 0
    while at + 4 <= len(compound):
        first, kind, words = struct.unpack_from("!BBH", compound, at)
        end = at + 4 + 4 * words
        if first >> 6 != 2 or end > len(compound):
            return
        yield Packet(kind, first & 0x1F, compound[at + 4 : end])
        at = end


def sent(packet: Packet) -> Sent | None:
    """The sender information of an SR, None for one cut short."""
    return Sent(*_SR.unpack_from(packet.body)) if len(packet.body) >= _SR.size else None


def reports(packet: Packet) -> Iterator[Report]:
    """The report blocks of an SR or RR."""
    at = _SR.size if packet.type == SR else 4
    for _ in range(packet.format):
        if at + _BLOCK.size > len(packet.body):
            return
        ssrc, fraction, lost, highest, jitter, last, delay = _BLOCK.unpack_from(packet.body, at)
        yield Report(ssrc, fraction, int.from_bytes(lost, "big", signed=True), highest, jitter, last, delay)
        at += _BLOCK.size


def media_ssrc(packet: Packet) -> int:
    """The stream a feedback packet is about; 0 if cut short."""
    return int.from_bytes(packet.body[4:8], "big")


def nacked(packet: Packet) -> list[int]:
    """The sequence numbers a generic NACK asks for, at most 17 for each entry (RFC 4585 section 6.2.1)."""
    found: list[int] = []
    for at in range(8, len(packet.body) - 3, 4):
        first, mask = struct.unpack_from("!HH", packet.body, at)
        found.append(first)
        found += [(first + bit + 1) & 0xFFFF for bit in range(16) if mask >> bit & 1]
    return found


def fir_targets(packet: Packet) -> list[int]:
    """The streams a FIR asks key frames of (RFC 5104 section 4.3.1)."""
    return [int.from_bytes(packet.body[at : at + 4], "big") for at in range(8, len(packet.body) - 7, 8)]


def remb(packet: Packet) -> int | None:
    """The bits per second of a REMB, None if this is something else."""
    body = packet.body
    if len(body) < 16 or body[8:12] != b"REMB":
        return None
    exponent, mantissa = body[13] >> 2, (body[13] & 3) << 16 | body[14] << 8 | body[15]
    return mantissa << exponent


def build(kind: int, count: int, body: bytes) -> bytes:
    """One packet around a body of whole 32-bit words."""
    return struct.pack("!BBH", 0x80 | count, kind, len(body) // 4) + body


def sender_report(information: Sent) -> bytes:
    """An SR without report blocks."""
    return build(SR, 0, _SR.pack(*information))


def receiver_report(ssrc: int, blocks: Sequence[Report]) -> bytes:
    """An RR about at most 31 streams."""
    body = b"".join(
        _BLOCK.pack(b.ssrc, b.fraction_lost, _signed24(b.lost), b.highest, b.jitter, b.last_report, b.delay)
        for b in blocks
    )
    return build(RR, len(blocks), ssrc.to_bytes(4, "big") + body)


def _signed24(value: int) -> bytes:
    return max(-0x800000, min(0x7FFFFF, value)).to_bytes(3, "big", signed=True)


def pli(ssrc: int, media: int) -> bytes:
    """Ask for a key frame (RFC 4585 section 6.3.1)."""
    return build(PSFB, PLI, struct.pack("!II", ssrc, media))


def nack(ssrc: int, media: int, sequences: Iterable[int]) -> bytes:
    """Ask for packets again; neighbours share an entry."""
    entries: list[list[int]] = []
    for sequence in sequences:
        distance = (sequence - entries[-1][0] - 1) & 0xFFFF if entries else 0xFFFF
        if distance < 16:
            entries[-1][1] |= 1 << distance
        else:
            entries.append([sequence, 0])
    return build(RTPFB, NACK, struct.pack("!II", ssrc, media) + b"".join(struct.pack("!HH", *e) for e in entries))


def sdes(ssrc: int, cname: str) -> bytes:
    """By what name a stream belongs to others of the same person (RFC 3550 section 6.5)."""
    item = bytes((CNAME, len(cname))) + cname.encode()
    return build(SDES, 1, ssrc.to_bytes(4, "big") + item + bytes(4 - len(item) % 4))


def cnames(packet: Packet) -> dict[int, str]:
    """The CNAME of each stream that an SDES names."""
    found: dict[int, str] = {}
    body, at = packet.body, 0
    for _ in range(packet.format):
        ssrc, at = int.from_bytes(body[at : at + 4], "big"), at + 4
        while at + 1 < len(body) and body[at]:
            kind, length = body[at], body[at + 1]
            if kind == CNAME:
                found[ssrc] = body[at + 2 : at + 2 + length].decode("utf-8", "replace")
            at += 2 + length
        at += 4 - at % 4
    return found


def bye(ssrcs: Sequence[int]) -> bytes:
    """Say that streams end."""
    return build(BYE, len(ssrcs), b"".join(ssrc.to_bytes(4, "big") for ssrc in ssrcs))


def transport_feedback(ssrc: int, media: int, count: int, arrivals: Sequence[tuple[int, float]]) -> bytes:
    """When packets arrived, by transport-wide number (draft-holmer-rmcat-transport-wide-cc-extensions-01).

    `arrivals`: (unwrapped number, seconds), rising by number, within 8,000 numbers; `count` numbers the feedback.
    """
    first, reference = arrivals[0][0], int(arrivals[0][1] / 0.064)
    symbols = bytearray(arrivals[-1][0] - first + 1)
    deltas, clock = bytearray(), reference * 256
    for number, seconds in arrivals:
        delta = round(seconds * 4000) - clock
        if 0 <= delta <= 255:
            symbols[number - first] = 1
            deltas.append(delta)
        else:
            delta = max(-0x8000, min(0x7FFF, delta))
            symbols[number - first] = 2
            deltas += delta.to_bytes(2, "big", signed=True)
        clock += delta
    head = struct.pack("!IIHH", ssrc, media, first & 0xFFFF, len(symbols))
    head += (reference & 0xFFFFFF).to_bytes(3, "big") + bytes((count & 0xFF,))
    body = head + _chunks(bytes(symbols)) + deltas
    if padding := -len(body) % 4:
        return build(RTPFB, PADDED | TRANSPORT_FEEDBACK, body + bytes(padding - 1) + bytes((padding,)))
    return build(RTPFB, TRANSPORT_FEEDBACK, body)


def _chunks(symbols: bytes) -> bytes:
    """Packet status chunks: runs where seven or more are alike, else vectors of seven two-bit symbols."""
    out, at = bytearray(), 0
    while at < len(symbols):
        run = len(symbols) - at - len(symbols[at:].lstrip(symbols[at : at + 1]))
        if run >= 7 or run == len(symbols) - at:
            run = min(run, 0x1FFF)
            out += (symbols[at] << 13 | run).to_bytes(2, "big")
            at += run
        else:
            chunk = 0x3
            for symbol in symbols[at : at + 7].ljust(7, b"\0"):
                chunk = chunk << 2 | symbol
            out += chunk.to_bytes(2, "big")
            at += 7
    return bytes(out)
