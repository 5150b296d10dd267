"""Real packets through a real node into sealed segments, rows and a film; the node is killed in between."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import uvloop

from mediation.core import clock, live, sealed
from mediation.core.db import commit, rollback
from mediation.core.settings import HERE
from tests.kills.test_node import Visitor
from tests.video.markers import pictures, tone
from tests.video.node.caller import Caller
from tests.video.node.process import NodeProcess
from tests.video.test_composing import loudness
from video import composing, queries, recording, rooms, services, tapes
from video.coverage import Why
from video.events import Listener
from video.tapes import SegmentState, Status
from video.vault import Vault

pytestmark = pytest.mark.media


@pytest.fixture
def node(app) -> Iterator[NodeProcess]:
    here = app.extensions["settings"]
    with NodeProcess(recordings=str(here.recordings)) as process:
        app.extensions["settings"] = replace(here, media={HERE: process.seam})
        yield process


async def send(caller: Caller, seconds: float, *, first: int) -> None:
    """A red picture and a tone, as fast as they would really come."""
    both = sorted(
        [*pictures((200, 30, 30), seconds, ssrc=1001, first=first), *tone(500, seconds, ssrc=1000, first=first)],
        key=lambda one: one[0],
    )
    began = asyncio.get_running_loop().time()
    for at, packet in both:
        await asyncio.sleep(max(0, began + at / 1000 - asyncio.get_running_loop().time()))
        caller.link.send(packet)
    await asyncio.sleep(0.4)


def test_what_a_node_recorded_before_and_after_it_was_killed_and_nothing_of_a_private_talk(app, client, node):
    conference = services.begin()
    for seat in "ab":
        services.seat(conference, seat, name=f"Person {seat}", caption="", room=rooms.JOINT)
    commit()
    name = conference.public_id
    listener = Listener(app)
    key_name = sealed.new_key()

    def here() -> tapes.Tape:
        rollback()
        tape = tapes.all_running()[0]
        rollback()
        return tape

    async def story() -> None:
        speaker = (await Visitor(client, name, "a").come()).speaks
        listener.turn(0)
        recording.begin(queries.by_name(name), key_name=key_name, agreed=["a"])
        commit()
        await send(speaker, 1.5, first=0)
        services.move(queries.by_name(name), {"a": rooms.caucus(1)})
        commit()
        await asyncio.sleep(0.6)  # the segment is closed
        tape = here()
        written = sum(path.stat().st_size for path in recording.folder(tape).iterdir())
        await send(speaker, 1, first=1000)
        assert sum(path.stat().st_size for path in recording.folder(tape).iterdir()) == written, "nothing of it"
        listener.turn(0)
        rollback()
        assert [one.state for one in here().segments] == [SegmentState.WHOLE]
        services.move(queries.by_name(name), {"a": rooms.JOINT})
        commit()
        await send(speaker, 1, first=2000)
        node.kill()
        rollback()
        with clock.set_to(clock.now() + timedelta(seconds=8)):
            before = live.newest()
            found = recording.look({here().id: Status.RUNNING})
            assert list(found.values()) == [Status.FAILING] and live.newest() > before, "the pages are told"
        node.start()
        listener.turn(0)
        again = (await Visitor(client, name, "a").come()).speaks
        listener.turn(0)
        await send(again, 1, first=3000)
        recording.end(here())
        commit()
        await asyncio.sleep(0.6)
        listener.turn(0)

    async def told() -> None:
        try:
            await story()
        finally:
            await asyncio.gather(*(caller.hang_up() for caller in Caller.everybody))
            Caller.everybody.clear()

    uvloop.run(told())
    rollback()
    [folder] = app.extensions["settings"].recordings.iterdir()
    tape = tapes.by_name(folder.name)
    recording.gather(tape)
    states = [one.state for one in tape.segments]
    assert states.count(SegmentState.CUT) == 1 and states[-1] is SegmentState.WHOLE, (
        "the killed node's is cut, and seen"
    )
    assert recording.chained(tape)
    gaps = recording.missing(tape)
    assert [gap.why for gap in gaps if gap.why is Why.PRIVATE] == [Why.PRIVATE]
    [made] = composing.composed(tape)
    told_truly(tape, made, next(gap for gap in gaps if gap.why is Why.PRIVATE))


def told_truly(tape: tapes.Tape, made: composing.Made, private) -> None:
    began = tape.began_at.timestamp() * 1000
    start, end = (private.from_ - began) / 1000, (private.to - began) / 1000
    path = composing.copy_path(recording.folder(tape), "a")
    with Vault(path, tape.key, size=made.size) as vault, composing.av.open(vault) as film:
        shown, loud = [], []
        for frame in film.decode(*film.streams):
            if isinstance(frame, composing.av.VideoFrame):
                red, green, blue = frame.to_image().resize((1, 1)).getpixel((0, 0))
                assert red > 100 > max(green, blue), "the right picture"
                shown.append(frame.time)
            elif loudness(frame) > 0.01:
                loud.append(frame.time)
    for moments in (shown, loud):
        assert len(moments) > 20
        assert not [at for at in moments if start + 0.2 < at < end - 0.05], "not one frame of the private talk"
    assert abs(made.milliseconds / 1000 - (tape.ended_at - tape.began_at).total_seconds()) < 1
