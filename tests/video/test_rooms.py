from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from video.rooms import JOINT, SLOTS, WAITING, caucus, is_room, routes, slots, table

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
