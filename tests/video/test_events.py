from __future__ import annotations

import pytest

from mediation.core import live
from mediation.core.db import commit, rollback
from video import engine, events, queries, rooms, services
from video.events import Listener
from video.models import Leg

T = 1_790_000_000_000


def stays(conference):
    rollback()
    return [
        (one.member.seat, one.room, int(one.from_at.timestamp() * 1000) - T,
         one.to_at and int(one.to_at.timestamp() * 1000) - T)
        for one in queries.stays(conference)
    ]  # fmt: skip


@pytest.fixture
def listener(app, node, conference) -> Listener:
    services.carry(conference)
    commit()
    return Listener(app)


def test_coming_and_going_become_stays_once_each(listener, node, conference):
    node.happen(conference, "a", "watching", T)
    node.happen(conference, "a", "publishing", T + 100)
    node.happen(conference, "a", "replaced", T + 200)
    node.happen(conference, "a", "published_ended", T + 5000)
    assert listener.turn(0) == 4
    assert stays(conference)[0][:2] == ("a", rooms.JOINT)
    assert stays(conference)[-1][3] is None, "still watching"
    node.happen(conference, "a", "watching_ended", T + 9000)
    assert listener.turn(0) == 1
    assert listener.turn(0) == 0
    assert Listener(listener._app).turn(0) == 0, "another worker goes on where this one was"
    assert all(one[3] is not None for one in stays(conference))


def test_a_move_ends_one_stay_and_begins_the_next(listener, node, conference):
    node.happen(conference, "a", "publishing", T)
    listener.turn(0)
    services.move(conference, {"a": rooms.caucus(1)})
    commit()
    open_ = [one for one in stays(conference) if one[3] is None]
    assert [one[:2] for one in open_] == [("a", rooms.caucus(1))]


def test_who_leaves_and_comes_back_has_the_same_room(listener, node, conference):
    services.move(conference, {"a": rooms.caucus(1)})
    commit()
    for what in ("publishing", "published_ended", "publishing"):
        node.happen(conference, "a", what, T)
    listener.turn(0)
    assert {one[1] for one in stays(conference)} >= {rooms.caucus(1)}
    assert queries.member(conference, "a").room == rooms.caucus(1)


def test_a_node_started_anew_is_told_all_tables_and_nobody_is_taken_for_connected(listener, node, conference):
    node.happen(conference, "b", "publishing", T)
    listener.turn(0)
    node.boot, node.happened = "boot-2", []
    node.tables.clear()
    before = live.newest()
    listener.turn(0)
    assert conference.public_id in node.tables
    rollback()
    assert (queries.member(conference, "a").publishing, queries.member(conference, "b").publishing) == (True, False)
    assert live.newest() > before, "the pages are told to look again"


def test_a_new_start_of_a_node_and_who_is_gone_with_the_old_one_are_seen_together(
    listener, node, conference, monkeypatch
):
    node.happen(conference, "b", "publishing", T)
    listener.turn(0)
    node.boot, node.happened = "boot-2", []
    seen = []

    def committed():
        commit()
        seen.append((queries.boot(conference), queries.member(conference, "b").publishing))
        rollback()

    monkeypatch.setattr(events, "commit", committed)
    listener.turn(0)
    assert seen == [("boot-2", False)]


def test_a_node_that_fell_silent_is_asked_again_soon_and_a_lost_one_less_often(listener, node, monkeypatch):
    listener.turn(0)
    node.down = True
    waited = []

    class Stop:
        def is_set(self):
            return len(waited) == 3

        def wait(self, seconds):
            waited.append(seconds)
            monkeypatch.setattr(events, "LOST_AFTER", 0.0 if len(waited) == 2 else events.LOST_AFTER)

    listener._run(Stop())
    assert waited == [events.SOON, events.SOON, events.PAUSE]


def test_a_table_that_could_not_be_told_is_told_later(listener, node, conference):
    listener.turn(0)
    node.down = True
    services.move(conference, {"a": rooms.WAITING})
    with pytest.raises(engine.EngineDown):
        commit()
    with pytest.raises(engine.EngineDown):
        listener.turn(0)
    node.down = False
    listener.turn(0)
    assert node.tables[conference.public_id]["seats"]["a"]["slots"] == [None] * rooms.SLOTS


def test_the_steps_of_a_link_are_kept_and_the_newest_of_each_leg_is_known(listener, node, conference):
    before = live.newest()
    for leg, rung, quality, loss in [
        ("watch", "large", "good", 0.0), ("publish", "large", "good", 0.01), ("watch", "few", "bad", 0.2513),
    ]:  # fmt: skip
        node.happen(conference, "a", "link", T + 1000, leg=leg, rung=rung, quality=quality, loss=loss)
    node.happen(conference, "", "speaking", T, seats=["a"])
    listener.turn(0)
    rollback()
    ((seat, legs),) = queries.links(conference).items()
    told = {leg: (step.rung, step.quality, step.loss_permille) for leg, step in legs.items()}
    assert (seat, told) == ("a", {"watch": ("few", "bad", 251), "publish": ("large", "good", 10)})
    assert legs[Leg.WATCH].at.timestamp() == (T + 1000) / 1000
    assert live.newest() > before, "the pages are told to look again"
    sends = {one.seat: queries.rung(one) for one in queries.members(conference)}
    assert sends == {"a": "large", "b": "large", "m": "large"}
    node.happen(conference, "a", "link", T + 2000, leg="publish", rung="sound", quality="bad", loss=0.4)
    listener.turn(0)
    rollback()
    assert [queries.rung(one) for one in queries.members(conference)] == ["sound", "large", "large"]


def test_events_of_strangers_change_nothing(listener, node, conference):
    node.happen(conference, "nobody", "publishing", T)
    node.happened.append({"n": 2, "conference": "elsewhere", "seat": "a", "what": "publishing", "at": T})
    node.happened.append({"n": 3, "conference": conference.public_id, "seat": "a", "what": "sneezing", "at": T})
    before = stays(conference)
    listener.turn(0)
    assert [one for one in stays(conference) if one not in before and one[0] != "a"] == []


def test_a_marked_person_is_present_without_media(conference):
    services.mark(queries.member(conference, "a"), here=True)
    commit()
    assert [one[0] for one in stays(conference) if one[3] is None] == ["a"]
    services.mark(queries.member(conference, "a"), here=False)
    commit()
    assert [one for one in stays(conference) if one[3] is None] == []
