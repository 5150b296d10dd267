"""From sealed segments to what can be watched: the right pictures and tones, at their times, and nothing in between."""

from __future__ import annotations

import itertools
import random
from array import array
from pathlib import Path

import av
import pytest
from cryptography.exceptions import InvalidTag
from PIL import Image

from tests.video.markers import pictures, tone
from video import vault as vaults
from video.composing import Made, Source, compose, copy_path
from video.frames import Assembler
from video.node.segments import FIRST, Head, Stream, Writer
from video.vault import Vault

KEY = bytes(range(32))
BEGAN = 1_790_000_000_000
RED, BLUE = (200, 30, 30), (30, 30, 200)


def written(
    folder: Path, packets: list[tuple[float, str, str, bytes]], pieces: list[tuple[int, int]]
) -> tuple[int, ...]:
    """Segments of these spans (ms), each with what falls into it."""
    folder.mkdir(parents=True, exist_ok=True)
    previous = FIRST
    for number, (start, end) in enumerate(pieces):
        writer = Writer(Head("r1", number, previous, BEGAN + start, f"{number:016x}"), KEY)
        data = writer.opening
        for at, seat, kind, packet in packets:
            if start <= at < end:
                writer.packet(Stream(seat, kind), BEGAN + at, packet)
        data += writer.seal() + writer.close(BEGAN + end)
        previous = writer.sha256
        (folder / f"{number:08}").write_bytes(data)
    return tuple(range(len(pieces)))


def composed(
    folder: Path, packets: list[tuple[float, str, str, bytes]], pieces: list[tuple[int, int]], end: int
) -> dict[str, Made]:
    numbers = written(folder, packets, pieces)
    kinds: dict[str, set[str]] = {}
    for _, seat, kind, _ in packets:
        kinds.setdefault(seat, set()).add(kind)
    places = tuple((seat, tuple(sorted(kinds[seat]))) for seat in sorted(kinds))
    progress: list[int] = []
    made = compose(Source(KEY, folder, BEGAN, BEGAN + end, numbers, places), progress.append)
    assert progress == sorted(progress) and progress[-1] == 100
    return {one.seat: one for one in made}


def watched(folder: Path, made: Made) -> tuple[list[tuple[float, tuple[int, int, int]]], list[tuple[float, float]]]:
    """(second, mean colour) of each picture; (second, loudness) of each piece of sound."""
    with Vault(copy_path(folder, made.seat), KEY, size=made.size) as vault, av.open(vault) as film:
        shown, heard = [], []
        for frame in film.decode(*film.streams):
            if isinstance(frame, av.VideoFrame):
                shown.append((frame.time, frame.to_image().resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))))
            else:
                heard.append((frame.time, loudness(frame)))
        return shown, heard


def loudness(frame: av.AudioFrame) -> float:
    samples = array("f", bytes(frame.planes[0]))[: frame.samples]
    return (sum(sample * sample for sample in samples) / len(samples)) ** 0.5


def of(seat: str, colour: tuple[int, int, int], seconds: float) -> list[tuple[float, str, str, bytes]]:
    both = [(at, seat, "video", packet) for at, packet in pictures(colour, seconds)]
    both += [(at, seat, "audio", packet) for at, packet in tone(500, seconds)]
    return sorted(both, key=lambda one: one[0])


def test_each_person_is_a_film_of_their_own_with_the_right_colour_and_sound(tmp_path):
    packets = of("a", RED, 4) + of("b", BLUE, 4)
    made = composed(tmp_path / "r1", packets, [(0, 2500), (2500, 4500)], 4000)
    for seat, channel in (("a", 0), ("b", 2)):
        shown, heard = watched(tmp_path / "r1", made[seat])
        assert len(shown) == 40 and abs(shown[-1][0] - 3.9) < 0.1
        assert all(max(colour) == colour[channel] and colour[channel] > 120 for _, colour in shown)
        assert sum(loud > 0.01 for _, loud in heard) > 180
        assert abs(made[seat].milliseconds - 4000) < 100


