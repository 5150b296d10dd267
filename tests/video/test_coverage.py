"""What is to be recorded, and what of it is missing and why."""

from __future__ import annotations

import random

from video import rooms
from video.coverage import Gap, Piece, Stretch, Why, gaps, merged, wanted, within, without

JOINT, WAITING = rooms.JOINT, rooms.WAITING
ALL = frozenset("abm")


def test_only_the_joint_room_and_only_who_has_agreed():
    now = wanted({"a": JOINT, "b": WAITING, "m": JOINT}, {"a", "b", "m"}, {"a", "b", "m"}, on=True)
    assert (now.seats, now.unless, now.why) == (frozenset("am"), frozenset(), None)
    now = wanted({"a": JOINT, "b": JOINT, "m": JOINT}, {"a", "m"}, {"a", "m"}, on=True)
    assert (now.seats, now.unless) == (frozenset("am"), frozenset("b")), "b is not here, and stops it on coming"


def test_somebody_who_has_not_agreed_stops_it_for_everybody():
    now = wanted({"a": JOINT, "b": JOINT}, {"a"}, {"a", "b"}, on=True)
    assert (now.seats, now.why) == (frozenset(), Why.CONSENT)


def test_somebodys_screen_is_theirs():
    screen = rooms.screen("a")
    now = wanted({"a": JOINT, screen: JOINT}, {"a"}, {"a", screen}, on=True)
    assert now.seats == {"a", screen}
    assert wanted({"a": JOINT, screen: JOINT}, set(), {"a", screen}, on=True).why is Why.CONSENT


def test_never_in_a_private_talk_whoever_is_left_outside():
    now = wanted({"a": rooms.caucus(1), "b": JOINT, "m": rooms.caucus(1)}, set("abm"), set("abm"), on=True)
    assert (now.seats, now.why) == (frozenset(), Why.PRIVATE)


def test_nothing_of_nobody():
    assert wanted({"a": JOINT}, {"a"}, set(), on=True).why is Why.NOBODY
    assert wanted({"a": JOINT}, {"a"}, {"a"}, on=False).why is Why.PAUSED


def test_whatever_happens_nobody_is_recorded_who_is_not_in_the_joint_room_with_a_yes():
    chance = random.Random(20261122)
    places = [JOINT, WAITING, rooms.caucus(1), rooms.caucus(2)]
    recorded = 0
    for _ in range(5_000):
        members = {seat: chance.choice(places if chance.random() < 0.2 else places[:2]) for seat in "abcdm"}
        agreed = {seat for seat in members if chance.random() < 0.8}
        here = {seat for seat in members if chance.random() < 0.7}
        now = wanted(members, agreed, here, on=chance.random() < 0.9)
        recorded += bool(now.seats)
        assert all(members[seat] == JOINT and seat in agreed for seat in now.seats)
        assert not now.seats or all(members[seat] in (JOINT, WAITING) for seat in members)
        assert not now.seats or not {s for s in here if members[s] == JOINT and s not in agreed}
    assert recorded > 500


def piece(from_, to, dropped=(), **heard):
    return Piece(from_, to, {seat: {"audio": spans, "video": spans} for seat, spans in heard.items()}, dropped)


def test_nothing_missing():
    pieces = [piece(0, 5000, a=[[0, 5000]]), piece(5005, 10_000, a=[[5010, 9990]])]
    assert gaps([Stretch(0, 10_000, frozenset("a"))], pieces) == []


def test_each_gap_has_its_reason():
    drop = {"seat": "a", "kind": "audio", "from": 13_000, "to": 15_000}
    pieces = [
        piece(0, 5000, a=[[0, 5000]], b=[[0, 1000]]),
        piece(12_000, 17_000, [drop], a=[[12_000, 13_000], [15_000, 17_000]], b=[[12_000, 17_000]]),
    ]  # fmt: skip
    stretches = [
        Stretch(0, 17_000, frozenset("ab")),
        Stretch(17_000, 20_000, frozenset(), Why.PRIVATE),
        Stretch(20_000, 22_000, frozenset(), Why.CONSENT),
    ]
    found = gaps(stretches, pieces)
    assert Gap(5000, 12_000, Why.DOWN) in found
    assert Gap(17_000, 20_000, Why.PRIVATE) in found and Gap(20_000, 22_000, Why.CONSENT) in found
    assert Gap(1000, 5000, Why.SILENT, "b") in found
    assert Gap(13_000, 15_000, Why.FULL, "a", "audio") in found
    assert Gap(13_000, 15_000, Why.SILENT, "a", "video") in found
    assert len(found) == 6


def test_who_sends_sound_alone_lacks_no_picture():
    pieces = [Piece(0, 5000, {"a": {"audio": [[0, 5000]]}})]
    assert gaps([Stretch(0, 5000, frozenset("ab"))], pieces) == [Gap(0, 5000, Why.SILENT, "b")]


def test_spans_are_sets_of_moments():
    chance = random.Random(7)

    def moments(spans):
        return {n for start, end in spans for n in range(start, end)}

    for _ in range(300):
        one, other = (
            merged([(s, s + chance.randrange(1, 9)) for s in (chance.randrange(60) for _ in range(4))]) for _ in "ab"
        )
        assert moments(without(one, other)) == moments(one) - moments(other)
        assert moments(within(one, (10, 40))) == moments(one) & set(range(10, 40))
