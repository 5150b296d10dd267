"""A segment cut anywhere gives back what stands before the cut and says so; a changed byte anywhere is found."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from video.node import segments
from video.node.segments import FIRST, Head, State, Stream, Unreadable, Writer

KEY = bytes(range(32))
BEGAN = 1_790_000_000_000
SOUND, PICTURE = Stream("a", "audio"), Stream("b", "video")


def segment(chunks: int = 4, seed: int = 1) -> tuple[bytes, list[bytes]]:
    """A finished segment and the packets in it."""
    chance = random.Random(seed)
    writer = Writer(Head("r1", 3, FIRST, BEGAN, "00" * 8), KEY)
    data, packets = bytearray(writer.opening), []
    for chunk in range(chunks):
        for number in range(chance.randrange(1, 6)):
            packets.append(chance.randbytes(chance.randrange(12, 80)))
            writer.packet(chance.choice((SOUND, PICTURE)), BEGAN + 100 * chunk + number, packets[-1])
        data += writer.seal()
    writer.gap({"seat": "a", "kind": "audio", "why": "full", "packets": 7, "from": BEGAN, "to": BEGAN + 9})
    data += writer.close(BEGAN + 5000)
    assert len(data) == writer.size
    return bytes(data), packets


WHOLE, PACKETS = segment()


def test_what_was_written_is_read_again():
    reading = segments.read(WHOLE, KEY)
    assert (reading.state, reading.ends, reading.head.number) == (State.WHOLE, BEGAN + 5000, 3)
    assert [packet.rtp for packet in reading.packets] == PACKETS
    assert {packet.stream for packet in reading.packets} == {SOUND, PICTURE}
    assert reading.gaps[0]["packets"] == 7
    assert all(BEGAN <= packet.at < BEGAN + 400 for packet in reading.packets)


def test_any_cut_leaves_a_readable_beginning_and_is_seen():
    seen = set()
    for length in range(len(WHOLE)):
        try:
            reading = segments.read(WHOLE[:length], KEY)
        except Unreadable:
            assert length < len(Writer(Head("r1", 3, FIRST, BEGAN, "00" * 8), KEY).opening)
            continue
        assert reading.state is State.CUT, length
        assert [packet.rtp for packet in reading.packets] == PACKETS[: len(reading.packets)]
        seen.add(len(reading.packets))
    assert {0, len(PACKETS)} <= seen and len(seen) == 5, "as much as there are chunks before the cut"


def test_any_changed_byte_is_found():
    for at in range(len(WHOLE)):
        changed = bytearray(WHOLE)
        changed[at] ^= 1 << at % 8
        try:
            reading = segments.read(bytes(changed), KEY)
        except Unreadable:
            continue
        assert reading.state is not State.WHOLE, at
        assert [packet.rtp for packet in reading.packets] == PACKETS[: len(reading.packets)]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 6), st.integers(0, 10**6), st.binary(max_size=40))
def test_nothing_may_follow_and_nothing_foreign_opens(chunks, seed, more):
    data, packets = segment(chunks, seed)
    assert [packet.rtp for packet in segments.read(data, KEY).packets] == packets
    assert (segments.read(data + more, KEY).state is State.WHOLE) == (more == b"")
    assert segments.read(data, bytes(32)).packets == []


def test_what_is_no_segment_is_refused():
    for data in (b"", b"RIFF", segments.MAGIC, segments.MAGIC + b"\x00\x02[]", segments.MAGIC + b"\x00\x02{}"):
        with pytest.raises(Unreadable):
            segments.read(data, KEY)