def test_what_was_not_recorded_is_silent_and_shows_nothing(tmp_path):
    packets = of("a", RED, 6)  # from 2 to 4 s there was a private talk: no segment
    made = composed(tmp_path / "r1", packets, [(0, 2000), (4000, 6500)], 6000)
    shown, heard = watched(tmp_path / "r1", made["a"])
    assert not [at for at, _ in shown if 2.05 < at < 3.95], "no picture of it"
    assert all(loud < 0.001 for at, loud in heard if 2.1 < at < 3.9), "no sound of it"
    assert sum(loud > 0.01 for at, loud in heard if at > 4.1) > 80
    gaps = [later[0] - at[0] for at, later in itertools.pairwise(heard)]
    assert max(gaps) < 0.1, "sound is continuous, so that players keep the time"


def test_after_a_hole_pictures_wait_for_one_that_stands_for_itself(tmp_path):
    packets = [(at, "a", "video", packet) for at, packet in pictures(RED, 4, key_every=10)]
    lost = packets[:12] + packets[13:]  # one packet of a picture in the second second
    made = composed(tmp_path / "r1", lost, [(0, 5000)], 4000)
    shown, _ = watched(tmp_path / "r1", made["a"])
    missing = {round(n / 10, 1) for n in range(40)} - {round(at, 1) for at, _ in shown}
    assert missing and len(missing) <= 10 and max(missing) < 2.0
    assert not made["a"].sound


def test_order_repeats_and_losses_of_packets_change_nothing_else():
    packets = list(pictures(RED, 3, key_every=10))
    chance = random.Random(5)
    whole = frames(packets)
    assert len(whole) == 30
    for _ in range(20):
        mixed = sorted(((at + chance.uniform(0, 150), packet) for at, packet in packets), key=lambda one: one[0])
        mixed += [(at + 160, packet) for at, packet in chance.sample(packets, 5)]
        mixed.sort(key=lambda one: one[0])
        assert frames(mixed) == whole
    fewer = chance.sample(packets, len(packets) - 3)
    found = frames(sorted(fewer, key=lambda one: one[0]))
    assert set(found) < set(whole) and [one for one in whole if one in set(found)] == found


def frames(packets: list[tuple[float, bytes]]) -> list[bytes]:
    assembler = Assembler("video")
    found = [frame.data for at, packet in packets for frame in assembler.take(BEGAN + at, packet)]
    return found + [frame.data for frame in assembler.flush()]


def test_times_never_run_backwards_and_follow_the_nodes_clock_when_a_sender_jumps():
    assembler = Assembler("audio")
    at, times = 0.0, []
    for number in range(200):
        packet = bytearray(next(iter([b"\x80\x6f"])) + (number & 0xFFFF).to_bytes(2, "big"))
        stamp = 960 * number + (48_000 * 60 if number > 100 else 0)
        packet += (stamp & 0xFFFFFFFF).to_bytes(4, "big") + b"\0\0\0\7" + b"xyz"
        times += [frame.at for frame in assembler.take(BEGAN + at, bytes(packet))]
        at += 20
    times += [frame.at for frame in assembler.flush()]
    assert times == sorted(times) and len(times) == 200
    assert abs(times[-1] - (BEGAN + 199 * 20)) < 500


def test_a_sealed_file_is_read_anywhere_and_holds_nothing_in_clear(tmp_path, monkeypatch):
    monkeypatch.setattr(vaults, "BLOCK", 64)
    monkeypatch.setattr(vaults, "_SEALED", 64 + 28)
    chance = random.Random(3)
    model = bytearray()
    with Vault(tmp_path / "f", KEY) as vault:
        for _ in range(200):
            at = chance.randrange(len(model) + 1)
            data = chance.randbytes(chance.randrange(1, 200))
            vault.seek(at)
            vault.write(data)
            model[at : at + len(data)] = data
        vault.seek(0)
        vault.write(b"MARKER" * 20)
        model[:120] = b"MARKER" * 20
        size = vault.size
    assert size == len(model) and b"MARKER" not in (tmp_path / "f").read_bytes()
    with Vault(tmp_path / "f", KEY, size=size) as vault:
        for _ in range(100):
            at = chance.randrange(size)
            vault.seek(at)
            assert vault.read(77) == bytes(model[at : at + 77])
    changed = bytearray((tmp_path / "f").read_bytes())
    changed[200] ^= 1
    (tmp_path / "f").write_bytes(changed)
    with Vault(tmp_path / "f", KEY, size=size) as vault, pytest.raises(InvalidTag):
        vault.read()
