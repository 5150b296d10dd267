"""The media node dies in the middle of a conference: a new one is told everything again, and both ends flow again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest
import uvloop
from flask.testing import FlaskClient

from mediation.core import live
from mediation.core.db import commit, rollback
from mediation.core.settings import HERE
from tests.video.node.caller import Caller
from tests.video.node.offers import offer
from tests.video.node.process import NodeProcess
from video import queries, rooms, services, tickets
from video.events import Listener

pytestmark = pytest.mark.media


@pytest.fixture
def node(app) -> Iterator[NodeProcess]:
    with NodeProcess() as process:
        here = app.extensions["settings"]
        app.extensions["settings"] = replace(here, media={HERE: process.seam})
        yield process


class Visitor:
    """One person with both connections, made through the door that pages use."""

    def __init__(self, client: FlaskClient, conference: str, seat: str) -> None:
        self.client, self.conference, self.seat = client, conference, seat
        self.speaks, self.listens = Caller(), Caller()

    async def come(self) -> Visitor:
        token = tickets.issue(self.conference, self.seat)
        for caller, leg, direction in ((self.speaks, "whip", "sendonly"), (self.listens, "whep", "recvonly")):
            await caller.link.listen()
            answer = self.client.post(
                f"/{leg}/{self.conference}/{self.seat}", data=offer(direction, 1, caller.link.own("actpass")),
                content_type="application/sdp", headers={"Authorization": f"Bearer {token}"},
            )  # fmt: skip
            assert answer.status_code == 201, answer.text
            caller.answer = answer.text
            await caller._connect()
        return self


async def flows(one: Visitor, other: Visitor) -> None:
    """Each hears what the other says."""
    for speaker, listener in ((one, other), (other, one)):
        async with asyncio.timeout(10):
            while b"hello" not in listener.listens.heard():
                speaker.speaks.say(b"hello")
                await asyncio.sleep(0.05)


def test_a_node_that_died_is_told_everything_again_and_both_ends_flow_again(app, client, node):
    conference = services.begin()
    for seat in "ab":
        services.seat(conference, seat, name=f"Person {seat}", caption="", room=rooms.JOINT)
    commit()
    name = conference.public_id
    listener = Listener(app)

    async def story() -> None:
        await flows(await Visitor(client, name, "a").come(), await Visitor(client, name, "b").come())
        listener.turn(0)
        assert present(name) == {"a": True, "b": True}
        node.kill()
        rollback()
        services.move(queries.by_name(name), {"a": rooms.WAITING})
        with pytest.raises(services.engine.EngineDown):
            commit()  # what was done stays done: the table is told later
        node.start()
        before = live.newest()
        listener.turn(0)
        assert present(name) == {"a": False, "b": False}, "nobody is taken for connected at a node that is new"
        assert live.newest() > before, "the pages are told to come back"
        assert seats(node, name) == {"a": [None], "b": [None]}, "who was moved while it was dead is where they belong"
        services.move(queries.by_name(name), {"a": rooms.JOINT})
        commit()
        await flows(await Visitor(client, name, "a").come(), await Visitor(client, name, "b").come())
        await asyncio.gather(*(caller.hang_up() for caller in Caller.everybody))
        Caller.everybody.clear()

    uvloop.run(story())


def present(name: str) -> dict[str, bool]:
    rollback()
    conference = queries.by_name(name)
    assert conference is not None
    return {one.seat: one.publishing and one.watching for one in conference.members}


def seats(node: NodeProcess, name: str) -> dict[str, list[str | None]]:
    rollback()
    told = queries.table(queries.by_name(name))
    assert node.get(f"/conferences/{name}")["version"] == told["version"]
    return {seat: table["slots"][:1] for seat, table in told["seats"].items()}
