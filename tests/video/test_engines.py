"""What every engine does alike: our own node and a Janus, each a real process, asked by the same tests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
import requests
import uvloop

from tests.video.coturn import reachable
from tests.video.janus import JanusProcess
from tests.video.node.caller import OWN_PORTS, Caller
from tests.video.node.offers import bundled, offer
from tests.video.node.process import NodeProcess
from video.engine import KINDS
from video.engines.seam import Engine, Refused
from video.node.ports import Ports
from video.node.taps import Link

pytestmark = pytest.mark.media


@pytest.fixture(scope="module", params=["node", "janus"])
def engine(request, tmp_path_factory) -> Iterator[Engine]:
    here = reachable()[0]
    process: Any = (
        NodeProcess(addresses=here) if request.param == "node"
        else JanusProcess(tmp_path_factory.mktemp("janus"), here)
    )  # fmt: skip
    with process:
        kind, _, data = process.seam.partition(":")
        yield KINDS[kind](data)


class Person(Caller):
    """One leg of somebody, by the seam."""

    def __init__(self) -> None:
        super().__init__()
        self.link = Link(Ports(OWN_PORTS, [reachable()[0]]), controlling=True)
        self.link.on_up, self.link.on_down = self.connected.set, self.ended.set
        self.link.on_rtp = self.came.append

    async def come(self, engine: Engine, conference: str, seat: str, leg: str, only: str | None = None) -> Person:
        await self.link.listen()
        text = bundled(offer("sendonly" if leg == "publish" else "recvonly", 1, self.link.own("actpass"))).encode()
        answer = await asyncio.to_thread(engine.offer, conference, seat, leg, text, only=only)
        self.answer, self.connection = answer.sdp, answer.connection
        await self._connect()
        return self


def table(version: int, **slots: list[str | None]) -> dict[str, Any]:
    return {"version": version, "seats": {seat: {"slots": sources} for seat, sources in slots.items()}}


def tell(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    async def told() -> None:
        try:
            await asyncio.wait_for(story(), 60)
        finally:
            await asyncio.gather(*(caller.hang_up() for caller in Caller.everybody))
            Caller.everybody.clear()

    uvloop.run(told())


async def heard(speaker: Person, listener: Person, *, until: int = 5, seconds: float = 10) -> int:
    """How many words came while so many, or for so long, were said."""
    before = len(listener.heard())
    for _ in range(int(seconds / 0.02)):
        speaker.say(b"hello")
        await asyncio.sleep(0.02)
        if len(listener.heard()) - before >= until:
            break
    return len(listener.heard()) - before


async def put(engine: Engine, conference: str, version: int, **slots: list[str | None]) -> None:
    await asyncio.to_thread(engine.put, conference, table(version, **slots))


async def happened(engine: Engine, conference: str, count: int) -> list[tuple[str, str]]:
    """The first so many comings and goings of a conference."""
    after, found = 0, list[tuple[str, str]]()
    while len(found) < count:
        events = (await asyncio.to_thread(engine.events, after, 3))["events"]
        assert events, found
        after = events[-1]["n"]
        found += [
            (event["seat"], event["what"]) for event in events
            if event["conference"] == conference and event["what"] not in ("link", "speaking", "replaced")
        ]  # fmt: skip
    return found


def test_join_watch_move_and_back(engine: Engine) -> None:
    async def story() -> None:
        await put(engine, "moves", 1, a=["b"], b=["a"])
        speaks = await Person().come(engine, "moves", "a", "publish")
        assert (await happened(engine, "moves", 1)) == [("a", "publishing")]
        hears = await Person().come(engine, "moves", "b", "watch")
        assert (await happened(engine, "moves", 2))[1] == ("b", "watching")
        assert await heard(speaks, hears) >= 5
        await put(engine, "moves", 2, a=[None], b=[None])
        await asyncio.sleep(0.2)  # what was on its way has come
        assert await heard(speaks, hears, seconds=0.6) == 0
        await put(engine, "moves", 1, a=["b"], b=["a"])
        assert await heard(speaks, hears, seconds=0.6) == 0, "an older table changes nothing"
        await put(engine, "moves", 3, a=["b"], b=["a"])
        assert await heard(speaks, hears) >= 5
        seats = (await asyncio.to_thread(engine.status, "moves"))["seats"]
        assert (seats["a"]["publishing"], seats["b"]["watching"], seats["b"]["publishing"]) == (True, True, False)

    tell(story)


def test_another_source_in_the_slot_of_a_viewer(engine: Engine) -> None:
    async def story() -> None:
        await put(engine, "switch", 1, a=[], b=[], c=["a"])
        one, other = [await Person().come(engine, "switch", seat, "publish") for seat in "ab"]
        await happened(engine, "switch", 2)
        viewer = await Person().come(engine, "switch", "c", "watch")
        assert await heard(one, viewer) >= 5
        assert await heard(other, viewer, seconds=0.6) == 0
        await put(engine, "switch", 2, a=[], b=[], c=["b"])
        assert await heard(other, viewer) >= 5
        await asyncio.sleep(0.2)
        assert await heard(one, viewer, seconds=0.6) == 0

    tell(story)


def test_who_is_removed_is_gone_and_an_end_ends_it(engine: Engine) -> None:
    async def story() -> None:
        await put(engine, "kick", 1, a=["b"], b=["a"])
        speaks = await Person().come(engine, "kick", "a", "publish")
        await happened(engine, "kick", 1)
        await put(engine, "kick", 2, b=[None])
        await asyncio.wait_for(speaks.ended.wait(), 10)
        assert (await happened(engine, "kick", 2))[1] == ("a", "published_ended")
        with pytest.raises(Refused) as refused:
            await Person().come(engine, "kick", "a", "publish")
        assert refused.value.status == 404
        await asyncio.to_thread(engine.delete, "kick")
        await asyncio.to_thread(engine.delete, "kick")
        with pytest.raises(Refused) as refused:
            await asyncio.to_thread(engine.status, "kick")
        assert refused.value.status == 404

    tell(story)


def test_the_newest_connection_of_a_seat_wins_and_only_itself_can_be_hung_up(engine: Engine) -> None:
    async def story() -> None:
        await put(engine, "newest", 1, a=[], b=["a"])
        old = await Person().come(engine, "newest", "a", "publish")
        new = await Person().come(engine, "newest", "a", "publish")
        await asyncio.wait_for(old.ended.wait(), 10)
        viewer = await Person().come(engine, "newest", "b", "watch", only="a")
        assert await heard(new, viewer) >= 5
        with pytest.raises(Refused) as refused:
            await asyncio.to_thread(engine.leave, "newest", "a", "publish", old.connection)
        assert refused.value.status == 404
        await asyncio.to_thread(engine.leave, "newest", "a", "publish", new.connection)
        await asyncio.wait_for(new.ended.wait(), 10)

    tell(story)


def test_what_is_no_offer_and_what_nobody_knows(engine: Engine) -> None:
    with pytest.raises(Refused) as refused:
        engine.status("nowhere")
    assert refused.value.status == 404
    with pytest.raises(Refused) as refused:
        engine.offer("nowhere", "a", "publish", b"v=0")
    assert refused.value.status == 404
    engine.put("nonsense", table(1, a=[]))
    with pytest.raises(Refused) as refused:
        engine.offer("nonsense", "a", "publish", b"nonsense")
    assert refused.value.status == 400


def test_a_janus_of_ours_has_no_default_secret_and_lists_no_room(tmp_path) -> None:
    with JanusProcess(tmp_path, reachable()[0]) as process:
        engine = KINDS["janus"](process.seam.partition(":")[2])
        engine.put("private", table(1, a=[]))
        for secret in ("", "janusrocks", "janusoverlord"):
            asked = {"janus": "create", "transaction": "t", "apisecret": secret, "admin_secret": secret}
            assert requests.post(process.url, json=asked, timeout=5).json()["error"]["code"] == 403
        blind = KINDS["janus"](process.seam.partition(":")[2].replace("&key=", "&other="))
        with pytest.raises(Refused):
            blind.status("private")
