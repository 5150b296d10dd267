"""Headers and VP8 descriptors, whatever bytes come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.video.node.packets import sound, vp8
from video.node.rtp import extension, payload_start, picture, shifted, starts_key_frame

shifts = st.integers(0, 0x7FFF)


@given(st.integers(0, 0x7FFF), st.integers(0, 255), shifts, st.integers(0, 255))
def test_picture_numbers_move_modulo_their_width_and_nothing_else_changes(number, tl0, by, tl0_by):
    payload = vp8(number, tl0=tl0)
    moved = shifted(payload, picture(payload), by, tl0_by)
    assert picture(moved) == (2, 15, (number + by) % 0x8000, 4, (tl0 + tl0_by) % 256)
    assert (moved[:2], moved[5:]) == (payload[:2], payload[5:])


@given(st.integers(0, 127), shifts)
def test_a_seven_bit_picture_number_stays_seven_bits(number, by):
    payload = bytes((0x90, 0x80, number, 0, 1, 2, 3))
    moved = shifted(payload, picture(payload), by, 0)
    assert picture(moved) == (2, 7, (number + by) % 128, 0, 0)
    assert moved[3:] == payload[3:]


@pytest.mark.parametrize(
    ("payload", "starts"),
    [
        (bytes((0x10, 0x00, 9, 9)), True),  # no extensions, S, partition 0, P clear
        (bytes((0x10, 0x01, 9, 9)), False),  # P set: an interframe
        (bytes((0x00, 0x00, 9, 9)), False),  # not the start of a partition
        (bytes((0x11, 0x00, 9, 9)), False),  # another partition
        (bytes((0x90, 0x80, 0x05, 0x00)), True),  # 7-bit PictureID
        (bytes((0x90, 0x80, 0x85, 0x01, 0x00)), True),  # 15-bit PictureID
        (bytes((0x90, 0xF0, 0x85, 0x01, 0x07, 0x20, 0x00)), True),  # with TL0PICIDX, TID and KEYIDX
        (bytes((0x90, 0xF0, 0x85, 0x01, 0x07, 0x20, 0x01)), False),
        (b"", False),
        (b"\x90", False),
    ],
)
def test_a_key_frame_is_known_by_its_first_packet(payload, starts):
    assert starts_key_frame(payload) is starts


@given(st.binary(max_size=40), shifts)
def test_no_payload_breaks_the_reading(payload, by):
    starts_key_frame(payload)
    assert len(shifted(payload, picture(payload), by, by & 255)) == len(payload)


@given(st.binary(min_size=12, max_size=60), st.integers(1, 14))
def test_no_packet_breaks_the_reading(packet, number):
    found = extension(packet, number)
    assert found is None or 0 <= found <= 0xFFFF
    try:
        assert 12 <= payload_start(packet) <= len(packet)
    except ValueError:
        pass


def test_an_extension_is_found_among_others():
    packet = sound(1, extension=b"\x10\xaa\x00\x52\x01\x02\x03\x31\x12\x34")
    assert (extension(packet, 3), extension(packet, 5), extension(packet, 2)) == (0x1234, None, None)
    assert packet[payload_start(packet) :] == b"sound"
