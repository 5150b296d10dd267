"""What a host does to a room, as it is told to the node and kept."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mediation.core.db import commit, db
from mediation.core.live import Hint
from mediation.core.machine import NotNow
from video import hosting, queries, rooms, services
from video.queries import member


@pytest.fixture
def told(node, conference):
    """The seats of the newest table the node was told."""
    services.carry(conference)
    commit()

    def seats():
        commit()
        return node.tables[conference.public_id]["seats"]

    return seats


def test_who_is_silenced_is_silent_at_the_node_until_the_word_is_given(conference, told):
    hosting.raise_hand(member(conference, "b"), up=True)
    hosting.silence(conference, ["a", "b"], silenced=True)
    assert {seat: entry["silent"] for seat, entry in told().items()} == {"a": True, "b": True, "m": False}
    assert member(conference, "b").hand_at, "being silenced lowers no hand: it is how one asks for the word"
    hosting.silence(conference, ["b"], silenced=False)
    assert [told()[seat]["silent"] for seat in "ab"] == [True, False]
    assert member(conference, "b").hand_at is None
    services.move(conference, {"a": rooms.WAITING})
    services.move(conference, {"a": rooms.JOINT})
    assert told()["a"]["silent"], "a move gives nobody the word"


def test_who_comes_in_is_looked_at_soon_and_who_takes_over_or_is_moved_at_once(conference):
    def hinted(act) -> str:
        act()
        commit()
        return db.session.scalar(select(Hint.pane).order_by(Hint.id.desc()))

    place = member(conference, "a")
    assert hinted(lambda: services.join(place, "phone")) == "presence"
    assert hinted(lambda: services.connected(place, publishing=True)) == "presence"
    assert hinted(lambda: services.join(place, "phone")) == "presence"
    assert hinted(lambda: services.join(place, "tablet")) == "room", "the phone lets go now"
    assert hinted(lambda: services.show(place, microphone=False, camera=True)) == "room"
    assert hinted(lambda: services.move(conference, {"a": rooms.WAITING})) == "room"


def test_hands_stay_in_the_order_in_which_they_were_raised(conference, at):
    for minute, seat in enumerate("bab"):
        with at(f"2030-01-01 10:0{minute}"):
            hosting.raise_hand(member(conference, seat), up=True)
    assert member(conference, "b").hand_at < member(conference, "a").hand_at
    hosting.lower_hands(conference)
    assert not any(one.hand_at for one in conference.members)


def test_two_kept_apart_are_never_in_one_room_and_never_told_to_the_node(conference, told):
    hosting.keep_apart(conference, "a", "b")
    assert (member(conference, "a").room, member(conference, "b").room) == (rooms.JOINT, rooms.WAITING)
    assert "b" not in told()["a"]["slots"] and "a" not in told()["b"]["slots"]
    with pytest.raises(NotNow) as refused:
        services.move(conference, {"b": rooms.JOINT})
    assert "Person a" in str(refused.value.why) and "Person b" in str(refused.value.why)
    services.move(conference, {"a": rooms.WAITING, "b": rooms.JOINT})
    services.move(conference, {"b": rooms.WAITING})
    hosting.no_longer_apart(conference, "b", "a")
    services.move(conference, {"a": rooms.JOINT, "b": rooms.JOINT})
    assert "b" in told()["a"]["slots"]


def test_nobody_is_let_into_a_locked_room_and_an_empty_one_is_open_again(conference):
    services.move(conference, {"a": rooms.caucus(1), "m": rooms.caucus(1)})
    hosting.lock(conference, rooms.caucus(1), locked=True)
    with pytest.raises(NotNow):
        services.move(conference, {"b": rooms.caucus(1)})
    assert member(conference, "b").room == rooms.JOINT
    services.move(conference, dict.fromkeys("am", rooms.JOINT))
    assert conference.locked == []
    services.move(conference, {"b": rooms.caucus(1)})


def test_a_screen_is_a_seat_that_goes_with_its_owner_and_is_nobodys_attendance(conference, told):
    shown = hosting.show_screen(member(conference, "a"), name="The screen of a")
    assert shown.seat in told()["b"]["slots"] and shown.seat not in told()["a"]["slots"]
    assert told()[shown.seat]["slots"] == [None] * rooms.SLOTS
    services.connected(shown, publishing=True)
    assert queries.stays(conference) == []
    with pytest.raises(NotNow):
        hosting.show_screen(member(conference, "b"), name="Another")
    services.move(conference, {"a": rooms.WAITING})
    assert shown.room == rooms.WAITING and shown.seat not in told()["b"]["slots"]
    hosting.allow_screen(member(conference, "a"), allowed=False)
    assert shown.seat not in told()
    hosting.show_screen(member(conference, "a"), name="Again")
    services.remove(conference, "a")
    assert set(told()) == {"b", "m"}, "who is removed takes their screen with them"
