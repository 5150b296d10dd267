"""RTCP as others read and write it: aiortc's parser is the other side."""

from __future__ import annotations

import struct

from aiortc.rtp import (
    RtcpByePacket,
    RtcpPacket,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSenderInfo,
    RtcpSrPacket,
    pack_remb_fci,
)
from hypothesis import given
from hypothesis import strategies as st

from video.node import rtcp

words = st.integers(0, 0xFFFFFFFF)
sequences = st.integers(0, 0xFFFF)


def one(data: bytes) -> rtcp.Packet:
    (packet,) = rtcp.packets(data)
    return packet


@given(words, st.integers(0, (1 << 64) - 1), words, words, words)
def test_a_sender_report_is_read_by_others(ssrc, ntp, timestamp, packets, octets):
    information = rtcp.Sent(ssrc, ntp, timestamp, packets, octets)
    data = rtcp.sender_report(information)
    assert rtcp.sent(one(data)) == information
    (theirs,) = RtcpPacket.parse(data)
    assert isinstance(theirs, RtcpSrPacket)
    assert theirs.sender_info == RtcpSenderInfo(ntp, timestamp, packets, octets)


@given(words, st.lists(st.tuples(words, st.integers(0, 255), st.integers(-0x800000, 0x7FFFFF), words), max_size=4))
def test_report_blocks_are_read_by_others_and_theirs_here(ssrc, blocks):
    mine = [rtcp.Report(s, fraction, lost, highest, 5, 6, 7) for s, fraction, lost, highest in blocks]
    (theirs,) = RtcpPacket.parse(rtcp.receiver_report(ssrc, mine))
    assert isinstance(theirs, RtcpRrPacket)
    assert [(r.ssrc, r.fraction_lost, r.packets_lost, r.highest_sequence) for r in theirs.reports] == blocks
    full = [RtcpReceiverInfo(s, fraction, lost, highest, 5, 6, 7) for s, fraction, lost, highest in blocks]
    for packet in (RtcpRrPacket(ssrc, full), RtcpSrPacket(ssrc, RtcpSenderInfo(1, 2, 3, 4), full)):
        assert list(rtcp.reports(one(bytes(packet)))) == mine


@given(words, words, st.sets(sequences, min_size=1, max_size=60))
def test_a_nack_asks_for_exactly_the_missing(ssrc, media, missing):
    data = rtcp.nack(ssrc, media, sorted(missing))
    assert sorted(rtcp.nacked(one(data))) == sorted(missing)
    (theirs,) = RtcpPacket.parse(data)
    assert isinstance(theirs, RtcpRtpfbPacket)
    assert (theirs.media_ssrc, sorted(theirs.lost)) == (media, sorted(missing))


def test_neighbours_share_an_entry_also_across_the_turn_of_the_numbers():
    data = rtcp.nack(1, 2, [65534, 65535, 0, 14])
    assert len(data) == 12 + 4
    assert rtcp.nacked(one(data)) == [65534, 65535, 0, 14]


def test_requests_for_key_frames():
    (theirs,) = RtcpPacket.parse(rtcp.pli(1, 2))
    assert theirs == RtcpPsfbPacket(fmt=1, ssrc=1, media_ssrc=2, fci=b"")
    fir = RtcpPsfbPacket(fmt=4, ssrc=1, media_ssrc=0, fci=struct.pack("!IBxxxIBxxx", 77, 1, 78, 2))
    assert rtcp.fir_targets(one(bytes(fir))) == [77, 78]


@given(st.integers(0, 0x3FFFF), st.integers(0, 40))
def test_an_estimate_is_read(mantissa, exponent):
    bits = mantissa << exponent
    packet = RtcpPsfbPacket(fmt=15, ssrc=1, media_ssrc=0, fci=pack_remb_fci(bits, [5]))
    assert rtcp.remb(one(bytes(packet))) == bits
    assert rtcp.remb(one(rtcp.pli(1, 2))) is None


def test_a_goodbye_is_read_by_others():
    assert RtcpPacket.parse(rtcp.bye([1, 2])) == [RtcpByePacket([1, 2])]


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading(data):
    for packet in rtcp.packets(data):
        rtcp.sent(packet), list(rtcp.reports(packet)), rtcp.nacked(packet), rtcp.fir_targets(packet)
        rtcp.remb(packet), rtcp.media_ssrc(packet)


def unpacked(data: bytes) -> list[tuple[int, float]]:
    """Transport-wide feedback read by the draft's text: (number modulo 65,536, seconds) of what arrived."""
    first, _, words_, _, _, base, count, reference, _ = struct.unpack("!BBHIIHH3sB", data[:20])
    assert len(data) == 4 + 4 * words_
    if first & 0x20:
        data = data[: -data[-1]]
    symbols: list[int] = []
    at = 20
    while len(symbols) < count:
        (chunk,) = struct.unpack_from("!H", data, at)
        at += 2
        if chunk >> 15:
            assert chunk >> 14 & 1
            symbols += [chunk >> shift & 3 for shift in range(12, -1, -2)]
        else:
            symbols += [chunk >> 13 & 3] * (chunk & 0x1FFF)
    clock, found = int.from_bytes(reference, "big") * 0.064, []
    for i, symbol in enumerate(symbols[:count]):
        if symbol:
            (delta,) = struct.unpack_from("!B" if symbol == 1 else "!h", data, at)
            at += symbol
            clock += delta / 4000
            found.append(((base + i) & 0xFFFF, clock))
    assert at == len(data)
    return found


@given(
    st.integers(0, 100_000),
    st.lists(st.tuples(st.integers(1, 20), st.floats(-0.05, 0.5)), min_size=1, max_size=80),
)
def test_transport_feedback_says_when_each_packet_came(first, steps):
    arrivals, number, now = [], first, 5000.0
    for step, later in steps:
        arrivals.append((number, now))
        number, now = number + step, now + later
    found = unpacked(rtcp.transport_feedback(1, 2, 3, arrivals))
    assert [n for n, _ in found] == [n & 0xFFFF for n, _ in arrivals]
    assert all(abs(a - b) < 0.0003 for (_, a), (_, b) in zip(found, arrivals, strict=True))
