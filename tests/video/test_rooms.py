from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from video.node.table import parse
from video.rooms import (
    FEW,
    JOINT,
    SLOTS,
    WAITING,
    Forbidden,
    JointOnly,
    Locked,
    Together,
    audience,
    caucus,
    is_room,
    moved,
    owner,
    routes,
    screen,
    slots,
    small,
    spared,
    table,
    told,
)

SEATS = st.sampled_from([f"s{n}" for n in range(10)])
ROOMS = st.sampled_from([WAITING, JOINT, caucus(1), caucus(2), caucus(3)])
MEMBERS = st.dictionaries(SEATS, ROOMS)


@given(MEMBERS)
def test_nobody_reaches_anybody_in_another_room(members):
    for seat, heard in routes(members).items():
        assert {members[other] for other in heard} <= {members[seat]}


@given(MEMBERS)
def test_nobody_in_the_waiting_room_reaches_or_hears_anybody(members):
    found = routes(members)
    waiting = {seat for seat, room in members.items() if room == WAITING}
    for seat, heard in found.items():
        assert not heard & waiting
        assert seat not in waiting or not heard


@given(MEMBERS)
def test_hearing_is_mutual_and_nobody_hears_themselves(members):
    found = routes(members)
    for seat, heard in found.items():
        assert seat not in heard
        assert all(seat in found[other] for other in heard)


@given(MEMBERS)
def test_everybody_in_a_room_hears_the_whole_room(members):
    for seat, room in members.items():
        if room != WAITING:
            assert routes(members)[seat] == {s for s, r in members.items() if r == room} - {seat}


@given(st.lists(MEMBERS, min_size=1, max_size=8))
def test_through_any_moves_slots_hold_only_whom_one_hears_and_stand_still(history):
    before: dict[str, tuple[str | None, ...]] = {}
    for members in history:
        now = table(before, members)
        found = routes(members)
        assert now.keys() == members.keys()
        for seat, places in now.items():
            present = [one for one in places if one is not None]
            assert len(places) == SLOTS and len(present) == len(set(present))
            assert set(present) <= found[seat]
            assert len(present) == min(SLOTS, len(found[seat])), "no free slot while somebody waits for one"
            for place, one in enumerate(before.get(seat, ())):
                if one is not None and one in found[seat]:
                    assert places[place] == one, "who stays keeps the slot"
        before = now


@given(st.frozensets(SEATS))
def test_slots_are_the_same_however_often_they_are_asked(heard):
    once = slots((), heard)
    assert slots(once, heard) == once


def test_names_of_rooms():
    assert [is_room(name) for name in ("waiting", "joint", "caucus:2", "caucus:", "caucus:x", "", "kitchen")] == [
        True, True, True, False, False, False, False,
    ]  # fmt: skip


HISTORIES, STEPS, SEED = 10_000, 6, 20261122
PEOPLE = ("a", "b", "c", "d", "e")
PLACES = (WAITING, JOINT, caucus(1), caucus(2))


