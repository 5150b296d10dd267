"""Sound and picture that are known again: a colour and a tone, encoded as a browser would and cut into RTP."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator
from fractions import Fraction

import av
from PIL import Image

from video.node.rtp import HEADER

MOST = 600


def pictures(colour: tuple[int, int, int], seconds: float, *, ssrc: int = 9, size: int = 96, fps: int = 10,
             first: int = 0, key_every: int = 10**6) -> Iterator[tuple[float, bytes]]:  # fmt: skip
    """(millisecond, RTP packet) of a VP8 picture of one colour."""
    encoder = av.CodecContext.create("libvpx", "w")
    encoder.width = encoder.height = size
    encoder.pix_fmt, encoder.time_base = "yuv420p", Fraction(1, fps)
    encoder.options = {"deadline": "realtime", "lag-in-frames": "0", "g": str(key_every)}
    sequence = first
    for number in range(int(seconds * fps)):
        image = Image.effect_noise((size, size), 40).convert("RGB")  # something to encode, so that a picture has parts
        frame = av.VideoFrame.from_image(Image.blend(Image.new("RGB", (size, size), colour), image, 0.2))
        frame = frame.reformat(format="yuv420p")
        frame.pts = number
        for packet in encoder.encode(frame):
            data = bytes(packet)
            parts = [data[at : at + MOST] for at in range(0, len(data), MOST)]
            for part_number, part in enumerate(parts):
                marker = 0x80 if part_number == len(parts) - 1 else 0
                head = HEADER.pack(0x80, marker | 96, sequence & 0xFFFF, 9000 * number * 10 // fps & 0xFFFFFFFF, ssrc)
                yield 1000 * number / fps, head + bytes((0x10 if part_number == 0 else 0,)) + part
                sequence += 1


def tone(hertz: int, seconds: float, *, ssrc: int = 7, first: int = 0) -> Iterator[tuple[float, bytes]]:
    """(millisecond, RTP packet) of an Opus tone."""
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = 48_000, "mono", "s16"
    assert hertz % 50 == 0, "each piece of 20 ms holds whole waves"
    turns = (2 * math.pi * hertz * n / 48_000 for n in range(960))
    wave = array("h", (int(12_000 * math.sin(turn)) for turn in turns)).tobytes()
    for number in range(int(seconds * 50)):
        frame = av.AudioFrame("s16", "mono", 960)
        frame.planes[0].update(wave)
        frame.sample_rate, frame.pts = 48_000, number * 960
        for packet in encoder.encode(frame):
            head = HEADER.pack(0x80, 111, (first + number) & 0xFFFF, (960 * number) & 0xFFFFFFFF, ssrc)
            yield 20.0 * number, head + bytes(packet)
