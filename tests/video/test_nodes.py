"""Several media nodes: where a conference is placed, how a node is emptied, and what happens when one dies."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
import uvloop
from hypothesis import given
from hypothesis import strategies as st

from mediation.core import live
from mediation.core.db import commit, rollback
from mediation.core.settings import BadSetting, load
from tests.kills.test_node import Visitor, flows
from tests.video.node.caller import Caller
from tests.video.node.process import NodeProcess
from video import engine, events, nodes, queries, rooms, services
from video.events import Listener
from video.models import Conference
from video.nodes import Load, least_loaded


def begun(*seats: str) -> Conference:
    conference = services.begin()
    for seat in seats:
        services.seat(conference, seat, name=f"Person {seat}", caption="", room=rooms.JOINT)
    commit()
    return conference


def carried(*seats: str) -> Conference:
    conference = begun(*seats)
    services.carry(conference)
    commit()
    return conference


@pytest.fixture
def two(app, monkeypatch) -> dict[str, dict]:
    """Two nodes made of their tables."""
    told: dict[str, dict] = {"one": {}, "two": {}}

    class Fake:
        def __init__(self, name: str) -> None:
            self.put = told[name].__setitem__
            self.delete = told[name].pop

        def events(self, after: int, wait: float) -> dict:
            return {"boot": "b", "events": []}

        def status(self, conference: str) -> dict:
            return {"seats": {}}

    app.extensions["settings"] = replace(app.extensions["settings"], media=dict.fromkeys(told, "node:http://none"))
    monkeypatch.setattr(engine, "at", Fake)
    return told


@given(st.lists(st.builds(Load, st.sampled_from("abc"), st.integers(0, 9), st.booleans(), st.booleans())))
def test_a_new_conference_never_goes_to_a_lost_or_drained_node_nor_to_a_fuller_one(loads):
    open_ = [one for one in loads if not one.lost and not one.draining]
    found = least_loaded(loads)
    assert (found is None) == (not open_)
    assert not open_ or (found, min(one.seats for one in open_)) in [(one.name, one.seats) for one in open_]


def test_conferences_are_spread_by_the_places_in_them(two):
    big = carried("a", "b", "c")
    assert [big.node, carried("a").node, carried("a").node, carried("a").node, carried("a").node] == [
        "one", "two", "two", "two", "one",
    ]  # fmt: skip
    services.end(big)
    commit()
    assert carried("a").node == "one"


def test_a_drained_node_gets_no_new_conference_and_keeps_what_it_has(app, two):
    first = carried("a")
    run = app.test_cli_runner().invoke
    assert run(args=["video", "drain", "one"]).output == "one takes no new ones and carries 1\n"
    assert [carried(*"abcd").node for _ in range(2)] == ["two", "two"]
    assert run(args=["video", "nodes"]).output == "one\t1\tdrained\ntwo\t8\topen\n"
    assert first.public_id in two["one"]
    run(args=["video", "drain", "one", "--back"])
    assert carried("a").node == "one"
    assert "There is no media node three" in run(args=["video", "drain", "three"]).output


def test_what_a_lost_node_carried_goes_to_the_other_and_is_taken_away_when_it_is_back(app, two):
    conference = carried("a", "b")
    services.connected(queries.member(conference, "a"), publishing=True)
    commit()
    listener = Listener(app, "one")
    listener.turn(0)
    before, version = live.newest(), conference.table_version
    assert (listener.lost(), listener.lost()) == (1, 0)
    rollback()
    conference = queries.by_name(conference.public_id)
    assert (conference.node, conference.table_version) == ("two", version + 1)
    assert two["two"][conference.public_id]["version"] == version + 1
    assert not queries.member(conference, "a").publishing
    assert live.newest() > before, "the pages are told to come back"
    assert carried("a").node == "two", "nothing new goes to a lost node"
    listener.turn(0)
    assert two["one"] == {}, "a node that was only out of reach lets go of what is elsewhere now"
    rollback()
    assert not nodes.is_lost("one")


def test_where_no_other_node_answers_a_conference_waits_for_its_own(app, two):
    conference = carried("a")
    services.drain("two")
    commit()
    assert Listener(app, "one").lost() == 0
    rollback()
    assert queries.by_name(conference.public_id).node == "one"


def test_what_a_node_no_longer_in_the_settings_carried_goes_elsewhere_at_the_next_start(app, two):
    conference = carried("a")
    app.extensions["settings"] = replace(app.extensions["settings"], media={"two": "node:http://none"})
    assert services.relocate_strays() == 1
    commit()
    assert queries.by_name(conference.public_id).node == "two"


def test_nodes_of_the_settings(tmp_path):
    given = {"COURTYARD_HOME": str(tmp_path), "COURTYARD_NODE_PORT": "9000", "COURTYARD_NODE_TOKEN": "t"}
    found = load(given | {"COURTYARD_MEDIA": "second=node:http://:s@10.0.0.2:8001"}).media
    assert found == {"here": "node:http://:t@127.0.0.1:9000", "second": "node:http://:s@10.0.0.2:8001"}
    for wrong in ("second", "here=node:http://x", "x=mcu:http://x", "x=node:10.0.0.2"):
        with pytest.raises(BadSetting, match="COURTYARD_MEDIA"):
            load(given | {"COURTYARD_MEDIA": wrong})


@pytest.fixture
def processes(app) -> Iterator[dict[str, NodeProcess]]:
    with NodeProcess(ports="41000-41499") as one, NodeProcess(ports="41500-41999") as two:
        found = {"one": one, "two": two}
        media = {name: process.seam for name, process in found.items()}
        app.extensions["settings"] = replace(app.extensions["settings"], media=media)
        yield found


@pytest.mark.media
def test_when_a_node_dies_its_conference_is_heard_again_at_the_other(app, client, processes, monkeypatch):
    monkeypatch.setattr(events, "LOST_AFTER", 1.0)
    conference = begun("a", "b")
    name, stop = conference.public_id, threading.Event()

    async def story() -> None:
        await flows(await Visitor(client, name, "a").come(), await Visitor(client, name, "b").come())
        rollback()
        assert queries.by_name(name).node == "one"
        for node in processes:
            Listener(app, node).start(stop)
        await asyncio.sleep(0.5)
        processes["one"].kill()
        died = time.monotonic()
        while queries.by_name(name).node == "one":
            rollback()
            assert time.monotonic() - died < 10
            await asyncio.sleep(0.05)
        await flows(await Visitor(client, name, "a").come(), await Visitor(client, name, "b").come())
        assert set(processes["two"].get(f"/conferences/{name}")["seats"]) == {"a", "b"}
        processes["one"].start()
        while nodes.is_lost("one"):
            rollback()
            assert time.monotonic() - died < 20
            await asyncio.sleep(0.05)
        assert processes["one"].request("GET", f"/conferences/{name}")[0] == 404
        await asyncio.gather(*(caller.hang_up() for caller in Caller.everybody))
        Caller.everybody.clear()

    try:
        uvloop.run(story())
    finally:
        stop.set()
        rollback()