class History:
    """A conference in the words of the policy alone, to which anything happens that a host can do."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.members = dict.fromkeys(PEOPLE, WAITING)
        self.apart: set[frozenset[str]] = set()
        self.silenced: set[str] = set()
        self.locked: set[str] = set()
        self.slots = table({}, self.members)
        self.refused = 0

    def step(self) -> None:
        choose = self.random.choice
        try:
            match self.random.randrange(9):
                case 0 | 1:
                    self.members = self.moved({choose(PEOPLE): choose(PLACES)})
                case 2:  # a private talk with some, while the others wait
                    inside, room = self.random.sample(PEOPLE, 2), choose(PLACES)
                    self.members = self.moved({seat: room if seat in inside else WAITING for seat in PEOPLE})
                case 3:  # everybody back together, as far as may be
                    to = spared(self.members, {seat: JOINT for seat in self.members if owner(seat) == seat}, self.apart)
                    self.members = self.moved(to)
                case 4:
                    pair = self.random.sample(PEOPLE, 2)
                    if self.members.get(pair[0]) == self.members.get(pair[1]):
                        self.members = self.moved({pair[1]: WAITING})
                    self.apart.add(frozenset(pair))
                case 5:
                    self.apart.discard(frozenset(self.random.sample(PEOPLE, 2)))
                    self.locked ^= {choose(PLACES[1:])}
                case 6:
                    self.silenced ^= {choose(PEOPLE)}
                case 7:  # somebody is removed, or comes back, or another one
                    gone = choose(PEOPLE)
                    if self.members.pop(gone, None) is None:
                        self.members[gone] = WAITING
                    self.members.pop(screen(gone), None)
                case _:  # a screen is shown, or no longer
                    seat = choose(PEOPLE)
                    if seat in self.members and self.members.pop(screen(seat), None) is None:
                        self.members[screen(seat)] = self.members[seat]
        except Forbidden:
            self.refused += 1
        self.slots, self.before = table(self.slots, self.members, self.apart), self.slots

    def moved(self, to: dict[str, str]) -> dict[str, str]:
        to = {seat: room for seat, room in to.items() if seat in self.members}
        return moved(self.members, to, apart=self.apart, locked=self.locked)

    def hold(self) -> int:
        """What must be true after every step, read from the very table the media node is told. How many routes."""
        node = parse(told(1, self.slots, self.silenced))
        assert node.seats.keys() == self.members.keys() and node.silent == self.silenced & self.members.keys()
        count = 0
        for seat, places in node.seats.items():
            sources = [one for one in places if one is not None]
            assert len(places) == SLOTS and len(sources) == len(set(sources))
            assert seat not in sources and not (sources and owner(seat) != seat), "a screen sees nobody"
            for source in sources:
                assert self.members[source] == self.members[seat] != WAITING, "no route crosses rooms, none waits"
                assert frozenset((owner(seat), owner(source))) not in self.apart, "none between people kept apart"
                assert owner(seat) != owner(source), "nobody is shown their own screen"
            for place, one in enumerate(self.before.get(seat, ())):
                assert one is None or one not in sources or places[place] == one, "who stays keeps the slot"
            count += len(sources)
        for one, other in map(sorted, self.apart):
            assert not self.members.get(one, WAITING) == self.members.get(other, WAITING) != WAITING
        return count


def test_through_ten_thousand_histories_nobody_is_shown_to_whom_they_must_not():
    random, found, refused = Random(SEED), 0, 0
    for _ in range(HISTORIES):
        history = History(random)
        for _ in range(STEPS):
            history.step()
            found += history.hold()
        refused += history.refused
    assert found > HISTORIES and refused > HISTORIES / 20, "histories in which nothing happens prove nothing"


def test_two_who_are_kept_apart_are_not_shown_to_each_other_even_in_one_room():
    assert routes({"a": JOINT, "b": JOINT, "c": JOINT}, {frozenset("ab")}) == {
        "a": frozenset("c"), "b": frozenset("c"), "c": frozenset("ab"),
    }  # fmt: skip


def test_a_protected_pair_never_meets_and_a_locked_room_lets_nobody_in():
    members, pair = {"a": JOINT, "b": WAITING, "m": JOINT}, {frozenset("ab")}
    with pytest.raises(Together) as met:
        moved(members, {"b": JOINT}, apart=pair)
    assert met.value.seats == ("a", "b")
    assert moved(members, {"a": WAITING, "b": JOINT}, apart=pair)["b"] == JOINT, "one goes as the other comes"
    assert spared(members, {"b": JOINT}, pair) == {"b": WAITING}
    assert spared({"a": WAITING, "b": WAITING}, {"a": JOINT, "b": JOINT}, pair) == {"a": JOINT, "b": WAITING}
    assert spared({"a": JOINT, "b": WAITING}, {"b": JOINT, "a": WAITING}, pair) == {"b": JOINT, "a": WAITING}
    with pytest.raises(Locked):
        moved(members, {"b": JOINT}, locked={JOINT})
    assert moved(members, {"a": JOINT, "m": WAITING}, locked={JOINT})["m"] == WAITING, "who is inside may stay or go"


def test_a_screen_is_a_seat_that_follows_its_owner_and_is_shown_before_the_last_person():
    members = {"a": JOINT, screen("a"): JOINT, "b": JOINT}
    assert routes(members)["b"] == {"a", screen("a")} and routes(members)[screen("a")] == frozenset()
    assert moved(members, {"a": caucus(1)})[screen("a")] == caucus(1)
    full = slots((), frozenset(f"p{n:02}" for n in range(SLOTS + 3)))
    shown = slots(full, frozenset(full) | {screen("p01")})
    assert shown[:-1] == full[:-1] and shown[-1] == screen("p01")


def test_the_audience_of_a_move_is_read_from_the_routes():
    members = {"a": caucus(1), "m": caucus(1), "b": WAITING, "j": JOINT}
    assert audience(members, {"a"}) == ({"m"}, {"b", "j"})
    assert audience(members, {"a", "m"}) == ({"a", "m"}, {"b", "j"})
    assert audience(members, {"b"}) == (frozenset(), {"a", "m", "j"})


MAYBE = st.one_of(st.none(), SEATS)


@given(st.lists(MAYBE, unique=True, max_size=SLOTS), st.frozensets(SEATS), MAYBE)
def test_a_small_picture_is_enough_of_whom_nobody_asked_large(shown, large, spotlight):
    found = small(tuple(shown), large, spotlight)
    others = {one for one in shown if one is not None}
    assert found <= others - large - {spotlight}
    assert found == (others - large - {spotlight} if large or len(others) > FEW else frozenset())


def test_the_node_is_told_of_small_pictures_and_nothing_else_changes():
    people = ("a", "b", "c", "d", screen("a"), None)
    seats = told(1, {"m": people}, large={"m": ["b"]}, spotlight="c")["seats"]
    assert seats["m"]["slots"] == [
        {"source": "a", "size": "small"}, "b", "c", {"source": "d", "size": "small"}, screen("a"), None,
    ]  # fmt: skip
    assert told(1, {"m": ("a", "b", "c", None)})["seats"]["m"]["slots"] == ["a", "b", "c", None]


@given(MEMBERS, st.sets(SEATS))
def test_who_takes_part_in_the_joint_room_only_reaches_and_hears_nobody_elsewhere(members, judges):
    for seat, heard in routes(members, (), judges).items():
        for other in heard:
            assert not {seat, other} & judges or members[seat] == members[other] == JOINT


@given(MEMBERS, st.dictionaries(SEATS, ROOMS, max_size=4), st.sets(SEATS))
def test_who_takes_part_in_the_joint_room_only_is_never_moved_into_a_private_talk(members, to, judges):
    wrong = {seat for seat in judges if to.get(seat, WAITING).startswith("caucus")}
    if wrong:
        with pytest.raises(JointOnly):
            moved(members, to, joint_only=judges)
    else:
        moved(members, to, joint_only=judges)
