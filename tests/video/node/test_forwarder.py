"""A viewer sees one stream that runs on, whoever is in the slot, and not one packet of anybody else."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.video.node.packets import Seen, Wire, attach, image, sound, track
from video.node import forwarder
from video.node.forwarder import BURST, CATCH_UP, REPEAT_AFTER, REPEATS, Outlet, Tally
from video.node.rtp import PADDING

numbers = st.integers(0, 0xFFFF)
stamps = st.integers(0, 0xFFFFFFFF)


def seen(wire: Wire) -> list[Seen]:
    return [Seen.of(packet) for packet in wire.rtp]


def test_a_packet_goes_out_with_the_viewers_own_payload_type_and_ssrc_and_without_extensions():
    wire, (source, _) = Wire(), track("a", "audio")
    attach(Outlet(wire, "audio", 109, 4242), source)
    source.receive(sound(10, 1000, b"opus", extension=b"\x10\xff\x31\x00\x07"), 1.0)
    packet = seen(wire)[0]
    assert (packet.payload_type, packet.ssrc, packet.payload) == (109, 4242, b"opus")
    assert wire.rtp[0][0] == 0x80


def test_contributing_sources_are_left_out_and_padding_is_kept():
    wire, (source, _) = Wire(), track("a", "audio")
    attach(Outlet(wire, "audio", 111, 1), source)
    plain = sound(1, 5, b"opus\x00\x02")
    source.receive(bytes((0x80 | PADDING | 2,)) + plain[1:12] + b"CSRCCSRC" + plain[12:], 1.0)
    assert wire.rtp[0][0] == 0x80 | PADDING
    assert seen(wire)[0].payload == b"opus\x00\x02"


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(1, 30)), min_size=1, max_size=12),
    st.tuples(numbers, numbers, numbers),
    st.tuples(stamps, stamps, stamps),
)
def test_sound_runs_on_without_a_seam_through_any_changes_of_source(turns, sequences, timestamps):
    wire = Wire()
    sources = [track(name, "audio")[0] for name in "abc"]
    outlet = Outlet(wire, "audio", 111, 1)
    counts, now = [0, 0, 0], 100.0
    for who, length in turns:
        attach(outlet, sources[who])
        for _ in range(length):
            for i, source in enumerate(sources):
                counts[i] += 1
                source.receive(sound(sequences[i] + counts[i], timestamps[i] + 960 * counts[i], b"abc"[i : i + 1]), now)
            now += 0.02
    out = seen(wire)
    assert b"".join(p.payload for p in out) == b"".join(b"abc"[w : w + 1] * n for w, n in turns)
    for before, after in pairwise(out):
        assert (after.sequence - before.sequence) & 0xFFFF == 1
        assert 959 <= (after.timestamp - before.timestamp) & 0xFFFFFFFF <= 961


@given(numbers, numbers, st.integers(0, 0x7FFF), st.integers(0, 0x7FFF), st.integers(0, 255), st.integers(0, 255))
def test_pictures_run_on_and_begin_with_a_key_frame(first, second, number, other, tl0, other_tl0):
    wire = Wire()
    (a, wishes_a), (b, wishes_b) = track("a", "video"), track("b", "video")
    outlet = Outlet(wire, "video", 96, 1)
    attach(outlet, a)
    assert wishes_a == ["a"]
    a.receive(image(first, number, 0, key=False), 1.0)
    assert wire.rtp == []
    for i in range(1, 5):
        a.receive(image(first + i, number + i, 3000 * i, key=i == 1, tl0=tl0 + i), 1.0 + i / 30)
    attach(outlet, b)
    assert wishes_b == ["b"]
    a.receive(image(first + 5, number + 5, 15000), 1.2)
    b.receive(image(second, other, 70, key=False), 1.2)
    b.receive(image(second + 1, other, 71, key=True, start=False), 1.2)
    assert len(wire.rtp) == 4
    for i in range(2, 6):
        b.receive(image(second + i, other + i, 3000 * i, key=i == 2, tl0=other_tl0 + i), 1.2 + i / 30)
    out = seen(wire)
    assert len(out) == 8
    for before, after in pairwise(out):
        assert (after.sequence - before.sequence) & 0xFFFF == 1
        assert (after.picture - before.picture) & 0x7FFF == 1
        assert (after.tl0 - before.tl0) & 0xFF == 1
        assert 0 < (after.timestamp - before.timestamp) & 0xFFFFFFFF < 90_000


def test_an_outlet_without_source_sends_nothing_from_that_moment():
    wire, (source, _) = Wire(), track("a", "audio")
    outlet = Outlet(wire, "audio", 111, 1)
    attach(outlet, source)
    source.receive(sound(1), 1.0)
    outlet.connect(None)  # even if a track should still hold the outlet
    source.outlets = ()
    source.receive(sound(2), 1.02)
    assert len(wire.rtp) == 1


@given(st.permutations(range(1, 9)))
def test_reordered_packets_keep_their_places(order):
    wire, (source, _) = Wire(), track("a", "audio")
    attach(Outlet(wire, "audio", 111, 1), source)
    source.receive(sound(65530, 0, b"0"), 1.0)
    for i in order:
        source.receive(sound(65530 + i, 960 * i, b"%d" % i), 1.0)
    base = seen(wire)[0].sequence
    assert {p.payload: (p.sequence - base) & 0xFFFF for p in seen(wire)} == {b"%d" % i: i for i in range(9)}


def test_a_packet_older_than_the_change_never_reaches_the_slot():
    wire, (source, _) = Wire(), track("a", "audio")
    outlet = Outlet(wire, "audio", 111, 1)
    source.receive(sound(1), 1.0)
    source.receive(sound(3), 1.0)
    attach(outlet, source)
    source.receive(sound(4), 1.0)
    source.receive(sound(2, 0, b"late"), 1.0)
    assert [p.payload for p in seen(wire)] == [b"sound"]


def test_a_lost_packet_is_sent_again_with_the_same_number_and_content():
    wire, (source, _) = Wire(), track("a", "video")
    outlet = Outlet(wire, "video", 96, 1)
    attach(outlet, source)
    for i in range(20):
        source.receive(image(65530 + i, i, 3000 * i, key=i == 0), 1.0)
    original = wire.rtp[:]
    lost = [Seen.of(original[i]).sequence for i in (3, 7)]
    outlet.resend(lost)
    assert wire.rtp[20:] == [original[3], original[7]]


def test_a_storm_of_requests_is_answered_with_measure(monkeypatch):
    now = [10.0]
    monkeypatch.setattr(forwarder, "monotonic", lambda: now[0])
    wire, (source, _) = Wire(), track("a", "audio")
    outlet = Outlet(wire, "audio", 111, 1)
    attach(outlet, source)
    for i in range(400):
        source.receive(sound(i, 960 * i), 1.0)
    numbers = [Seen.of(packet).sequence for packet in wire.rtp]
    for _ in range(5):
        outlet.resend(numbers[-1:])
    assert len(wire.rtp) == 401
    now[0] += 2 * REPEAT_AFTER["audio"]
    outlet.resend(numbers[-1:])
    assert len(wire.rtp) == 402
    for _ in range(20):
        now[0] += 1
        outlet.resend(numbers)
    assert len(wire.rtp) == 400 + BURST
    assert outlet.asked <= BURST, "the same one again counts once"
    for i in range(400, 440):
        source.receive(sound(i, 960 * i), 1.0)
    now[0] += 1
    outlet.resend(numbers)
    assert len(wire.rtp) == 440 + BURST + 40 * REPEATS["audio"]


def test_a_nack_cannot_fetch_what_another_source_said():
    wire = Wire()
    (a, _), (b, _) = track("a", "audio"), track("b", "audio")
    outlet = Outlet(wire, "audio", 111, 1)
    attach(outlet, a)
    for i in range(5):
        a.receive(sound(i, 960 * i, b"a"), 1.0)
        b.receive(sound(900 + i, 960 * i, b"secret"), 1.0)
    attach(outlet, b)
    b.receive(sound(905, 4800, b"public"), 1.1)
    sent = [p.sequence for p in seen(wire)]
    everything = [(sent[0] + i - 30) & 0xFFFF for i in range(60)]
    outlet.resend(everything)
    assert [p.payload for p in seen(wire)[6:]] == [b"public"]
    attach(outlet, None)
    outlet.resend(everything)
    assert len(wire.rtp) == 7


def test_a_packet_pushed_out_of_the_ring_is_not_mistaken_for_its_successor():
    wire, (source, _) = Wire(), track("a", "audio")
    outlet = Outlet(wire, "audio", 111, 1)
    attach(outlet, source)
    for i in range(600):
        source.receive(sound(i, 960 * i), 1.0)
    outlet.resend([Seen.of(wire.rtp[10]).sequence])
    assert len(wire.rtp) == 600


def test_the_same_person_coming_back_by_a_new_connection_goes_on():
    wire, (source, _) = Wire(), track("a", "video")
    attach(Outlet(wire, "video", 96, 1), source)
    for i in range(3):
        source.receive(image(i, i, 3000 * i, key=i == 0), 1.0 + i / 30)
    source.restart()
    source.receive(image(40000, 900, 77, key=False), 1.2)
    source.receive(image(40001, 901, 77, key=True), 1.3)
    out = seen(wire)
    assert [(p.sequence - out[0].sequence) & 0xFFFF for p in out] == [0, 1, 2, 3]
    assert [(p.picture - out[0].picture) & 0x7FFF for p in out] == [0, 1, 2, 3]


def test_a_probe_of_padding_keeps_its_number_and_its_bytes():
    wire = Wire()
    (a, _), (b, _) = track("a", "video"), track("b", "video")
    outlet = Outlet(wire, "video", 96, 1)
    attach(outlet, a)
    a.receive(image(1, 1, key=True), 1.0)
    attach(outlet, b)
    b.receive(image(50, 700, key=True), 1.1)
    probe = bytearray(image(51, 0)[:12] + bytes(99) + b"\x64")
    probe[0] |= PADDING
    b.receive(bytes(probe), 1.1)
    assert seen(wire)[-1].payload == bytes(99) + b"\x64"
    assert seen(wire)[-1].sequence == (seen(wire)[0].sequence + 2) & 0xFFFF


@given(st.floats(-3600, 3600), stamps, stamps, st.floats(0.0, 0.1))
def test_reports_keep_lips_and_voice_together(shift, sound_start, picture_start, delay):
    """The offset between a picture and its sound, as the viewer computes it, is the publisher's."""
    wire = Wire()
    (voice, _), (face, _) = track("a", "audio"), track("a", "video")
    before, ear, eye = track("b", "audio")[0], Outlet(wire, "audio", 111, 1), Outlet(wire, "video", 96, 2)
    attach(ear, before)
    before.receive(sound(5, 12345), 49.0)
    attach(ear, voice)
    attach(eye, face)
    voice.receive(sound(1, sound_start), 50.0 + delay)
    face.receive(image(1, 1, picture_start, key=True), 50.0)
    voice.synchronise(51.0, 51.0 + shift / 1000, sound_start + 48_000)
    face.synchronise(51.5, 51.0 + shift / 1000, picture_start + 90_000)
    reports = {sent.ssrc: sent for sent in wire.reports()}
    heard, looked = Seen.of(wire.rtp[1]), Seen.of(wire.rtp[2])

    def moment(packet: Seen, clock: int) -> float:
        sent = reports[packet.ssrc]
        behind = (sent.rtp - packet.timestamp) & 0xFFFFFFFF
        return sent.ntp / (1 << 32) - (behind - (1 << 32) if behind > 1 << 31 else behind) / clock

    assert abs(moment(heard, 48_000) - moment(looked, 90_000)) < 0.001


def test_a_new_source_is_reported_with_its_first_packet():
    wire, (source, _) = Wire(), track("a", "audio")
    source.receive(sound(1, 0), 10.0)
    source.synchronise(10.0, 10.0, 0)
    attach(Outlet(wire, "audio", 111, 9), source)
    assert wire.rtcp == []
    source.receive(sound(2, 960), 10.02)
    assert [sent.ssrc for sent in wire.reports()] == [9]


def test_what_went_out_is_counted_by_source():
    tally: Tally = {}
    wire = Wire()
    (a, _), (b, _) = track("a", "audio"), track("b", "audio")
    outlet = Outlet(wire, "audio", 111, 1, tally)
    attach(outlet, a)
    for i in range(3):
        a.receive(sound(i, payload=b"1234"), 1.0)
    attach(outlet, b)
    b.receive(sound(9, payload=b"12"), 1.0)
    outlet.count()
    outlet.count()
    assert tally == {"a": [3, 12], "b": [1, 2]}


@given(st.integers(0, 8), st.integers(0, 8), st.integers(0, 8), numbers)
def test_who_connects_begins_with_the_key_frame_that_came_meanwhile(before, unseen, after, first):
    """Pictures before the viewer was expected, then some, a key frame and more; nothing of the first goes out."""
    wire, (source, wishes) = Wire(), track("a", "video")
    outlet, number = Outlet(wire, "video", 96, 1), 0

    def show(count: int, key: bool = False) -> None:
        nonlocal number
        for _ in range(count):
            number += 1
            source.receive(image(first + number, number, 3000 * number, key=key), 1.0 + number / 30)

    show(before, key=True)
    outlet.expect(source)
    outlet.expect(source)
    assert wishes == ["a"]
    show(unseen)
    assert wire.rtp == []
    show(1, key=True)
    show(after)
    attach(outlet, source)
    assert [p.picture for p in seen(wire)] == list(range(before + unseen + 1, number + 1))
    assert wishes == ["a"], "nobody need be asked again"
    show(2)
    assert [p.picture for p in seen(wire)] == list(range(before + unseen + 1, number + 1))


def test_who_was_to_see_somebody_else_is_sent_nothing_of_before():
    wire, (source, wishes), (other, _) = Wire(), track("a", "video"), track("b", "video")
    outlet = Outlet(wire, "video", 96, 1)
    outlet.expect(source)
    outlet.expect(other)
    source.receive(image(1, 1, key=True), 1.0)
    outlet.expect(source)
    source.receive(image(2, 2), 1.1)
    attach(outlet, source)
    assert wire.rtp == []
    assert wishes == ["a", "a", "a"]


def test_a_key_frame_of_long_ago_is_no_place_to_begin():
    wire, (source, wishes) = Wire(), track("a", "video")
    outlet = Outlet(wire, "video", 96, 1)
    outlet.expect(source)
    for number in range(CATCH_UP + 2):
        source.receive(image(number, number, key=number == 0), 1.0)
    attach(outlet, source)
    assert wire.rtp == []
    assert wishes == ["a", "a"]
